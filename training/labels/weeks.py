"""Moments between which a week lies, for logs too short for month-ends to say much."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from riskdesk.core.clock import to_us

_DAYS: Final = 7


def week_ends(first_us: int, last_us: int, zone: ZoneInfo) -> list[int]:
    """Return the first moment of each Monday of `zone` with first < moment <= last, microseconds.

    >>> len(week_ends(0, 28 * 86_400_000_000, ZoneInfo("UTC")))
    4
    """
    start = datetime.fromtimestamp(first_us / 1e6, zone)
    day = start.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=start.weekday())
    found: list[int] = []
    while True:
        day += timedelta(days=_DAYS)  # in the zone's own hours: a day of changing clocks is a day
        moment = to_us(day)
        if moment > last_us:
            return found
        found.append(moment)
