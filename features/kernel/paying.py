"""How a key paid what is like the invoice being asked about, and in what rhythm it pays.

A selection of payments (`features.kernel.choosing`) is put together by a statistic: a number of 0 or more
asks for the share that came more than so many days late, the numbers below 0 are named here.
"""

from typing import Final

import numpy as np

from features.kernel import choosing
from features.kernel import layout as L
from features.kernel.arrays import Ints
from features.kernel.choosing import choose, look_back
from features.kernel.scratch import (
    LIST_A_AT,
    LIST_MOST,
    PAID_AMOUNT_AT,
    PAID_DAYS_AT,
    PAID_RANKED_AT,
    PAID_TAIL_AT,
)
from features.kernel.selecting import median_of, rank_of
from riskdesk.core.jit import inlined_kernel, kernel

MEAN: Final = -1
MEDIAN: Final = -2
COUNT: Final = -3
SPREAD: Final = -4
"""Mean distance from the median."""
NINTH_DECILE: Final = -5

GAPS: Final = 16
RUN_US: Final = L.DAY // 2
"""Payments less than this apart are one run of payments."""


@kernel
def _rank(n: int, rank: int, scratch: Ints) -> int:
    for k in range(n):
        scratch[PAID_RANKED_AT + k] = scratch[PAID_DAYS_AT + k]
    return rank_of(scratch, PAID_RANKED_AT, n, rank)


@kernel
def _median(n: int, scratch: Ints) -> float:
    upper = _rank(n, n // 2, scratch)
    if n % 2 == 1:
        return float(upper)
    lower: int = scratch[PAID_RANKED_AT]
    for k in range(1, n // 2):  # what stands before a rank is not above it
        lower = max(lower, scratch[PAID_RANKED_AT + k])
    return 0.5 * (lower + upper)


@kernel
def statistic(n: int, number: int, scratch: Ints) -> float:
    """Return what a selection of `n` days late adds up to; NaN of none, but for its count."""
    if number == COUNT or n == 0:
        return float(n) if number == COUNT else np.nan
    if number >= 0:
        above = 0
        for k in range(n):
            if scratch[PAID_DAYS_AT + k] > number:
                above += 1
        return above / n
    if number == MEAN:
        total = 0
        for k in range(n):
            total += scratch[PAID_DAYS_AT + k]
        return total / n
    if number == NINTH_DECILE:
        return float(_rank(n, min(9 * n // 10, n - 1), scratch))
    middle = _median(n, scratch)
    if number == MEDIAN:
        return middle
    apart = 0.0
    for k in range(n):
        apart += abs(scratch[PAID_DAYS_AT + k] - middle)
    return apart / n


@kernel
def pay_gap(p: Ints, start: int, end: int, q: Ints, scratch: Ints) -> float:
    """Return the median of the days between the latest runs of payments, NaN below two runs."""
    n = look_back(p, start, end, q, scratch)
    gaps = scratch[LIST_A_AT : LIST_A_AT + LIST_MOST].view(np.float64)
    count = 0
    before = p[L.P_EFFECTIVE, scratch[PAID_TAIL_AT]] if n else 0
    for k in range(n):
        moment = p[L.P_EFFECTIVE, scratch[PAID_TAIL_AT + k]]
        gap = before - moment
        if gap >= RUN_US and count < GAPS:
            gaps[count] = gap / L.DAY
            count += 1
            before = moment
    return median_of(gaps[:count]) if count else np.nan


@kernel
def amount_rank(p: Ints, start: int, end: int, q: Ints, scratch: Ints) -> float:
    """Return the share of payments below the amount; NaN without payments."""
    n = look_back(p, start, end, q, scratch)
    below = 0
    for k in range(n):
        if scratch[PAID_AMOUNT_AT + k] < q[L.Q_AMOUNT]:
            below += 1
    return below / n if n else np.nan


@kernel
def _of_selection(
    p: Ints, start: int, end: int, q: Ints, selection: int, number: int, scratch: Ints
) -> float:
    return statistic(choose(p, start, end, q, selection, scratch), number, scratch)


@inlined_kernel
def paid_latest_5(p: Ints, start: int, end: int, q: Ints, number: int, scratch: Ints) -> float:
    """Return one statistic of days late over the latest five payments."""
    return _of_selection(p, start, end, q, choosing.LATEST_5, number, scratch)


@inlined_kernel
def paid_latest_20(p: Ints, start: int, end: int, q: Ints, number: int, scratch: Ints) -> float:
    """Return one statistic of days late over the latest twenty payments."""
    return _of_selection(p, start, end, q, choosing.LATEST_20, number, scratch)


@inlined_kernel
def paid_latest_64(p: Ints, start: int, end: int, q: Ints, number: int, scratch: Ints) -> float:
    """Return one statistic of days late over the latest 64 payments."""
    return _of_selection(p, start, end, q, choosing.LATEST_64, number, scratch)


@inlined_kernel
def paid_similar(p: Ints, start: int, end: int, q: Ints, number: int, scratch: Ints) -> float:
    """Return one statistic of days late over payments within a quarter of the amount."""
    return _of_selection(p, start, end, q, choosing.SIMILAR, number, scratch)
