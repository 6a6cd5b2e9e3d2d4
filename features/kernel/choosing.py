"""Selections of the latest payments of a key that are like the invoice being asked about.

By turn, by amount. Postings are those of payments: amount, days late, and as tag the moment the invoice fell due.
Tail and selection stand in the query's scratch, so that all measures of a
selection share one look.
"""

from typing import Final

from features.kernel import layout as L
from features.kernel.arrays import Ints
from features.kernel.scratch import (
    PAID_AMOUNT_AT,
    PAID_CHOSEN,
    PAID_COUNT,
    PAID_DAYS_AT,
    PAID_DELAY_AT,
    PAID_END,
    PAID_MOST,
    PAID_START,
    PAID_TAIL,
    PAID_TAIL_AT,
    forget,
)
from features.kernel.windows import all_seen, seen
from riskdesk.core.jit import inlined_kernel, kernel

LATEST_5: Final = 0
LATEST_20: Final = 1
LATEST_64: Final = 2
SIMILAR: Final = 3


@kernel
def look_back(p: Ints, start: int, end: int, q: Ints, scratch: Ints) -> int:
    """Note place, amount and delay of the latest seen payments, the latest first; return how many. Once a query."""
    if scratch[PAID_START] != start or scratch[PAID_END] != end:
        forget(scratch)
        scratch[PAID_START] = start
        scratch[PAID_END] = end
    if scratch[PAID_TAIL] < 0:
        count = 0
        whole = all_seen(p, start, end, q)
        for i in range(end - 1, start - 1, -1):
            if count == PAID_MOST:
                break
            if p[L.P_N, i] > 0 and (whole or seen(p, i, q)):
                scratch[PAID_TAIL_AT + count] = i
                scratch[PAID_AMOUNT_AT + count] = p[L.P_V0, i]
                scratch[PAID_DELAY_AT + count] = p[L.P_V1, i]
                count += 1
        scratch[PAID_TAIL] = count
    n: int = scratch[PAID_TAIL]
    return n


@kernel
def _choose_latest(n: int, most: int, scratch: Ints) -> int:
    count = min(n, most)
    for k in range(count):
        scratch[PAID_DAYS_AT + k] = scratch[PAID_DELAY_AT + k]
    return count


@kernel
def _choose_similar(n: int, amount: int, scratch: Ints) -> int:
    """Take the payments whose amount is within a quarter of this one."""
    count = 0
    for k in range(n):
        if abs(scratch[PAID_AMOUNT_AT + k] - amount) * 4 <= amount:
            scratch[PAID_DAYS_AT + count] = scratch[PAID_DELAY_AT + k]
            count += 1
    return count


@inlined_kernel
def choose(p: Ints, start: int, end: int, q: Ints, selection: int, scratch: Ints) -> int:
    """Write the days late of a selection into the scratch; return how many. Once for all its measures."""
    n = look_back(p, start, end, q, scratch)
    if scratch[PAID_CHOSEN] != selection:
        if selection == SIMILAR:
            count = _choose_similar(n, q[L.Q_AMOUNT], scratch)
        elif selection == LATEST_5:
            count = _choose_latest(n, 5, scratch)
        else:
            count = _choose_latest(n, 20 if selection == LATEST_20 else 64, scratch)
        scratch[PAID_CHOSEN] = selection
        scratch[PAID_COUNT] = count
    chosen: int = scratch[PAID_COUNT]
    return chosen
