"""Splits: parts that each stay at or below a limit and together pass it."""

from features.kernel import layout as L
from features.kernel.arrays import Ints
from features.kernel.scratch import LIST_B_AT, LIST_MOST
from features.kernel.standing import standing
from features.kernel.windows import window_start
from riskdesk.core.jit import kernel

RUN_US = L.HOUR
"""Parts of one number that follow each other within this long are one posting where no voucher tells."""


@kernel
def is_near(amount: int, limit: int, percent: int) -> bool:
    """Tell whether an amount stays at or below a limit by at most so many per cent of it."""
    return 0 < amount <= limit and amount * 100 >= limit * (100 - percent)


@kernel
def is_recurring(p: Ints, i: int, q: Ints) -> bool:
    """Tell whether posting `i`, of the query's own kind, stands under a recurring contract."""
    if q[L.Q_PLACE] == L.PLACE_ORDER:
        return bool(p[L.P_TAG, i] == 1)
    return bool(q[L.Q_PLACE] == L.PLACE_PAYMENT and p[L.P_V1, i] & L.FLAG_RECURRING != 0)


@kernel
def same_posting(p: Ints, i: int, q: Ints) -> bool:
    """Tell whether posting `i` and the query are parts of one posting.

    By voucher where both have one, otherwise by invoice number within a run.
    """
    if q[L.Q_MARK] != 0 and p[L.P_MARK, i] != 0:
        return bool(q[L.Q_MARK] == p[L.P_MARK, i])
    if q[L.Q_TAG] == 0 or p[L.P_TAG, i] != q[L.Q_TAG]:
        return False
    return bool(q[L.Q_AS_OF] - p[L.P_EFFECTIVE, i] <= RUN_US)


@kernel
def _part(p: Ints, i: int, end: int, q: Ints, other: int) -> int:
    """Return what posting `i` amounts to as a part beside the query, or 0."""
    if (other != L.NOBODY and p[L.P_OTHER, i] != other) or is_recurring(p, i, q) or same_posting(p, i, q):
        return 0
    return standing(p, i, end, q)


@kernel
def _near_parts(
    p: Ints, start: int, end: int, q: Ints, window_us: int, other: int, limit: int, percent: int
) -> int:
    parts = 0
    for i in range(window_start(p, start, end, q, window_us), end):
        if is_near(_part(p, i, end, q, other), limit, percent):
            parts += 1
    return parts


@kernel
def split_parts(
    p: Ints, start: int, end: int, q: Ints, window_us: int, other: int, limits: Ints, percent: int
) -> float:
    """Return how many earlier parts stay just below the limit that the amount stays just below.

    `other` restricts to parts with that counterparty; 0 takes those of anyone, who may take turns. 0
    where the amount is not just below a limit, and under a recurring contract, whose postings are no
    parts either. What is paid in parts in one posting is left out: it is approved as a whole. What merely
    adds up to more than a limit is what good customers do every week: `split_ratio` tells it. Source:
    field notes, split test and "just below".
    """
    if q[L.Q_FLAGS] & L.FLAG_RECURRING:
        return 0.0
    most = 0
    for k in range(limits.shape[0]):
        if is_near(q[L.Q_AMOUNT], limits[k], percent):
            most = max(most, _near_parts(p, start, end, q, window_us, other, limits[k], percent))
    return float(most)


@kernel
def split_ratio(
    p: Ints, start: int, end: int, q: Ints, window_us: int, other: int, limits: Ints, scratch: Ints
) -> float:
    """Return the largest (parts + own amount) / limit over the limits that the amount does not pass."""
    if q[L.Q_FLAGS] & L.FLAG_RECURRING:
        return 0.0
    levels = limits.shape[0]
    sums = scratch[LIST_B_AT : LIST_B_AT + LIST_MOST]
    sums[:] = 0
    for i in range(window_start(p, start, end, q, window_us), end):
        amount = _part(p, i, end, q, other)
        for k in range(levels):
            if 0 < amount <= limits[k]:
                sums[k] += amount
    most = 0.0
    for k in range(levels):
        if q[L.Q_AMOUNT] <= limits[k] and sums[k] > 0:
            most = max(most, (sums[k] + q[L.Q_AMOUNT]) / limits[k])
    return most
