"""Days that a person types, as moments in the company's zone."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from riskdesk.core.clock import EARLIEST_US, LATEST_US, to_us
from riskdesk.core.errors import TimeInvalid


def begin_of(day: str | None, zone: str, *, field: str, now_us: int | None = None) -> int | None:
    """Return the local midnight that begins a day, microseconds since the epoch; None for no day.

    Parameters
    ----------
    now_us
        Of a day that has to have begun: the present.

    Raises
    ------
    TimeInvalid
        Not such a day, out of range, or not begun.

    >>> begin_of("1990-01-02", "UTC", field="since")
    631238400000000
    """
    if day is None:
        return None
    try:
        midnight = datetime.combine(date.fromisoformat(day), datetime.min.time(), ZoneInfo(zone))
        us = to_us(midnight)
    except (ValueError, OverflowError):
        raise TimeInvalid("expected a day such as 2026-11-20", field=field) from None
    if not EARLIEST_US <= us < LATEST_US:
        raise TimeInvalid("the day must lie between 1990 and 2100", field=field)
    if now_us is not None and us > now_us:
        raise TimeInvalid("expected a day that has begun", field=field)
    return us
