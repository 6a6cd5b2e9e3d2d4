"""How a key paid what is like the invoice being asked about: by turn, by amount, by day of the week.

Postings are those of payments: amount, days late, and as tag the moment the invoice fell due. A
selection of the latest 128 seen payments is put together by a statistic: a number of 0 or more asks
for the share that came more than so many days late, the numbers below 0 are named here.
Tail and selection stand in the query's scratch, so that all measures of a selection share one look.
"""

from typing import Final

import numpy as np

from features.kernel import layout as L
from features.kernel import ops
from features.kernel.arrays import Ints
from features.kernel.scratch import (
    LIST_A_AT,
    LIST_B_AT,
    LIST_MOST,
    PAID_AHEAD,
    PAID_AHEAD_AT,
    PAID_AMOUNT_AT,
    PAID_CHOSEN,
    PAID_COUNT,
    PAID_DAYS_AT,
    PAID_DELAY_AT,
    PAID_END,
    PAID_MOST,
    PAID_RANKED_AT,
    PAID_START,
    PAID_TAIL,
    PAID_TAIL_AT,
    forget,
)
from features.kernel.selecting import median_of, rank_of
from features.kernel.windows import all_seen, seen
from riskdesk.core.jit import kernel

MEAN: Final = -1
MEDIAN: Final = -2
COUNT: Final = -3
SPREAD: Final = -4
"""Mean distance from the median."""
NINTH_DECILE: Final = -5

NEAREST: Final = 8
SAME_WEEKDAY: Final = 20
GAPS: Final = 16
RUN_US: Final = L.DAY // 2
"""Payments less than this apart are one run of payments."""


@kernel
def _look_back(p: Ints, start: int, end: int, q: Ints, scratch: Ints) -> int:
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
def _look_ahead(p: Ints, n: int, q: Ints, scratch: Ints) -> None:
    """Note by how many weekdays, 0 to 6, each payment's invoice fell due after the query's does. Once a query."""
    if scratch[PAID_AHEAD] == 0:
        due = q[L.Q_AS_OF] + q[L.Q_TERMS] * L.DAY
        for k in range(n):
            apart = (p[L.P_TAG, scratch[PAID_TAIL_AT + k]] - 1 - due) // L.DAY
            scratch[PAID_AHEAD_AT + k] = apart % 7
        scratch[PAID_AHEAD] = 1


@kernel
def _moved_to_payday(k: int, scratch: Ints) -> int:
    """Return the days late of payment `k`, moved by at most three to the weekday on which it was paid."""
    ahead = scratch[PAID_AHEAD_AT + k]
    moved: int = scratch[PAID_DELAY_AT + k] + (ahead if ahead <= 3 else ahead - 7)
    return moved


@kernel
def _choose_latest(n: int, most: int, scratch: Ints) -> int:
    count = min(n, most)
    for k in range(count):
        scratch[PAID_DAYS_AT + k] = scratch[PAID_DELAY_AT + k]
    return count


@kernel
def _choose_nearest(n: int, amount: int, payday: bool, scratch: Ints) -> int:  # noqa: FBT001 -- no keywords here
    """Take the eight payments whose amounts are nearest by ratio; of equals the later one."""
    if amount <= 0:
        return 0
    ratios = scratch[LIST_A_AT : LIST_A_AT + LIST_MOST].view(np.float64)
    chosen = scratch[LIST_B_AT : LIST_B_AT + LIST_MOST]
    chosen[:] = 0
    count = 0
    for k in range(n):
        paid = scratch[PAID_AMOUNT_AT + k]
        if paid <= 0:
            continue
        ratio = paid / amount if paid > amount else amount / paid
        if count == NEAREST and not ratio < ratios[NEAREST - 1]:
            continue
        at = count  # of nine the last falls off the end
        while at > 0 and ratio < ratios[at - 1]:
            ratios[at] = ratios[at - 1]
            chosen[at] = chosen[at - 1]
            at -= 1
        ratios[at] = ratio
        chosen[at] = k
        count = min(count + 1, NEAREST)
    for k in range(count):
        days = _moved_to_payday(chosen[k], scratch) if payday else scratch[PAID_DELAY_AT + chosen[k]]
        scratch[PAID_DAYS_AT + k] = days
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


@kernel
def _choose_weekday(n: int, scratch: Ints) -> int:
    """Take the latest twenty payments of invoices that fell due on the weekday of this one."""
    count = 0
    for k in range(n):
        if count == SAME_WEEKDAY:
            break
        if scratch[PAID_AHEAD_AT + k] == 0:
            scratch[PAID_DAYS_AT + count] = scratch[PAID_DELAY_AT + k]
            count += 1
    return count


@kernel
def _choose_payday(n: int, scratch: Ints) -> int:
    count = min(n, 64)
    for k in range(count):
        scratch[PAID_DAYS_AT + k] = _moved_to_payday(k, scratch)
    return count


@kernel
def _choose(p: Ints, n: int, op: int, q: Ints, scratch: Ints) -> int:
    """Write the days late of a selection; return how many. Once for all its measures."""
    if scratch[PAID_CHOSEN] != op:
        amount = q[L.Q_AMOUNT]
        if op >= ops.OP_PAID_WEEKDAY:
            _look_ahead(p, n, q, scratch)
        if op == ops.OP_PAID_SIMILAR:
            count = _choose_similar(n, amount, scratch)
        elif op == ops.OP_PAID_NEAREST:
            count = _choose_nearest(n, amount, False, scratch)
        elif op == ops.OP_PAID_NEAREST_PAYDAY:
            count = _choose_nearest(n, amount, True, scratch)
        elif op == ops.OP_PAID_WEEKDAY:
            count = _choose_weekday(n, scratch)
        elif op == ops.OP_PAID_PAYDAY:
            count = _choose_payday(n, scratch)
        elif op == ops.OP_PAID_LATEST_5:
            count = _choose_latest(n, 5, scratch)
        else:
            count = _choose_latest(n, 20 if op == ops.OP_PAID_LATEST_20 else 64, scratch)
        scratch[PAID_CHOSEN] = op
        scratch[PAID_COUNT] = count
    chosen: int = scratch[PAID_COUNT]
    return chosen


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
def pay_gap(p: Ints, n: int, scratch: Ints) -> float:
    """Return the median of the days between the latest runs of payments, NaN below two runs."""
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
def amount_rank(n: int, amount: int, scratch: Ints) -> float:
    """Return the share of payments below this amount; NaN without payments."""
    below = 0
    for k in range(n):
        if scratch[PAID_AMOUNT_AT + k] < amount:
            below += 1
    return below / n if n else np.nan


@kernel
def of_paid(p: Ints, start: int, end: int, q: Ints, op: int, number: int, scratch: Ints) -> float:
    """Return one measure of the latest payments; those by weekday are NaN where no terms are known."""
    n = _look_back(p, start, end, q, scratch)
    if op == ops.OP_PAY_GAP:
        return pay_gap(p, n, scratch)
    if op == ops.OP_PAID_AMOUNT_RANK:
        return amount_rank(n, q[L.Q_AMOUNT], scratch)
    if op >= ops.OP_PAID_WEEKDAY and q[L.Q_TERMS] == L.NEVER:
        return np.nan
    return statistic(_choose(p, n, op, q, scratch), number, scratch)
