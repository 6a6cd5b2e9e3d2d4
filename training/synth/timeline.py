"""Days and moments of the company: whole seconds since the epoch (UTC), days of its own zone."""

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from riskdesk.core.calendar import WorkingCalendar
from training.synth.spec import CompanySpec

DAY_SECONDS: Final = 86_400
HOUR_SECONDS: Final = 3_600
PREHISTORY_DAYS: Final = 11 * 366
"""How long before the daily history the oldest party may have been registered."""
_AFTER_DAYS: Final = 400


class Timeline:
    """The company's calendar.

    A day is a whole number, 0 the first day of the daily history, negative before it.

    Parameters
    ----------
    spec
        The company.
    """

    def __init__(self, spec: CompanySpec) -> None:
        zone = ZoneInfo(spec.zone)
        calendar = WorkingCalendar("CN", spec.zone)
        first = spec.end_day - timedelta(days=spec.days - 1)
        dates = [first + timedelta(days=day) for day in range(-PREHISTORY_DAYS, spec.days + _AFTER_DAYS)]
        noons = [datetime(d.year, d.month, d.day, 12, tzinfo=zone) for d in dates]
        self.days = spec.days
        self._dates = dates
        self._midnights = [int(noon.astimezone(UTC).timestamp()) - DAY_SECONDS // 2 for noon in noons]
        self._offsets = [_offset(noon) for noon in noons]
        self._days_text = [day.isoformat() for day in dates]
        self._workdays = [calendar.day_kind((day - date(1970, 1, 1)).days) == 0 for day in dates]
        self._clock = [
            f"T{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}" for s in range(DAY_SECONDS + 7_200)
        ]
        self.end = self.moment(spec.days, 0) - 1

    def moment(self, day: int, second: int) -> int:
        """Return the moment of a second of a day."""
        return self._midnights[day + PREHISTORY_DAYS] + second

    def day_of(self, moment: int) -> int:
        """Return the day in which a moment lies."""
        return bisect_right(self._midnights, moment) - 1 - PREHISTORY_DAYS

    def second_of(self, moment: int) -> int:
        """Return the second of its day of a moment."""
        return moment - self._midnights[bisect_right(self._midnights, moment) - 1]

    def date(self, day: int) -> date:
        """Return the calendar date of a day."""
        return self._dates[day + PREHISTORY_DAYS]

    def day_text(self, day: int) -> str:
        """Return a day as YYYY-MM-DD."""
        return self._days_text[day + PREHISTORY_DAYS]

    def text(self, moment: int) -> str:
        """Return a moment as ISO 8601 with the zone's offset of that day."""
        at = bisect_right(self._midnights, moment) - 1
        return self._days_text[at] + self._clock[moment - self._midnights[at]] + self._offsets[at]

    def is_workday(self, day: int) -> bool:
        """Return whether people work on a day; made-up working days count."""
        return self._workdays[day + PREHISTORY_DAYS]

    def workday_from(self, day: int) -> int:
        """Return the first working day that is not before `day`."""
        while not self._workdays[day + PREHISTORY_DAYS]:
            day += 1
        return day

    def workdays_after(self, day: int, count: int) -> int:
        """Return the working day that is `count` working days after `day`."""
        for _ in range(count):
            day = self.workday_from(day + 1)
        return day


def _offset(noon: datetime) -> str:
    text = noon.strftime("%z")
    return f"{text[:3]}:{text[3:]}"
