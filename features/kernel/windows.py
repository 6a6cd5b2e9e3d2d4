"""Measures over one table's postings: which are seen, and what they add up to.

A posting is seen if it took effect before the query in the order of (moment, `seq`), stood
in the log within the query's horizon, and was known by then. Where all postings before the
query's place pass the last two tests at once (running maxima tell), sums come from running
sums; otherwise each posting of the window is looked at. Both ways give the same integers.
"""

import numpy as np

from features.kernel import layout as L
from features.kernel import ops
from features.kernel.arrays import Ints
from riskdesk.core.jit import kernel

DISTINCT_TAIL = 512
"""Distinct counts look at no more than this many of the latest seen postings of a window.

All such tails count seen postings only: one that a query may not see must not push others out.
"""

MEDIAN_TAIL = 64
"""Medians look at no more than this many of the latest seen postings."""


@kernel
def place(p: Ints, start: int, end: int, moment: int, seq: int) -> int:
    """Return the first posting of [start, end) that does not come before (moment, seq)."""
    low = start
    high = end
    while low < high:
        middle = (low + high) // 2
        at = p[L.P_EFFECTIVE, middle]
        if at < moment or (at == moment and p[L.P_SEQ, middle] < seq):
            low = middle + 1
        else:
            high = middle
    return low


@kernel
def window_start(p: Ints, start: int, end: int, q: Ints, window_us: int) -> int:
    """Return the first posting of the window that ends at the query; a window of 0 is all of history."""
    return start if window_us == 0 else place(p, start, end, q[L.Q_AS_OF] - window_us, 0)


@kernel
def seen(p: Ints, i: int, q: Ints) -> bool:
    """Tell whether posting `i`, which comes before the query, was in the log and known by then."""
    if p[L.P_SEQ, i] > q[L.Q_HORIZON] or p[L.P_KNOWN, i] > q[L.Q_KNOWN_BY]:
        return False
    own: bool = q[L.Q_AGAIN] == 1 and p[L.P_DOCUMENT, i] == q[L.Q_DOCUMENT]
    return not own


@kernel
def all_seen(p: Ints, start: int, end: int, q: Ints) -> bool:
    """Tell whether every posting of [start, end) is seen; `start` is the slot's first."""
    if end == start:
        return True
    if q[L.Q_AGAIN] == 1:
        return False
    within: bool = p[L.P_MAX_SEQ, end - 1] <= q[L.Q_HORIZON] and p[L.P_MAX_KNOWN, end - 1] <= q[L.Q_KNOWN_BY]
    return within


@kernel
def _running(p: Ints, column: int, start: int, low: int, end: int) -> int:
    if end == low:
        return 0
    upto: int = p[column, end - 1]
    before: int = p[column, low - 1] if low > start else 0
    return upto - before


@kernel
def total(p: Ints, start: int, low: int, end: int, which: int, q: Ints, other: int) -> int:
    """Return the sum of value `which` (0, 1, or 2 for the count) over seen postings of [low, end).

    `other` restricts to postings with that counterparty; 0 takes all. Sums wrap at 2**63:
    with the cap of 1e13 minor units a window overflows beyond 900,000 postings at the cap.
    """
    if other == 0 and all_seen(p, start, end, q):
        return _running(p, L.P_SUM0 + which, start, low, end)
    result = 0
    for i in range(low, end):
        if (other == 0 or p[L.P_OTHER, i] == other) and seen(p, i, q):
            result += p[L.P_V0 + which, i]
    return result


@kernel
def largest(p: Ints, low: int, end: int, which: int, q: Ints, other: int) -> float:
    """Return the largest value `which` over seen postings that count one, or NaN."""
    result = np.nan
    for i in range(low, end):
        if p[L.P_N, i] > 0 and (other == 0 or p[L.P_OTHER, i] == other) and seen(p, i, q):
            value = float(p[L.P_V0 + which, i])
            if not result >= value:
                result = value
    return result


@kernel
def distinct(p: Ints, low: int, end: int, q: Ints) -> int:
    """Return how many different counterparties the latest 512 seen postings of [low, end) have."""
    found = np.empty(DISTINCT_TAIL, np.int64)
    count = 0
    looked = 0
    for i in range(end - 1, low - 1, -1):
        other = p[L.P_OTHER, i]
        if other == 0 or p[L.P_N, i] <= 0 or not seen(p, i, q):
            continue
        if looked == DISTINCT_TAIL:
            break
        looked += 1
        fresh = True
        for j in range(count):
            if found[j] == other:
                fresh = False
                break
        if fresh:
            found[count] = other
            count += 1
    return count


@kernel
def last_seen(p: Ints, start: int, end: int, q: Ints, other: int) -> int:
    """Return the latest seen posting that counts one (of this counterparty), or -1."""
    for i in range(end - 1, start - 1, -1):
        if p[L.P_N, i] > 0 and (other == 0 or p[L.P_OTHER, i] == other) and seen(p, i, q):
            return i
    return -1


@kernel
def first_seen(p: Ints, start: int, end: int, q: Ints, other: int) -> int:
    """Return the earliest seen posting that counts one (of this counterparty), or -1."""
    for i in range(start, end):
        if p[L.P_N, i] > 0 and (other == 0 or p[L.P_OTHER, i] == other) and seen(p, i, q):
            return i
    return -1


@kernel
def _days_since(p: Ints, i: int, q: Ints) -> float:
    if i < 0:
        return np.nan
    return float((q[L.Q_AS_OF] - p[L.P_EFFECTIVE, i]) / L.DAY)


@kernel
def _mean(total_value: int, count: int) -> float:
    return total_value / count if count > 0 else np.nan


@kernel
def measure(
    p: Ints,
    start: int,
    end: int,
    op: int,
    window_us: int,
    other: int,
    q: Ints,
) -> float:
    """Return one windowed measure of one slot.

    Parameters
    ----------
    p
        Postings, int64 of shape (P_WIDTH, m).
    start, end
        The slot's first posting and the query's place in it.
    op
        One of the `OP_` numbers 1 to 11.
    window_us
        Length of the window in microseconds; 0 for all of history.
    other
        Restrict to this counterparty; 0 for none.
    q
        The query, int64 of shape (Q_WIDTH,).

    Returns
    -------
    float
        The value; NaN where nothing was seen and nothing can be said.
    """
    low = window_start(p, start, end, q, window_us)
    if op == ops.OP_COUNT:
        return float(total(p, start, low, end, 2, q, other))
    if op in (ops.OP_SUM, ops.OP_STATE):
        return float(total(p, start, low, end, 0, q, other))
    if op == ops.OP_SUM_SECOND:
        return float(total(p, start, low, end, 1, q, other))
    if op == ops.OP_MEAN:
        return _mean(total(p, start, low, end, 0, q, other), total(p, start, low, end, 2, q, other))
    if op == ops.OP_MEAN_SECOND:
        return _mean(total(p, start, low, end, 1, q, other), total(p, start, low, end, 2, q, other))
    if op == ops.OP_MAX:
        return largest(p, low, end, 0, q, other)
    if op == ops.OP_MAX_SECOND:
        return largest(p, low, end, 1, q, other)
    if op == ops.OP_DISTINCT:
        return float(distinct(p, low, end, q))
    if op == ops.OP_DAYS_SINCE_LAST:
        return _days_since(p, last_seen(p, low, end, q, other), q)
    return _days_since(p, first_seen(p, low, end, q, other), q)
