"""A supplier's bills: whether an order stands behind the one being paid, how their numbers run, how round they are."""

import numpy as np

from features.kernel import layout as L
from features.kernel.arrays import Ints
from features.kernel.number_likeness import follows
from features.kernel.windows import seen, window_start
from riskdesk.core.jit import kernel

BILLS_TAIL = 10
PAIRS_LEAST = 3
"""Fewer pairs of numbers say nothing."""
ROUND_MINOR = 100_000
"""Multiples of a thousand are round."""


@kernel
def number_ordered(p: Ints, start: int, end: int, q: Ints, window_us: int) -> float:
    """Return whether the latest bill under the query's number has an order; NaN without number or bill."""
    if q[L.Q_TAG] == 0:
        return np.nan
    for i in range(end - 1, window_start(p, start, end, q, window_us) - 1, -1):
        if p[L.P_TAG, i] == q[L.Q_TAG] and p[L.P_N, i] > 0 and seen(p, i, q):
            return float(p[L.P_V1, i])
    return np.nan


@kernel
def consecutive_share(p: Ints, start: int, end: int, q: Ints) -> float:
    """Return the share of the latest ten bills whose number follows that of the bill before, NaN below three.

    Numbers that cannot be compared (none, or too long) are left out. Source: field notes,
    fictitious supplier: whose invoices have no gaps has no other customers.
    """
    later = 0
    pairs = 0
    hits = 0
    for i in range(end - 1, start - 1, -1):
        if pairs == BILLS_TAIL:
            break
        if p[L.P_TAG, i] <= 0 or p[L.P_N, i] <= 0 or not seen(p, i, q):
            continue
        if later > 0:
            pairs += 1
            if follows(later, p[L.P_TAG, i]):
                hits += 1
        later = p[L.P_TAG, i]
    return hits / pairs if pairs >= PAIRS_LEAST else np.nan


@kernel
def round_share(p: Ints, start: int, end: int, q: Ints) -> float:
    """Return the share of the latest ten whose amount is a multiple of a thousand; NaN of none."""
    count = 0
    hits = 0
    for i in range(end - 1, start - 1, -1):
        if count == BILLS_TAIL:
            break
        if p[L.P_N, i] > 0 and seen(p, i, q):
            count += 1
            if p[L.P_V0, i] % ROUND_MINOR == 0:
                hits += 1
    return hits / count if count > 0 else np.nan
