from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskdesk.core.calendar import DAY_OFF, WORKDAY, WorkingCalendar
from riskdesk.core.clock import DAY_US, EARLIEST_US, LATEST_US, from_us, to_us
from riskdesk.core.errors import SettingInvalid, TimeInvalid

SHANGHAI = WorkingCalendar("CN", "Asia/Shanghai")
NEW_YORK = WorkingCalendar("US", "America/New_York")
ORDINAL_OF_EPOCH = date(1970, 1, 1).toordinal()


def noon(year: int, month: int, day: int) -> int:
    """Return noon of a day in Shanghai."""
    return to_us(datetime(year, month, day, 12, tzinfo=ZoneInfo("Asia/Shanghai")))


@given(moments=st.lists(st.integers(EARLIEST_US, LATEST_US - 1), max_size=20))
def test_many_equal_one_by_one(moments: list[int]) -> None:
    """The vectorised path gives the same integers as the scalar one, which are those of datetime."""
    for calendar in (SHANGHAI, NEW_YORK):
        local = calendar.local(np.array(moments, dtype=np.int64))
        one_by_one = [calendar.local_one(us) for us in moments]
        assert one_by_one == list(zip(*(column.tolist() for column in local), strict=True))
        walls = [from_us(us).astimezone(ZoneInfo(calendar.zone)) for us in moments]
        expected = [(wall.toordinal() - ORDINAL_OF_EPOCH, wall.hour, wall.weekday()) for wall in walls]
        assert expected == [found[:3] for found in one_by_one]


def test_columns_are_int64() -> None:
    """Kernels get one type of integer, also for no rows at all."""
    for moments in ([], [noon(2026, 11, 20)]):
        local = SHANGHAI.local(np.array(moments, dtype=np.int64))
        assert [np.dtype(np.int64)] * 4 == [column.dtype for column in local]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ((2026, 11, 20), WORKDAY),  # a Friday
        ((2026, 11, 21), DAY_OFF),  # a Saturday
        ((2026, 2, 14), WORKDAY),  # a Saturday worked for the Spring Festival
        ((2026, 2, 17), DAY_OFF),  # the Spring Festival, a Tuesday
        ((2026, 10, 1), DAY_OFF),  # the National Day, a Thursday
        ((2025, 9, 28), WORKDAY),  # a Sunday worked for the National Day
        ((2027, 10, 1), DAY_OFF),  # by rule: not decreed yet
        ((2027, 10, 12), WORKDAY),  # by rule: a Tuesday
        ((1999, 10, 1), DAY_OFF),  # by rule: before the decrees that are known
    ],
)
def test_working_days_of_china(day: tuple[int, int, int], expected: int) -> None:
    """Made-up working days work, holidays rest, in decreed years and in others."""
    assert expected == SHANGHAI.local_one(noon(*day))[3]


def test_midnight_is_local() -> None:
    """The day changes at midnight in the company's zone, 16:00 UTC."""
    midnight = to_us(datetime(2026, 11, 21, tzinfo=ZoneInfo("Asia/Shanghai")))
    day, hour, weekday, kind = SHANGHAI.local_one(midnight - 1)
    assert (23, 4, WORKDAY) == (hour, weekday, kind)
    assert (day + 1, 0, 5, DAY_OFF) == SHANGHAI.local_one(midnight)


def test_says_what_is_certain() -> None:
    """Years that are not decreed are told from those that are."""
    assert 2026 == SHANGHAI.last_certain_year
    certain = [SHANGHAI.certain(SHANGHAI.local_one(noon(year, 6, 1))[0]) for year in (2003, 2004, 2026, 2027)]
    assert [False, True, True, False] == certain


def test_other_countries_have_their_own_weekend() -> None:
    """Friday and Saturday rest in Kuwait, Sunday does not."""
    kuwait = WorkingCalendar("KW", "Asia/Kuwait")
    days = [kuwait.local_one(noon(2026, 11, day))[3] for day in (20, 21, 22)]
    assert [DAY_OFF, DAY_OFF, WORKDAY] == days


def test_unknown_country_is_refused() -> None:
    """A country without a calendar is a setting to be mended."""
    with pytest.raises(SettingInvalid, match="RISKDESK_CALENDAR"):
        WorkingCalendar("ZZ", "Asia/Shanghai")


@pytest.mark.parametrize("us", [EARLIEST_US - 3 * DAY_US, LATEST_US + 3 * DAY_US])
def test_other_centuries_are_refused(us: int) -> None:
    """A moment outside the table is refused, not answered with a neighbour's day."""
    with pytest.raises(TimeInvalid):
        SHANGHAI.local_one(us)
    with pytest.raises(TimeInvalid):
        SHANGHAI.local(np.array([us]))


def test_made_up_days_are_weekends_that_are_worked() -> None:
    """China's decreed weekends of 2026; where none is decreed there is none, whatever the weekend."""
    first = date(2026, 1, 1).toordinal() - date(1970, 1, 1).toordinal()
    year = range(first, first + 365)
    decreed = [date.fromordinal(day + date(1970, 1, 1).toordinal()) for day in SHANGHAI.made_up(year)]
    assert [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)] == [(day.month, day.day) for day in decreed]
    assert [] == WorkingCalendar("KW", "Asia/Kuwait").made_up(year)
