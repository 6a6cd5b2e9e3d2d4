"""A key's own rhythm: how late it is used to pay, how often it moves, how often it takes back."""

import numpy as np

from features.kernel import layout as L
from features.kernel.amounts import latest_values
from features.kernel.arrays import Ints
from features.kernel.scratch import LIST_A_AT
from features.kernel.selecting import median_of
from features.kernel.standing import is_withdrawal
from features.kernel.windows import all_seen, counted, first_seen, place, seen, total, window_start
from riskdesk.core.jit import kernel

NORMAL_US = 90 * L.DAY
"""A key's normal is what it did in this long before the window."""


@kernel
def habit_break(p: Ints, start: int, end: int, q: Ints, recent: int, scratch: Ints) -> float:
    """Return how many days later the latest `recent` payments came than the median of the latest 64.

    NaN below twice as many payments.
    """
    n = latest_values(p, start, end, q, 1, scratch)
    values = scratch[LIST_A_AT : LIST_A_AT + n].view(np.float64)
    if n < 2 * recent:
        return np.nan
    late = 0.0
    for i in range(recent):
        late += values[i]
    return late / recent - median_of(values)


@kernel
def count_above(p: Ints, start: int, end: int, q: Ints, window_us: int, threshold: int) -> float:
    """Return how many postings of the window have a second value above `threshold`."""
    whole = all_seen(p, start, end, q)
    count = 0
    for i in range(window_start(p, start, end, q, window_us), end):
        if p[L.P_V1, i] > threshold and p[L.P_N, i] > 0 and (whole or seen(p, i, q)):
            count += 1
    return float(count)


@kernel
def reversed_share(p: Ints, start: int, end: int, q: Ints, window_us: int) -> float:
    """Return documents taken back over documents opened in the window; NaN where none was opened.

    A payment that was withdrawn before it was paid was opened, and the bank returned nothing.
    """
    low = window_start(p, start, end, q, window_us)
    opened = counted(p, start, low, end, q, 0)
    reversed_ = opened - total(p, start, low, end, 2, q, 0)  # a posting counts 1, 0 or -1
    if reversed_ > 0:
        for i in range(low, end):
            if is_withdrawal(p, i, q) and seen(p, i, q):
                reversed_ -= 1
    return reversed_ / opened if opened > 0 else np.nan


@kernel
def burst(p: Ints, start: int, end: int, q: Ints, window_us: int) -> float:
    """Return (movements of the window with this one + 1) / (those normal for the key + 1).

    Normal is the rate of the 90 days before, or of the time since the key is known, at least
    a day, times the window. An office gateway with much traffic has a normal of its own.
    """
    as_of = q[L.Q_AS_OF]
    middle = window_start(p, start, end, q, window_us)
    now = 1 + counted(p, start, middle, end, q, 0)
    past = counted(p, start, place(p, start, end, as_of - NORMAL_US, 0), end, q, 0) - now + 1
    first = first_seen(p, start, end, q, 0)
    known_us = L.DAY if first < 0 else as_of - p[L.P_EFFECTIVE, first]
    known_us = max(min(known_us, NORMAL_US), L.DAY)
    return (now + 1.0) / (past * (window_us / known_us) + 1.0)
