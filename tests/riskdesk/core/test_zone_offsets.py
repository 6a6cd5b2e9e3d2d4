from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskdesk.core.clock import EARLIEST_US, LATEST_US, SECOND_US, from_us, to_us
from riskdesk.core.zone_offsets import zone_offsets

ZONES = ["Asia/Shanghai", "Europe/Berlin", "Africa/Casablanca", "Australia/Lord_Howe", "America/St_Johns"]


def oracle(us: int, zone: str) -> int:
    """Return the offset as the standard library gives it, in microseconds."""
    offset = from_us(us).astimezone(ZoneInfo(zone)).utcoffset()
    assert offset is not None
    return offset // timedelta(microseconds=1)


@given(us=st.integers(EARLIEST_US, LATEST_US - 1), zone=st.sampled_from(ZONES))
def test_equals_the_standard_library(us: int, zone: str) -> None:
    """At any moment, one by one and many at once."""
    offsets = zone_offsets(zone)
    assert oracle(us, zone) == offsets.at_one(us)
    assert [oracle(us, zone)] == offsets.at_many(np.array([us])).tolist()


@pytest.mark.parametrize("zone", ZONES)
def test_every_change_is_exact(zone: str) -> None:
    """The last microsecond before a change has the old offset, the change itself the new one."""
    offsets = zone_offsets(zone)
    around = [us + step for us in offsets.changes_us for step in (-SECOND_US, -1, 0, SECOND_US)]
    expected = [oracle(us, zone) for us in around]
    assert expected == [offsets.at_one(us) for us in around]
    assert expected == offsets.at_many(np.array(around, dtype=np.int64)).tolist()


def test_number_of_changes() -> None:
    """China left summer time in 1991; Berlin changes twice a year."""
    assert 4 == len(zone_offsets("Asia/Shanghai").changes_us)
    assert 220 == len(zone_offsets("Europe/Berlin").changes_us)
    assert [] == zone_offsets("UTC").changes_us


def test_the_hour_that_comes_twice() -> None:
    """When clocks go back, both hours keep their own offset."""
    berlin = zone_offsets("Europe/Berlin")
    summer = to_us(datetime(2026, 10, 25, 0, 30, tzinfo=UTC))
    winter = to_us(datetime(2026, 10, 25, 1, 30, tzinfo=UTC))
    assert (7200, 3600) == (berlin.at_one(summer) // SECOND_US, berlin.at_one(winter) // SECOND_US)
