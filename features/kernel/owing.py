"""What is owed and allowed beyond plain sums: the part above a threshold, the peak, the limit in force, the latest value."""

import numpy as np

from features.kernel import layout as L
from features.kernel.arrays import Ints
from features.kernel.windows import last_seen, latest, seen, total, window_start
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
def per_unit(p: Ints, start: int, end: int, q: Ints, unit: int) -> float:
    """Return the latest first value over `unit`; NaN where there is none."""
    return latest(p, last_seen(p, start, end, q, L.NOBODY), 0) / unit


@kernel
def per_unit_second(p: Ints, start: int, end: int, q: Ints, unit: int) -> float:
    """Return the latest second value over `unit`; NaN where there is none."""
    return latest(p, last_seen(p, start, end, q, L.NOBODY), 1) / unit


@kernel
def days_past_due(p: Ints, start: int, end: int, q: Ints) -> float:
    """Return the mean of days past due of what is past due now, each invoice counted alike; 0 where nothing is."""
    count = total(p, start, start, end, 2, q, L.NOBODY)
    if count <= 0:
        return 0.0
    return float(q[L.Q_AS_OF] // L.DAY - total(p, start, start, end, 1, q, L.NOBODY) / count)
