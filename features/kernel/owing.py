"""What is owed and allowed beyond plain sums: the part above a threshold, the peak, the limit in force."""

import numpy as np

from features.kernel import layout as L
from features.kernel import ops
from features.kernel.arrays import Ints
from features.kernel.windows import last_seen, seen, total, window_start
from riskdesk.core.jit import kernel


@kernel
def sum_above(p: Ints, start: int, end: int, q: Ints, window_us: int, threshold: int) -> float:
    """Return the sum of first values of the window whose second value is above `threshold`."""
    result = 0
    for i in range(window_start(p, start, end, q, window_us), end):
        if p[L.P_V1, i] > threshold and p[L.P_N, i] > 0 and seen(p, i, q):
            result += p[L.P_V0, i]
    return float(result)


@kernel
def peak(p: Ints, start: int, end: int, q: Ints, window_us: int) -> float:
    """Return the highest balance of the window, as it stood at its begin and after each change."""
    low = window_start(p, start, end, q, window_us)
    balance = total(p, start, start, low, 0, q, L.NOBODY)
    most = balance
    for i in range(low, end):
        if seen(p, i, q):
            balance += p[L.P_V0, i]
            most = max(most, balance)
    return float(most)


@kernel
def limit_in_force(p: Ints, start: int, end: int, q: Ints) -> float:
    """Return the limit that a person set last; NaN where there is none, or it has expired.

    A limit that has expired brings back none that was set before it.
    """
    i = last_seen(p, start, end, q, L.NOBODY)
    if i < 0 or (p[L.P_V1, i] != 0 and p[L.P_V1, i] <= q[L.Q_AS_OF]):
        return np.nan
    return float(p[L.P_V0, i])


@kernel
def of_owing(p: Ints, start: int, end: int, q: Ints, op: int, window_us: int, a: int) -> float:
    """Return one measure of what is owed or allowed, or the latest value over `a`."""
    if op == ops.OP_SUM_ABOVE:
        return sum_above(p, start, end, q, window_us, a)
    if op == ops.OP_PEAK:
        return peak(p, start, end, q, window_us)
    if op == ops.OP_LIMIT_IN_FORCE:
        return limit_in_force(p, start, end, q)
    i = last_seen(p, start, end, q, L.NOBODY)
    if i < 0:
        return np.nan
    return float(p[L.P_V0 if op == ops.OP_PER_UNIT else L.P_V1, i] / a)
