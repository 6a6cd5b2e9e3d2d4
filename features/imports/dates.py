"""Days and times as files write them, into those of the wire format."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from riskdesk.core.errors import TimeInvalid

ISO: Final = "iso"
"""The name of the format `YYYY-MM-DD`, with or without a time."""

_ISO: Final = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:?\d\d)?)?", re.ASCII)
_MEMO: Final = 20_000

Moment = date | datetime
"""A day without a time, or a time."""


@dataclass(frozen=True, slots=True)
class Dates:
    """How one file writes its days and times.

    Parameters
    ----------
    formats
        `iso`, or as in `datetime.strptime`; the first that fits is taken.
    zone
        In which times without an offset are read; None refuses them.
    company_zone
        In which calendar days begin.
    clock
        Time of day that a day stands for where a time is wanted.
    """

    formats: tuple[str, ...]
    zone: ZoneInfo | None
    company_zone: ZoneInfo
    clock: time

    def day(self, moment: Moment) -> str:
        """Return the calendar day, in the company's zone, as `YYYY-MM-DD`."""
        if not isinstance(moment, datetime):
            return moment.isoformat()
        return (moment if moment.tzinfo is None else moment.astimezone(self.company_zone)).date().isoformat()

    def time(self, moment: Moment) -> str:
        """Return the time as ISO 8601 text; it stays without offset if no zone is known for it."""
        if not isinstance(moment, datetime):
            zone = self.zone or self.company_zone
            return datetime.combine(moment, self.clock, tzinfo=zone).isoformat()
        if moment.tzinfo is None and self.zone is not None:
            return moment.replace(tzinfo=self.zone).isoformat()
        return moment.isoformat()


def moment_reader(formats: Sequence[str]) -> Callable[[str], Moment]:
    """Return a function that reads a text in the first of the formats that fits, and remembers it.

    It raises `TimeInvalid` where none fits.

    >>> moment_reader(["iso", "%Y%m%d"])("20200227")
    datetime.date(2020, 2, 27)
    """

    @lru_cache(maxsize=_MEMO)
    def read(text: str) -> Moment:
        for how in formats:
            found = _iso(text) if how == ISO else _formatted(text, how)
            if found is not None:
                return found
        raise TimeInvalid(f"expected a day or time written as {' or '.join(formats)}")

    return read


def shift(moment: Moment, days: int) -> Moment:
    """Return a moment some days later.

    Raises
    ------
    TimeInvalid
        Beyond the calendar.
    """
    try:
        return moment + timedelta(days=days)
    except OverflowError:
        raise TimeInvalid("no such day") from None


def _iso(text: str) -> Moment | None:
    if _ISO.fullmatch(text) is None:
        return None
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        return None


def _formatted(text: str, how: str) -> Moment | None:
    try:
        found = datetime.strptime(text, how)  # noqa: DTZ007  the zone comes with the mapping
    except ValueError:
        return None
    return found if any(sign in how for sign in ("%H", "%I", "%X", "%c")) else found.date()
