from datetime import datetime
from zoneinfo import ZoneInfo

from riskdesk.core.clock import to_us
from training.labels.weeks import week_ends


def test_weeks_end_at_the_midnight_before_monday_of_the_zone() -> None:
    """The first one after the beginning, the last one not after the end."""
    zone = ZoneInfo("Asia/Shanghai")
    first = to_us(datetime(2026, 11, 1, 23, 59, tzinfo=zone))
    last = to_us(datetime(2026, 11, 16, tzinfo=zone))
    expected = [to_us(datetime(2026, 11, day, tzinfo=zone)) for day in (2, 9, 16)]
    assert expected == week_ends(first, last, zone)
    assert expected[1:] == week_ends(expected[0], last, zone)


def test_a_week_of_changing_clocks_is_a_week() -> None:
    """Midnights of the zone, not 168 hours."""
    zone = ZoneInfo("Europe/Berlin")
    first, last = (to_us(datetime(2026, 10, day, 12, tzinfo=zone)) for day in (18, 27))
    expected = [to_us(datetime(2026, 10, day, tzinfo=zone)) for day in (19, 26)]
    assert expected == week_ends(first, last, zone)
