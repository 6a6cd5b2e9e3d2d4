"""Shared room: a measure writes into its own lists alone, and what others left there changes nothing."""

import math
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

import numpy as np

from features.kernel import (
    accounts,
    alike,
    amounts,
    duplicates,
    number_likeness,
    pace,
    parties,
    paying,
    rhythm,
    shares,
    splits,
    weighing,
)
from features.kernel import layout as L
from features.kernel.arrays import Ints
from features.kernel.numbers import MOST_SIGNS, pack
from features.kernel.scratch import (
    EPOCH,
    LIST_A_AT,
    LIST_B_AT,
    LIST_MOST,
    PAID_DAYS_AT,
    PAID_MOST,
    SIGNS_A_AT,
    SIGNS_B_AT,
    SIZE,
    forget,
)
from tests.features.kernel.histories import KEYS
from tests.features.kernel.history import AS_OF, Posting, Query, lay_out, query_row
from tests.features.kernel.mutation.case import Case

Measured = Callable[[Ints, int, int, Ints, Ints], float]
_LIMITS: Final = np.array([5_000, 20_000, 90_000], np.int64)
_YEAR: Final = 365 * L.DAY
A: Final = range(LIST_A_AT, LIST_A_AT + LIST_MOST)
B: Final = range(LIST_B_AT, LIST_B_AT + LIST_MOST)
LEFT: Final = int(np.array([1e9]).view(np.int64)[0])
"""What others left: as an integer and as a float beyond all that is measured here."""

OF_LISTS: Final[dict[str, tuple[Measured, tuple[range, ...]]]] = {
    "tags": (lambda p, s, e, q, room: accounts.distinct_tag(p, s, e, q, _YEAR, room), (A,)),
    "parts": (lambda p, s, e, q, room: duplicates.parts_sum(p, s, e, q, _YEAR, room), (A,)),
    "alike parts": (lambda p, s, e, q, room: alike.alike_parts(p, s, e, q, _YEAR, room), (A, B)),
    "rate": (lambda p, s, e, q, room: pace.rate_jump(p, s, e, q, 7 * L.DAY, room), (A,)),
    "dormant": (lambda p, s, e, q, room: pace.dormant_ratio(p, s, e, q, 0, room), (A,)),
    # a mutant stands in the module when it is asked: no function is named here before
    "median": (lambda p, s, e, q, room: pace.over_median(p, s, e, q, room), (A,)),  # noqa: PLW0108
    "jump": (lambda p, s, e, q, room: amounts.amount_jump(p, s, e, q, room), (A,)),  # noqa: PLW0108
    "habit": (lambda p, s, e, q, room: rhythm.habit_break(p, s, e, q, 5, room), (A,)),
    "owners": (lambda p, s, e, q, room: parties.other_owners(p, s, e, q, 98, 0, room), (A,)),
    "top share": (lambda p, s, e, q, room: shares.top_share(p, s, e, q, _YEAR, room), (A, B)),
    "tagged": (lambda p, s, e, q, room: shares.distinct_tagged(p, s, e, q, _YEAR, 7, room), (A,)),
    "linked": (lambda p, s, e, q, room: shares.linked(p, s, e, q, 0, room), (A,)),
    "split": (lambda p, s, e, q, room: splits.split_ratio(p, s, e, q, _YEAR, 0, _LIMITS, room), (B,)),
}
"""Measures with a list or two of their own, and which."""


OTHERS_OF_PAYMENTS: Final = (
    slice(EPOCH, EPOCH + 1),
    slice(PAID_DAYS_AT + 2 * PAID_MOST, LIST_A_AT),
    slice(SIGNS_A_AT, SIGNS_B_AT + 16),
)
"""What measures of payments leave alone: the number of the set, the set, the signs of numbers."""
OF_PAYMENTS: Final[tuple[Measured, ...]] = (
    lambda p, s, e, q, room: paying.pay_gap(p, s, e, q, room),  # noqa: PLW0108
    lambda p, s, e, q, room: paying.amount_rank(p, s, e, q, room),  # noqa: PLW0108
    lambda p, s, e, q, room: paying.paid_latest_64(p, s, e, q, paying.MEDIAN, room),
    lambda p, s, e, q, room: paying.paid_similar(p, s, e, q, paying.MEDIAN, room),
    lambda p, s, e, q, room: weighing.paid_recent(p, s, e, q, weighing.DEVIATION, room),
    lambda p, s, e, q, room: weighing.paid_same_amount(p, s, e, q, paying.MEAN, room),
    lambda p, s, e, q, room: weighing.paid_like(p, s, e, q, -50, room),
    lambda p, s, e, q, room: weighing.paid_monthday(p, s, e, q, -90, room),
)


def room_cases() -> Iterator[Case]:
    """Yield histories below, at and beyond what a list holds."""
    for name, (measured, own) in OF_LISTS.items():
        for count in (1, 4, 12, 63, 64, 65, 70):
            for step in (L.HOUR, 4 * L.DAY):
                yield Case(
                    f"room of {name} {count} {step}", True, partial(_keeps_to, measured, own, count, step)
                )
    for count in (1, 8, 63, 64, 65, 127, 128, 129):
        yield Case(f"room of payments {count}", True, partial(_pays_alike, count))
    for one, other in (("INV12", "INV1Z"), ("ABCDEFGH1234", "BACDEFGH1234"), ("ABCDEFGH1234", "ABCDEFGH123")):
        yield Case(f"room of numbers {one} {other}", True, partial(_compares_in, one, other))


def _asked(count: int, step: int, *, alike: bool = False) -> tuple[Ints, int, int, Ints]:
    """Return one key's postings, where they begin and end, and a query behind them."""
    rows = [
        Posting(
            AS_OF - (count - i) * step,
            5 + i,
            document=i,
            other=1_000 + i,
            tag=7 if step == L.HOUR else 1_000 + i,
            v0=140 + i % 20 if alike else 100 + i * i,
            v1=i % 31,
        )
        for i in range(count)
    ]
    p, _, _ = lay_out({(0, 1): rows})
    query = Query(seq=10_000, horizon=10_000, keys=KEYS, place=L.PLACE_PAYMENT, amount=150, tag=7)
    return p, 1, 1 + count, query_row(query, {})


def _keeps_to(measured: Measured, own: tuple[range, ...], count: int, step: int) -> bool:
    asked = _asked(count, step)
    empty, left = np.zeros(SIZE, np.int64), np.full(SIZE, LEFT)
    same = _same(measured(*asked, empty), measured(*asked, left))
    others = np.ones(SIZE, bool)
    for lists in own:
        others[lists.start : lists.stop] = False
    return same and not empty[others].any() and bool((left[others] == LEFT).all())


def _pays_alike(count: int) -> bool:
    """Tell whether no selection of payments reaches beyond its room, into the set of keys or the numbers' signs."""
    p, start, end, q = _asked(count, L.HOUR, alike=True)
    for measured in OF_PAYMENTS:
        answers = []
        for left in (0, LEFT):
            room = np.full(SIZE, left, np.int64)
            forget(room)
            answers.append(measured(p, start, end, q, room))
            if any((room[place] != left).any() for place in OTHERS_OF_PAYMENTS):
                return False
        if not _same(*answers):
            return False
    return True


def _compares_in(one: str, other: str) -> bool:
    room = np.full(SIZE, LEFT)
    number_likeness.is_slip(pack(one) or 0, pack(other) or 0, room)
    others = np.ones(SIZE, bool)
    for at in (SIGNS_A_AT, SIGNS_B_AT):
        others[at : at + MOST_SIGNS] = False
    return bool((room[others] == LEFT).all())


def _same(one: float, other: float) -> bool:
    return one == other or (math.isnan(one) and math.isnan(other))
