"""A key's pace and size against what is normal for it by medians, and after it slept."""

import numpy as np

from features.kernel import layout as L
from features.kernel.amounts import latest_values
from features.kernel.arrays import Ints
from features.kernel.scratch import LIST_A_AT, LIST_MOST
from features.kernel.selecting import median_of
from features.kernel.windows import first_seen, last_seen, place, total, window_start
from riskdesk.core.jit import kernel

SPANS_MOST = 13
"""As many windows before the running one are a key's normal: 91 days of weeks."""
SPANS_LEAST = 4
LEAST_SPREAD = 1.0
"""Movements a window: a key that moves as regularly as a clock may move once more."""
LEAST_FOR_MEDIAN = 5


@kernel
def rate_jump(p: Ints, start: int, end: int, q: Ints, window_us: int, scratch: Ints) -> float:
    """Return the robust z of the movements of the window, this one included, against the 13 windows before.

    (x - median) / max(1.4826 * MAD, 1) of counts, less those taken back; NaN where the key is known for
    fewer than four windows before the running one. Source: field notes, rate of 7 d against 90 d.
    """
    first = first_seen(p, start, end, q, L.NOBODY)
    if first < 0:
        return np.nan
    spans = min((q[L.Q_AS_OF] - p[L.P_EFFECTIVE, first]) // window_us - 1, SPANS_MOST)
    if spans < SPANS_LEAST:
        return np.nan
    counts = scratch[LIST_A_AT : LIST_A_AT + LIST_MOST].view(np.float64)[:spans]
    high = window_start(p, start, end, q, window_us)
    now = 1.0 + total(p, start, high, end, 2, q, L.NOBODY)
    for k in range(spans):
        low = place(p, start, high, q[L.Q_AS_OF] - (k + 2) * window_us, 0)
        counts[k] = total(p, start, low, high, 2, q, L.NOBODY)
        high = low
    middle = median_of(counts)
    for k in range(spans):
        counts[k] = abs(counts[k] - middle)
    return (now - middle) / max(1.4826 * median_of(counts), LEAST_SPREAD)


@kernel
def dormant_ratio(p: Ints, start: int, end: int, q: Ints, days: int, scratch: Ints) -> float:
    """Return the amount over the mean of the latest 64 where nothing moved for so many days, else 0.

    NaN where nothing ever moved. Source: field notes, dormant then active.
    """
    last = last_seen(p, start, end, q, L.NOBODY)
    if last < 0:
        return np.nan
    if q[L.Q_AS_OF] - p[L.P_EFFECTIVE, last] < days * L.DAY:
        return 0.0
    n = latest_values(p, start, end, q, 0, scratch)
    values = scratch[LIST_A_AT : LIST_A_AT + n].view(np.float64)
    total_value = 0.0
    for value in values:  # whole numbers: any order gives the same sum
        total_value += value
    mean = total_value / n
    return q[L.Q_AMOUNT] / mean if mean > 0.0 else np.nan


@kernel
def over_median(p: Ints, start: int, end: int, q: Ints, scratch: Ints) -> float:
    """Return the amount over the median of the latest 64; NaN below five, or where that is not above 0."""
    n = latest_values(p, start, end, q, 0, scratch)
    values = scratch[LIST_A_AT : LIST_A_AT + n].view(np.float64)
    if n < LEAST_FOR_MEDIAN:
        return np.nan
    middle = median_of(values)
    return q[L.Q_AMOUNT] / middle if middle > 0.0 else np.nan
