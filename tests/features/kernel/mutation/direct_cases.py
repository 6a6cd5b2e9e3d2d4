"""Functions asked by themselves: what their callers today never ask, their descriptions promise all the same."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from features.kernel import dates, index, number_likeness, scratch, splits, windows
from features.kernel.arrays import Ints
from features.kernel.numbers import pack
from tests.features.kernel.history import AS_OF, Posting, Query, lay_out, query_row
from tests.features.kernel.mutation.case import Case

PARTIES = (97, 1, 98, 97, 0, -1, 97, 98)

DAYS = [
    date(year, month, 1) + timedelta(days=apart)
    for year in (1, 400, 401, 1600, 1899, 1900, 1969, 1970, 1999, 2000, 2001, 2026, 2100, 2104, 2399, 2400)
    for month in range(1, 13)
    for apart in (0, 13, 27, 28, 29, 30)
]
"""Days about the ends of months, of years, of centuries and of four of them."""


def direct_cases() -> Iterator[Case]:
    """Yield counts of one counterparty, what is not there, amounts of almost nothing, numbers of full length."""
    for again in (False, True):
        for party in (*sorted(set(PARTIES)), 55):
            for low in range(len(PARTIES) + 1):
                expected = sum(party in (0, other) for other in PARTIES[low:])
                asked = partial(_counted, party, low, again)
                yield Case(f"direct count {party} {low} {again}", expected, asked)
    yield Case("direct latest of nobody", -1, lambda: int(windows.last_seen(*_history(again=False), 55)))
    yield Case("direct earliest of nobody", -1, lambda: int(windows.first_seen(*_history(again=False), 55)))
    yield Case("direct key that is not there", -1, lambda: int(index.find(index.empty_index(4), 2, 7)))
    for amount, limit, expected in (
        (1, 1, True),
        (0, 0, False),
        (0, 1, False),
        (2, 1, False),
        (-1, 0, False),
    ):
        yield Case(f"direct near {amount} {limit}", expected, partial(_near, amount, limit))
    yield Case("direct days of the month", [day.day for day in DAYS], _days_of_month)
    yield Case("direct weekdays", [day.weekday() for day in DAYS], _weekdays)
    for count in (1, 100, 512):
        expected_new = [True] * count + [False] * count
        yield Case(f"direct set of {count}", (expected_new, True), partial(_into_a_set, count))
    for other in ("ZBCDEFGH1234", "ABCDEFGH1235", "BACDEFGH1234", "ABCDEFGH123Z"):
        yield Case(f"direct slip {other}", other == "BACDEFGH1234", partial(_slip, other))


def _history(*, again: bool) -> tuple[Ints, int, int, Ints]:
    rows = [Posting(AS_OF - 99 + i, i + 1, document=i, other=other) for i, other in enumerate(PARTIES)]
    p, _, _ = lay_out({(0, 1): rows})
    return p, 1, 1 + len(rows), query_row(Query(document=99, again=again), {})


def _counted(party: int, low: int, again: bool) -> int:  # noqa: FBT001 -- of a partial
    p, start, end, q = _history(again=again)
    return int(windows.counted(p, start, start + low, end, q, party))


def _near(amount: int, limit: int) -> bool:
    return bool(splits.is_near(amount, limit, 10))


def _slip(other: str) -> bool:
    numbers = pack("ABCDEFGH1234") or 0, pack(other) or 0
    return bool(number_likeness.is_slip(*numbers, scratch.new_scratch()))


def _into_a_set(count: int) -> tuple[list[bool], bool]:
    """Put keys into a second set, each twice; tell which were new there, and whether all else stayed as it was."""
    room = scratch.new_scratch()
    scratch.empty_set(room)
    for key in range(7, 40):
        scratch.add_to_set(room, key)
    scratch.empty_set(room)
    before = room[scratch.LIST_A_AT :].copy()
    keys = [key * key - 5 for key in range(1, count + 1)]
    new = [bool(scratch.add_to_set(room, key)) for key in (*keys, *keys)]
    return new, bool((room[scratch.LIST_A_AT :] == before).all())


def _days_of_month() -> list[int]:
    return [int(dates.day_of_month((day - date(1970, 1, 1)).days)) for day in DAYS]


def _weekdays() -> list[int]:
    return [int(dates.weekday((day - date(1970, 1, 1)).days)) for day in DAYS]
