"""Day, hour, weekday and working day of a moment, as the company's wall clock and calendar show them.

China moves working days to weekends by decree, year by year: those years come from `chinesecalendar`,
and a year that is not decreed yet from the rules in `holidays`, marked as not certain. Other countries
come from `holidays` alone. Both packages are imported on first need.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from riskdesk.core.clock import DAY_US, EARLIEST_US, HOUR_US, LATEST_US
from riskdesk.core.errors import SettingInvalid, TimeInvalid
from riskdesk.core.zone_offsets import zone_offsets

WORKDAY = 0
DAY_OFF = 1

_EPOCH_DAY = date(1970, 1, 1)
# A zone can be a day ahead of or behind the range of times that is accepted.
_FIRST_DAY = EARLIEST_US // DAY_US - 2
_DAYS = LATEST_US // DAY_US + 2 - _FIRST_DAY
_UNKNOWN = 255


class LocalTime(NamedTuple):
    """The wall clock at each of n moments; every array is int64 of shape (n,)."""

    day: NDArray[np.int64]  # days since 1970-01-01, local
    hour: NDArray[np.int64]  # 0 to 23
    weekday: NDArray[np.int64]  # 0 Monday to 6 Sunday
    day_kind: NDArray[np.int64]  # 0 working day, made-up ones too; 1 weekend or holiday


class WorkingCalendar:
    """The calendar of one country in one zone.

    Parameters
    ----------
    country
        ISO 3166 code, such as `CN`.
    zone
        IANA name, such as `Asia/Shanghai`.

    Raises
    ------
    SettingInvalid
        No calendar of this country is known.

    >>> calendar = WorkingCalendar("CN", "Asia/Shanghai")
    >>> calendar.local_one(1_790_000_000_000_000)  # 2026-09-21, a Monday
    (20717, 22, 0, 0)
    """

    def __init__(self, country: str = "CN", zone: str = "Asia/Shanghai") -> None:
        self.country = country
        self.zone = zone
        self._offsets = zone_offsets(zone)
        self._source = _China() if country == "CN" else _Rules(country)
        self._first_certain = (date(self._source.first_year, 1, 1) - _EPOCH_DAY).days
        self._last_certain = (date(self._source.last_year, 12, 31) - _EPOCH_DAY).days
        # One byte a day, shared by the scalar path and, as an array, by the vectorised one.
        self._kinds = bytearray([_UNKNOWN]) * _DAYS
        self._kinds_view = np.frombuffer(self._kinds, dtype=np.uint8)

    @property
    def last_certain_year(self) -> int:
        """The last year whose working days are published (CN) or covered by rules (elsewhere)."""
        return self._source.last_year

    def certain(self, day: int) -> bool:
        """Return whether the kind of a day (days since 1970-01-01) is published, not assumed."""
        return self._first_certain <= day <= self._last_certain

    def local(self, us: NDArray[np.int64]) -> LocalTime:
        """Return the wall clock at each moment of an int64 array of shape (n,).

        Raises
        ------
        TimeInvalid
            A moment lies outside 1990 to 2100.
        """
        local_us = us + self._offsets.at_many(us)
        day, rest_us = np.divmod(local_us, DAY_US)
        index = day - _FIRST_DAY
        if index.size and (index.min() < 0 or index.max() >= _DAYS):
            raise TimeInvalid("the calendar knows the years 1990 to 2100")
        kind = self._kinds_view[index]
        if (kind == _UNKNOWN).any():
            for missing in np.unique(day[kind == _UNKNOWN]).tolist():
                self._learn(missing)
            kind = self._kinds_view[index]
        return LocalTime(day, rest_us // HOUR_US, (day + 3) % 7, kind.astype(np.int64))

    def local_one(self, us: int) -> tuple[int, int, int, int]:
        """Return (day, hour, weekday, day_kind) of one moment: the same values as `local`, faster.

        Raises
        ------
        TimeInvalid
            The moment lies outside 1990 to 2100.
        """
        day, rest_us = divmod(us + self._offsets.at_one(us), DAY_US)
        return day, rest_us // HOUR_US, (day + 3) % 7, self.day_kind(day)

    def day_kind(self, day: int) -> int:
        """Return 0 for a working day, 1 for a day off; `day` counts from 1970-01-01, local."""
        index = day - _FIRST_DAY
        if not 0 <= index < _DAYS:
            raise TimeInvalid("the calendar knows the years 1990 to 2100")
        kind = self._kinds[index]
        return self._learn(day) if kind == _UNKNOWN else kind

    def made_up(self, days: Sequence[int]) -> list[int]:
        """Return those days that are worked although their weekday is off on most of the days given."""
        usual_off = [
            sum(self.day_kind(day) for day in days if day % 7 == of) * 2 > sum(day % 7 == of for day in days)
            for of in range(7)
        ]
        return [day for day in days if usual_off[day % 7] and self.day_kind(day) == WORKDAY]

    def _learn(self, day: int) -> int:
        kind = WORKDAY if self._source.is_workday(_date_of(day)) else DAY_OFF
        self._kinds[day - _FIRST_DAY] = kind
        return kind


def _date_of(day: int) -> date:
    return _EPOCH_DAY + timedelta(days=day)


class _Rules:
    """Working days by the rules of a country, whatever its weekend."""

    def __init__(self, country: str) -> None:
        import holidays

        try:
            self._holidays = holidays.country_holidays(country)
        except NotImplementedError as error:
            raise SettingInvalid(f"no calendar of {country!r} is known", field="RISKDESK_CALENDAR") from error
        self.first_year = self._holidays.start_year
        self.last_year = self._holidays.end_year

    def is_workday(self, day: date) -> bool:
        return self._holidays.is_working_day(day)


class _China:
    """Working days as the State Council decreed them, and by rule where it has not yet."""

    def __init__(self) -> None:
        import chinese_calendar

        self._decreed: Callable[[date], bool] = chinese_calendar.is_workday
        years = {day.year for day in chinese_calendar.holidays}
        self.first_year = min(years)
        self.last_year = max(years)
        self._rules: _Rules | None = None

    def is_workday(self, day: date) -> bool:
        if self.first_year <= day.year <= self.last_year:
            return self._decreed(day)
        if self._rules is None:
            self._rules = _Rules("CN")
        return self._rules.is_workday(day)
