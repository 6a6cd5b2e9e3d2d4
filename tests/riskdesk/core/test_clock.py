import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskdesk.core.clock import (
    DAY_US,
    EARLIEST_US,
    HOUR_US,
    LATEST_US,
    SECOND_US,
    FixedClock,
    SystemClock,
    format_time,
    from_us,
    parse_time,
    to_us,
)
from riskdesk.core.errors import TimeInvalid, TimeNaive

MOMENTS = st.integers(EARLIEST_US, LATEST_US - 1)


@given(us=MOMENTS)
def test_moment_survives_both_ways(us: int) -> None:
    """To a datetime and back, to text in any zone and back, every microsecond stays."""
    assert us == to_us(from_us(us))
    assert us == parse_time(format_time(us, "Asia/Shanghai"), field="t")
    assert us == parse_time(format_time(us, "America/St_Johns"), field="t")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-20T22:14:05+08:00", datetime(2026, 11, 20, 14, 14, 5, tzinfo=UTC)),
        ("2026-11-20T14:14:05Z", datetime(2026, 11, 20, 14, 14, 5, tzinfo=UTC)),
        ("2026-11-20t14:14:05z", datetime(2026, 11, 20, 14, 14, 5, tzinfo=UTC)),
        ("2026-11-20 22:14+0800", datetime(2026, 11, 20, 14, 14, tzinfo=UTC)),
        ("2026-11-20T14:14:05.5-00:00", datetime(2026, 11, 20, 14, 14, 5, 500_000, tzinfo=UTC)),
        ("2026-11-20T14:14:05.123456999Z", datetime(2026, 11, 20, 14, 14, 5, 123_456, tzinfo=UTC)),
    ],
)
def test_reads_what_systems_write(text: str, expected: datetime) -> None:
    """The spellings of ISO 8601 that ERP systems send are read."""
    assert to_us(expected) == parse_time(text, field="occurred_at")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-11-20",
        "20261120T221405+08:00",
        "2026-W47-5T22:14:05+08:00",
        "2026-02-30T00:00:00Z",
        "2026-11-20T24:00:00Z",
        "2026-11-20T23:59:60Z",
        "2026-11-20T22:14:05+25:00",
        "2026-11-20T22:14:05+08:00 ",
        "\N{FULLWIDTH DIGIT TWO}026-11-20T22:14:05+08:00",
        "1989-12-31T23:59:59Z",
        "2100-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        1_790_000_000,
        None,
        True,
    ],
)
def test_anything_else_is_refused(text: object) -> None:
    """A text that could be misread is refused by the name of its field."""
    with pytest.raises(TimeInvalid) as caught:
        parse_time(text, field="occurred_at")
    assert "occurred_at" == caught.value.field


def test_missing_offset_is_its_own_error() -> None:
    """A time without offset could be any of 26 moments."""
    with pytest.raises(TimeNaive) as caught:
        parse_time("2026-11-20T22:14:05", field="occurred_at")
    assert "occurred_at" == caught.value.field
    with pytest.raises(TimeNaive):
        to_us(datetime(2026, 11, 20))  # noqa: DTZ001


def test_offset_does_not_matter() -> None:
    """The same moment is the same number in every zone."""
    moment = datetime(2026, 11, 20, 22, 14, tzinfo=timezone(timedelta(hours=8)))
    assert to_us(moment) == to_us(moment.astimezone(UTC))


def test_fixed_clock_moves_when_told() -> None:
    """It stands still, and advances by a duration or by microseconds."""
    clock = FixedClock(DAY_US)
    assert (DAY_US, DAY_US) == (clock.now_us(), clock.now_us())
    assert DAY_US + HOUR_US == clock.advance(timedelta(hours=1))
    assert DAY_US + HOUR_US + 1 == clock.advance(1) == clock.now_us()


def test_system_clock_is_the_clock_of_the_machine() -> None:
    """It tells microseconds of now."""
    assert abs(SystemClock().now_us() - time.time() * SECOND_US) < 5 * SECOND_US
