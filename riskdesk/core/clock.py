"""Time as the program keeps it: whole microseconds since 1970-01-01T00:00:00Z, in names ending `_us`.

Text with an offset comes in, text in a zone goes out; in between there are only integers, so that two
processes, two databases and two zones can never disagree about which of two moments came first.
"""

import re
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from riskdesk.core.errors import TimeInvalid, TimeNaive

SECOND_US = 1_000_000
HOUR_US = 3600 * SECOND_US
DAY_US = 24 * HOUR_US

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
# RFC 3339, with the seconds optional and `+0800` accepted for `+08:00`.
_TIME = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?P<offset>[Zz]|[+-]\d\d:?\d\d)?", re.ASCII
)


class Clock(Protocol):
    """Whatever tells the time."""

    def now_us(self) -> int:
        """Return the moment in microseconds since the epoch, UTC."""
        ...


class SystemClock:
    """The clock of this machine."""

    def now_us(self) -> int:
        """Return the moment in microseconds since the epoch, UTC."""
        return time.time_ns() // 1000


class ShiftedClock:
    """The machine's clock moved by a constant: a demonstration lives in a company's own time.

    Parameters
    ----------
    starts_at_us
        What the clock shows now.
    """

    def __init__(self, starts_at_us: int) -> None:
        self._offset_us = starts_at_us - SystemClock().now_us()

    def now_us(self) -> int:
        """Return the moment in microseconds since the epoch, UTC."""
        return SystemClock().now_us() + self._offset_us


class FixedClock:
    """A clock that stands still until it is moved, for tests and replays.

    >>> clock = FixedClock(0)
    >>> clock.advance(timedelta(seconds=2))
    2000000
    """

    def __init__(self, us: int) -> None:
        self._us = us

    def now_us(self) -> int:
        """Return the moment at which the clock stands."""
        return self._us

    def advance(self, by: timedelta | int) -> int:
        """Move the clock by a duration or by microseconds and return the new moment."""
        self._us += by if isinstance(by, int) else by // _MICROSECOND
        return self._us


def to_us(moment: datetime) -> int:
    """Return an aware moment as microseconds since the epoch, exactly.

    Raises
    ------
    TimeNaive
        `moment` has no offset from UTC.
    """
    if moment.utcoffset() is None:
        raise TimeNaive("the time has no offset from UTC")
    return (moment - _EPOCH) // _MICROSECOND


def from_us(us: int) -> datetime:
    """Return the moment `us` microseconds after the epoch, in UTC."""
    return _EPOCH + timedelta(microseconds=us)


EARLIEST_US = to_us(datetime(1990, 1, 1, tzinfo=UTC))
LATEST_US = to_us(datetime(2100, 1, 1, tzinfo=UTC))


def parse_time(text: object, *, field: str) -> int:
    """Read an ISO 8601 time with an offset; digits beyond the microsecond are cut off.

    Parameters
    ----------
    text
        Such as `2026-11-20T22:14:05+08:00` or `2026-11-20T14:14:05.25Z`.
    field
        Name of the input field, for the error.

    Returns
    -------
    int
        Microseconds since the epoch, within 1990-01-01 (included) and 2100-01-01 (excluded).

    Raises
    ------
    TimeNaive
        The offset is missing.
    TimeInvalid
        Not such a text, no such day or hour, or out of range.

    >>> parse_time("1990-01-01T08:00:00+08:00", field="occurred_at") == EARLIEST_US
    True
    """
    match = _TIME.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise TimeInvalid("expected a time such as 2026-11-20T22:14:05+08:00", field=field)
    if match["offset"] is None:
        raise TimeNaive("the time has no offset from UTC, such as +08:00", field=field)
    try:
        us = to_us(datetime.fromisoformat(match[0].upper()))
    except (ValueError, OverflowError) as error:
        raise TimeInvalid("no such day, hour or offset exists", field=field) from error
    if not EARLIEST_US <= us < LATEST_US:
        raise TimeInvalid("the time must lie between 1990 and 2100", field=field)
    return us


def format_time(us: int, zone: str | ZoneInfo) -> str:
    """Return the moment as ISO 8601 text with the offset of `zone`.

    >>> format_time(0, "Asia/Shanghai")
    '1970-01-01T08:00:00+08:00'
    """
    where = zone if isinstance(zone, ZoneInfo) else ZoneInfo(zone)
    return from_us(us).astimezone(where).isoformat()
