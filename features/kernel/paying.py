"""How a key paid what is like the invoice being asked about: by turn, by amount, by day of the week.

Postings are those of payments: amount, days late, and as tag the moment the invoice fell due. A
selection of the latest 128 seen payments is put together by a statistic: a number of 0 or more asks
for the share that came more than so many days late, the numbers below 0 are named here.
"""

from typing import Final

import numpy as np

from features.kernel import layout as L
from features.kernel import ops
from features.kernel.amounts import median_of
from features.kernel.arrays import Floats, Ints
from features.kernel.windows import seen
from riskdesk.core.jit import kernel

PAID_TAIL: Final = 128
"""Selections look at no more than this many of the latest seen payments."""

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
def _tail(p: Ints, start: int, end: int, q: Ints) -> Ints:
    """Return where the latest seen payments stand, the latest first."""
    found = np.empty(PAID_TAIL, np.int64)
    count = 0
    for i in range(end - 1, start - 1, -1):
        if count == PAID_TAIL:
            break
        if p[L.P_N, i] > 0 and seen(p, i, q):
            found[count] = i
            count += 1
    return found[:count]


@kernel
def _nearest(p: Ints, tail: Ints, amount: int) -> Ints:
    """Return the eight payments whose amounts are nearest by ratio; of equals the later one first."""
    ratios = np.full(tail.shape[0], np.inf)
    for k in range(tail.shape[0]):
        paid = p[L.P_V0, tail[k]]
        if amount > 0 and paid > 0:
            ratios[k] = paid / amount if paid > amount else amount / paid
    chosen = np.empty(NEAREST, np.int64)
    count = 0
    while count < NEAREST and count < tail.shape[0]:
        best = np.argmin(ratios)
        if ratios[best] == np.inf:
            break
        chosen[count] = tail[best]
        ratios[best] = np.inf
        count += 1
    return chosen[:count]


@kernel
def _similar(p: Ints, tail: Ints, amount: int) -> Ints:
    """Return the payments whose amount is within a quarter of this one."""
    chosen = np.empty(tail.shape[0], np.int64)
    count = 0
    for i in tail:
        if abs(p[L.P_V0, i] - amount) * 4 <= amount:
            chosen[count] = i
            count += 1
    return chosen[:count]


@kernel
def _weekday_ahead(p: Ints, i: int, q: Ints) -> int:
    """Return by how many weekdays, 0 to 6, posting `i` fell due after the query's invoice does."""
    due = q[L.Q_AS_OF] + q[L.Q_TERMS] * L.DAY
    ahead: int = ((p[L.P_TAG, i] - 1 - due) // L.DAY) % 7
    return ahead


@kernel
def _same_weekday(p: Ints, tail: Ints, q: Ints) -> Ints:
    """Return the latest twenty payments of invoices that fell due on the weekday of this one."""
    chosen = np.empty(SAME_WEEKDAY, np.int64)
    count = 0
    for i in tail:
        if count == SAME_WEEKDAY:
            break
        if _weekday_ahead(p, i, q) == 0:
            chosen[count] = i
            count += 1
    return chosen[:count]


@kernel
def _moved_to_payday(p: Ints, i: int, q: Ints) -> int:
    """Return the days late of `i`, moved by at most three to the weekday on which it was paid."""
    moved: int = p[L.P_V1, i] + (_weekday_ahead(p, i, q) + 3) % 7 - 3
    return moved


@kernel
def statistic(days: Ints, number: int) -> float:
    """Return what a selection of days late adds up to; NaN of none, but for its count."""
    n = days.shape[0]
    if number == COUNT or n == 0:
        return float(n) if number == COUNT else np.nan
    if number >= 0:
        return float(np.sum(days > number) / n)
    if number == MEAN:
        return float(np.sum(days) / n)
    values = days.astype(np.float64)
    middle = median_of(values)  # sorts them
    if number == MEDIAN:
        return middle
    if number == NINTH_DECILE:
        return float(values[min(9 * n // 10, n - 1)])
    return float(np.sum(np.abs(values - middle)) / n)


@kernel
def pay_gap(p: Ints, tail: Ints) -> float:
    """Return the median of the days between the latest runs of payments, NaN below two runs."""
    gaps: Floats = np.empty(GAPS, np.float64)
    count = 0
    before = p[L.P_EFFECTIVE, tail[0]] if tail.shape[0] else 0
    for i in tail:
        gap = before - p[L.P_EFFECTIVE, i]
        if gap >= RUN_US and count < GAPS:
            gaps[count] = gap / L.DAY
            count += 1
            before = p[L.P_EFFECTIVE, i]
    return median_of(gaps[:count]) if count else np.nan


@kernel
def amount_rank(p: Ints, tail: Ints, amount: int) -> float:
    """Return the share of payments below this amount; NaN without payments."""
    below = 0
    for i in tail:
        if p[L.P_V0, i] < amount:
            below += 1
    return below / tail.shape[0] if tail.shape[0] else np.nan


@kernel
def _select(p: Ints, tail: Ints, op: int, q: Ints) -> Ints:
    if op == ops.OP_PAID_SIMILAR:
        return _similar(p, tail, q[L.Q_AMOUNT])
    if op in (ops.OP_PAID_NEAREST, ops.OP_PAID_NEAREST_PAYDAY):
        return _nearest(p, tail, q[L.Q_AMOUNT])
    if op == ops.OP_PAID_WEEKDAY:
        return _same_weekday(p, tail, q)
    if op == ops.OP_PAID_LATEST_5:
        return tail[:5]
    return tail[:20] if op == ops.OP_PAID_LATEST_20 else tail[:64]


@kernel
def of_paid(p: Ints, start: int, end: int, q: Ints, op: int, number: int) -> float:
    """Return one measure of the latest payments; those by weekday are NaN where no terms are known."""
    tail = _tail(p, start, end, q)
    if op == ops.OP_PAY_GAP:
        return pay_gap(p, tail)
    if op == ops.OP_PAID_AMOUNT_RANK:
        return amount_rank(p, tail, q[L.Q_AMOUNT])
    if op >= ops.OP_PAID_WEEKDAY and q[L.Q_TERMS] == L.NEVER:
        return np.nan
    chosen = _select(p, tail, op, q)
    days = np.empty(chosen.shape[0], np.int64)
    for k in range(chosen.shape[0]):
        moved = op >= ops.OP_PAID_PAYDAY
        days[k] = _moved_to_payday(p, chosen[k], q) if moved else p[L.P_V1, chosen[k]]
    return statistic(days, number)
