"""The amount being scored: against limits, against roundness, against a key's own amounts."""

import math

import numpy as np

from features.kernel import layout as L
from features.kernel.arrays import Ints
from features.kernel.scratch import LIST_A_AT, LIST_MOST
from features.kernel.selecting import median_of
from features.kernel.windows import MEDIAN_TAIL, seen, window_start
from riskdesk.core.jit import kernel

_LEAST_FOR_MEDIAN = 5
_LEAST_SPREAD = 0.1


@kernel
def below_limit(q: Ints, limits: Ints) -> float:
    """Return how far the amount stays below the nearest limit above it, as a share; 1 above all."""
    amount = q[L.Q_AMOUNT]
    best = 1.0
    for k in range(limits.shape[0]):
        if amount <= limits[k]:
            best = min(best, (limits[k] - amount) / limits[k])
    return best


@kernel
def round_amount(q: Ints) -> float:
    """Return how many trailing zeros the amount has in hundreds of minor units, 0 to 9."""
    amount = q[L.Q_AMOUNT]
    if amount <= 0 or amount % 100 != 0:
        return 0.0
    amount //= 100
    zeros = 0
    while amount % 10 == 0 and zeros < 9:
        amount //= 10
        zeros += 1
    return float(zeros)


@kernel
def latest_values(p: Ints, start: int, end: int, q: Ints, which: int, scratch: Ints) -> int:
    """Note value `which` (0 or 1) of at most 64 of the latest seen postings that count one; return how many.

    They stand in the first list of the scratch, latest first.
    """
    values = scratch[LIST_A_AT : LIST_A_AT + LIST_MOST].view(np.float64)
    count = 0
    for i in range(end - 1, start - 1, -1):
        if count == MEDIAN_TAIL:
            break
        if p[L.P_N, i] > 0 and seen(p, i, q):
            values[count] = float(p[L.P_V0 + which, i])
            count += 1
    return count


@kernel
def amount_jump(p: Ints, start: int, end: int, q: Ints, scratch: Ints) -> float:
    """Return the robust z of ln(amount) against the latest 64 amounts of the key.

    (x - median) / max(1.4826 * MAD, 0.1); NaN below five amounts. Source: field notes, amount jump.
    """
    n = latest_values(p, start, end, q, 0, scratch)
    values = scratch[LIST_A_AT : LIST_A_AT + n].view(np.float64)
    if n < _LEAST_FOR_MEDIAN or q[L.Q_AMOUNT] <= 0:
        return np.nan
    for i in range(n):
        values[i] = math.log(max(values[i], 1.0))
    median = median_of(values)
    for i in range(n):
        values[i] = abs(values[i] - median)
    spread = max(1.4826 * median_of(values), _LEAST_SPREAD)
    return (math.log(float(q[L.Q_AMOUNT])) - median) / spread


@kernel
def jump_count(p: Ints, start: int, end: int, q: Ints, window_us: int, number: int, scratch: Ints) -> float:
    """Return how many movements of the window were above `number` times the median of the latest 64.

    NaN below five movements. What stood out lately and nobody has judged yet.
    """
    n = latest_values(p, start, end, q, 0, scratch)
    if n < _LEAST_FOR_MEDIAN:
        return np.nan
    above = number * median_of(scratch[LIST_A_AT : LIST_A_AT + n].view(np.float64))
    count = 0
    for i in range(window_start(p, start, end, q, window_us), end):
        if p[L.P_N, i] > 0 and p[L.P_V0, i] > above and seen(p, i, q):
            count += 1
    return float(count)
