"""Splits: parts that each stay at or below a limit and together pass it."""

from features.kernel import layout as L
from features.kernel.arrays import Ints
from features.kernel.standing import standing
from features.kernel.windows import window_start
from riskdesk.core.jit import kernel

RUN_US = L.HOUR
"""Parts of one number that follow each other within this long are one posting: one voucher, one approval."""


@kernel
def is_near(amount: int, limit: int, percent: int) -> bool:
    """Tell whether an amount stays at or below a limit by at most so many per cent of it."""
    return 0 < amount <= limit and amount * 100 >= limit * (100 - percent)


@kernel
def _same_posting(p: Ints, i: int, q: Ints) -> bool:
    """Tell whether posting `i` pays the query's invoice number in the same run as the query."""
    if q[L.Q_TAG] == 0 or p[L.P_TAG, i] != q[L.Q_TAG]:
        return False
    return bool(q[L.Q_AS_OF] - p[L.P_EFFECTIVE, i] <= RUN_US)


@kernel
def _near_parts(
    p: Ints, start: int, end: int, q: Ints, window_us: int, other: int, limit: int, percent: int
) -> int:
    parts = 0
    for i in range(window_start(p, start, end, q, window_us), end):
        counts = p[L.P_OTHER, i] == other and not _same_posting(p, i, q)
        if counts and is_near(standing(p, i, end, q), limit, percent):
            parts += 1
    return parts


@kernel
def split_parts(
    p: Ints, start: int, end: int, q: Ints, window_us: int, other: int, limits: Ints, percent: int
) -> float:
    """Return how many earlier parts stay just below the limit that the amount stays just below.

    0 where the amount is not just below a limit, and under a recurring contract. One bill paid in
    parts in one posting is left out: it is approved as a whole. What merely adds up to more than
    a limit is what good customers do every week: `split_ratio` tells it. Source: field notes,
    split test and "just below".
    """
    if q[L.Q_FLAGS] & L.FLAG_RECURRING:
        return 0.0
    most = 0
    for k in range(limits.shape[0]):
        if is_near(q[L.Q_AMOUNT], limits[k], percent):
            most = max(most, _near_parts(p, start, end, q, window_us, other, limits[k], percent))
    return float(most)


@kernel
def _earlier_parts(
    p: Ints, start: int, end: int, q: Ints, window_us: int, other: int, limit: int
) -> tuple[int, int]:
    """Return number and sum of earlier parts with this counterparty that stay at or below `limit` each."""
    parts = 0
    total = 0
    for i in range(window_start(p, start, end, q, window_us), end):
        if p[L.P_OTHER, i] == other:
            amount = standing(p, i, end, q)
            if 0 < amount <= limit:
                parts += 1
                total += amount
    return parts, total


@kernel
def split_ratio(p: Ints, start: int, end: int, q: Ints, window_us: int, other: int, limits: Ints) -> float:
    """Return the largest (parts + own amount) / limit over the limits that the amount does not pass."""
    if q[L.Q_FLAGS] & L.FLAG_RECURRING:
        return 0.0
    amount = q[L.Q_AMOUNT]
    most = 0.0
    for k in range(limits.shape[0]):
        if amount <= limits[k]:
            parts, total = _earlier_parts(p, start, end, q, window_us, other, limits[k])
            if parts > 0:
                most = max(most, (total + amount) / limits[k])
    return most
