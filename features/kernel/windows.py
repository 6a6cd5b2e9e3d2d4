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
from features.kernel.scratch import add_to_set, empty_set
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
def counted(p: Ints, start: int, low: int, end: int, q: Ints, other: int) -> int:
    """Return how many seen postings of [low, end) count one; what is taken back later stays counted."""
    if other == 0 and all_seen(p, start, end, q):
        return _running(p, L.P_OPENED, start, low, end)
    count = 0
    for i in range(low, end):
        if p[L.P_N, i] > 0 and (other == 0 or p[L.P_OTHER, i] == other) and seen(p, i, q):
            count += 1
    return count


@kernel
def largest(p: Ints, start: int, low: int, end: int, which: int, q: Ints, other: int) -> float:
    """Return the largest value `which` over seen postings that count one, or NaN."""
    found = False
    result = 0
    if other == 0 and all_seen(p, start, end, q):
        for i in range(low, end):
            if p[L.P_N, i] > 0 and (not found or p[L.P_V0 + which, i] > result):
                found = True
                result = p[L.P_V0 + which, i]
        return float(result) if found else np.nan
    for i in range(low, end):
        counts = p[L.P_N, i] > 0 and (other == 0 or p[L.P_OTHER, i] == other) and seen(p, i, q)
        if counts and (not found or p[L.P_V0 + which, i] > result):
            found = True
            result = p[L.P_V0 + which, i]
    return float(result) if found else np.nan


@kernel
def distinct(p: Ints, start: int, low: int, end: int, q: Ints, scratch: Ints) -> int:
    """Return how many different counterparties the latest 512 seen postings of [low, end) have."""
    whole = all_seen(p, start, end, q)
    empty_set(scratch)
    count = 0
    looked = 0
    for i in range(end - 1, low - 1, -1):
        other = p[L.P_OTHER, i]
        if other == 0 or p[L.P_N, i] <= 0 or not (whole or seen(p, i, q)):
            continue
        if looked == DISTINCT_TAIL:
            break
        looked += 1
        if add_to_set(scratch, other):
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
def latest(p: Ints, i: int, which: int) -> float:
    """Return value `which` of posting `i`; NaN where there is none."""
    return float(p[L.P_V0 + which, i]) if i >= 0 else np.nan


@kernel
def _mean(total_value: int, count: int) -> float:
    return total_value / count if count > 0 else np.nan


@kernel
def measure(
    p: Ints,
    start: int,
    low: int,
    end: int,
    op: int,
    other: int,
    q: Ints,
    scratch: Ints,
) -> float:
    """Return one windowed measure of one slot.

    Parameters
    ----------
    p
        Postings, int64 of shape (P_WIDTH, m).
    start, low, end
        The slot's first posting, the window's first, and the query's place in the slot.
    op
        One of the `OP_` numbers 1 to 13.
    other
        Restrict to this counterparty; 0 for none.
    q
        The query, int64 of shape (Q_WIDTH,).
    scratch
        Room that measures share.

    Returns
    -------
    float
        The value; NaN where nothing was seen and nothing can be said.
    """
    if op == ops.OP_COUNT:
        return float(total(p, start, low, end, 2, q, other))
    if op == ops.OP_SUM or op == ops.OP_STATE:  # noqa: PLR1714 -- a tuple is built anew each time
        return float(total(p, start, low, end, 0, q, other))
    if op == ops.OP_SUM_SECOND:
        return float(total(p, start, low, end, 1, q, other))
    if op == ops.OP_MEAN:
        return _mean(total(p, start, low, end, 0, q, other), total(p, start, low, end, 2, q, other))
    if op == ops.OP_MEAN_SECOND:
        return _mean(total(p, start, low, end, 1, q, other), total(p, start, low, end, 2, q, other))
    if op == ops.OP_MAX:
        return largest(p, start, low, end, 0, q, other)
    if op == ops.OP_MAX_SECOND:
        return largest(p, start, low, end, 1, q, other)
    if op == ops.OP_DISTINCT:
        return float(distinct(p, start, low, end, q, scratch))
    if op == ops.OP_DAYS_SINCE_LAST:
        return _days_since(p, last_seen(p, low, end, q, other), q)
    if op == ops.OP_DAYS_SINCE_FIRST:
        return _days_since(p, first_seen(p, low, end, q, other), q)
    return latest(p, last_seen(p, low, end, q, other), 0 if op == ops.OP_LATEST else 1)
