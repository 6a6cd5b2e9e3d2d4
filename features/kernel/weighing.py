"""How a key paid, each payment weighed by how much it tells of the invoice being asked about.

By age, by likeness of the amount, by the weekday and the day of the month on which the invoices fell due.
Payments are the tail of `features.kernel.choosing`: amount, days late, and as tag the moment the invoice fell
due. All statistics of a weighing are put together at once and stand in the query's scratch.

A number of 5 or 15 asks for the weighted share that came more than so many days late, one from -90 to -10
for the weighted quantile of so many per cent, the others are named here.
"""

import math
from typing import Final

import numpy as np

from features.kernel import layout as L
from features.kernel.arrays import Ints
from features.kernel.choosing import look_back
from features.kernel.dates import day_of_month, due_day
from features.kernel.paying import MEAN
from features.kernel.scratch import (
    PAID_AMOUNT_AT,
    PAID_DELAY_AT,
    PAID_TAIL_AT,
    WEIGHED_AT,
    WEIGHED_BY,
    WEIGHED_ORDER_AT,
    WEIGHED_SORTED,
    WEIGHTS_AT,
)
from riskdesk.core.jit import inlined_kernel, kernel

DEVIATION: Final = -6
"""Weighted standard deviation."""
WEIGHT: Final = -7
"""All weights together: as many payments of weight 1 would tell as much."""

RECENT: Final = 0
SAME_AMOUNT: Final = 1
LIKE: Final = 2
"""From here on the terms must be known; up to here the amount, but for `RECENT`."""
MONTHDAY: Final = 3

LEAST_WEIGHT: Final = 1e-9
OTHER_WEEKDAY: Final = 0.05
"""Weight of a payment whose invoice fell due on another weekday, against one of the same."""
SAME_WIDTH: Final = 0.02
"""Standard deviation of the natural logarithm of the ratio of amounts that count as the same."""
MONTHDAY_WIDTH: Final = 3.0
OLDEST_DAYS: Final = 4096
"""Payments that are older weigh as much as those of this age."""
HALF_15 = np.array([0.5 ** (days / 15.0) for days in range(OLDEST_DAYS)])
HALF_90 = np.array([0.5 ** (days / 90.0) for days in range(OLDEST_DAYS)])
MONTHDAYS = np.array([math.exp(-0.5 * (apart / MONTHDAY_WIDTH) ** 2) for apart in range(31)])

_TURNS = 128
"""A power of two, no less than payments of a tail: a place fits below it."""
_GAPS = (57, 23, 10, 4, 1)
_LEVELS = (0.10, 0.25, 0.50, 0.75, 0.90)
_QUANTILES = 0
_MEAN_AT = 5
_DEVIATION_AT = 6
_WEIGHT_AT = 7
_SHARE_5_AT = 8
_SHARE_15_AT = 9


@kernel
def _sort(n: int, scratch: Ints) -> None:
    """Note the payments in order of days late, the later payment first among equals. Once a query."""
    if scratch[WEIGHED_SORTED] == 1:
        return
    for k in range(n):
        scratch[WEIGHED_ORDER_AT + k] = scratch[PAID_DELAY_AT + k] * _TURNS + k
    for gap in _GAPS:
        for k in range(gap, n):
            held = scratch[WEIGHED_ORDER_AT + k]
            at = k
            while at >= gap and scratch[WEIGHED_ORDER_AT + at - gap] > held:
                scratch[WEIGHED_ORDER_AT + at] = scratch[WEIGHED_ORDER_AT + at - gap]
                at -= gap
            scratch[WEIGHED_ORDER_AT + at] = held
    scratch[WEIGHED_SORTED] = 1


@kernel
def _age_days(p: Ints, k: int, q: Ints, scratch: Ints) -> int:
    age: int = (q[L.Q_AS_OF] - p[L.P_EFFECTIVE, scratch[PAID_TAIL_AT + k]]) // L.DAY
    return min(age, OLDEST_DAYS - 1)


@kernel
def _due_after(p: Ints, k: int, q: Ints, scratch: Ints) -> int:
    """Return how many days after the query's document payment `k`'s invoice fell due."""
    due = q[L.Q_AS_OF] + q[L.Q_TERMS] * L.DAY
    days: int = (p[L.P_TAG, scratch[PAID_TAIL_AT + k]] - 1 - due) // L.DAY
    return days


@kernel
def _log_ratio(k: int, q: Ints, scratch: Ints) -> float:
    return math.log(float(max(scratch[PAID_AMOUNT_AT + k], 1))) - math.log(float(max(q[L.Q_AMOUNT], 1)))


@kernel
def _weight(p: Ints, k: int, q: Ints, weighing: int, day: int, scratch: Ints) -> float:
    if weighing == RECENT:
        return float(HALF_15[_age_days(p, k, q, scratch)])
    if weighing == SAME_AMOUNT:
        return math.exp(-0.5 * (_log_ratio(k, q, scratch) / SAME_WIDTH) ** 2)
    age = HALF_90[_age_days(p, k, q, scratch)]
    after = _due_after(p, k, q, scratch)
    if weighing == LIKE:
        alike = math.exp(-0.5 * _log_ratio(k, q, scratch) ** 2)
        return float(alike * age if after % 7 == 0 else alike * age * OTHER_WEEKDAY)
    apart = abs(day_of_month(day + after) - day_of_month(day))
    return float(age * MONTHDAYS[min(apart, 31 - apart)])


@kernel
def _put_together(n: int, scratch: Ints) -> None:
    """Fill the ten statistics from weights that stand in the order of days late."""
    weights = scratch[WEIGHTS_AT : WEIGHTS_AT + n].view(np.float64)
    found = scratch[WEIGHED_AT : WEIGHED_AT + 10].view(np.float64)
    whole = 0.0
    total = 0.0
    squares = 0.0
    above_5 = 0.0
    above_15 = 0.0
    for k in range(n):
        days = scratch[WEIGHED_ORDER_AT + k] // _TURNS
        whole += weights[k]
        total += weights[k] * days
        squares += weights[k] * days * days
        if days > 5:
            above_5 += weights[k]
        if days > 15:
            above_15 += weights[k]
    level = 0
    cumulated = 0.0
    for k in range(n):
        cumulated += weights[k]
        while level < 5 and cumulated >= _LEVELS[level] * whole:
            found[_QUANTILES + level] = float(scratch[WEIGHED_ORDER_AT + k] // _TURNS)
            level += 1
    mean = total / whole
    found[_MEAN_AT] = mean
    found[_DEVIATION_AT] = math.sqrt(max(squares / whole - mean * mean, 0.0))
    found[_WEIGHT_AT] = whole
    found[_SHARE_5_AT] = above_5 / whole
    found[_SHARE_15_AT] = above_15 / whole


@kernel
def _weigh(p: Ints, n: int, q: Ints, weighing: int, scratch: Ints) -> None:
    """Put one weighing together. Once for all its statistics."""
    if scratch[WEIGHED_BY] == weighing:
        return
    _sort(n, scratch)
    weights = scratch[WEIGHTS_AT : WEIGHTS_AT + n].view(np.float64)
    day = due_day(q) if weighing == MONTHDAY else 0
    for k in range(n):
        which = scratch[WEIGHED_ORDER_AT + k] % _TURNS
        weights[k] = max(_weight(p, which, q, weighing, day, scratch), LEAST_WEIGHT)
    _put_together(n, scratch)
    scratch[WEIGHED_BY] = weighing


@kernel
def _place_of(number: int) -> int:
    if number >= 0:
        return _SHARE_5_AT if number == 5 else _SHARE_15_AT
    if number == MEAN:
        return _MEAN_AT
    if number == DEVIATION:
        return _DEVIATION_AT
    if number == WEIGHT:
        return _WEIGHT_AT
    level = 0
    while -number > round(100 * _LEVELS[level]):
        level += 1
    return _QUANTILES + level


@kernel
def _weighed(p: Ints, start: int, end: int, q: Ints, weighing: int, number: int, scratch: Ints) -> float:
    """Return one statistic; NaN where what is weighed by is not known, or without payments, but for their weight."""
    if weighing >= LIKE and q[L.Q_TERMS] == L.NEVER:
        return np.nan
    if SAME_AMOUNT <= weighing <= LIKE and q[L.Q_AMOUNT] <= 0:
        return np.nan
    n = look_back(p, start, end, q, scratch)
    if n == 0:
        return 0.0 if number == WEIGHT else np.nan
    _weigh(p, n, q, weighing, scratch)
    return float(scratch[WEIGHED_AT : WEIGHED_AT + 10].view(np.float64)[_place_of(number)])


@inlined_kernel
def paid_recent(p: Ints, start: int, end: int, q: Ints, number: int, scratch: Ints) -> float:
    """Return one statistic of days late, a payment's weight halved every 15 days."""
    return _weighed(p, start, end, q, RECENT, number, scratch)


@inlined_kernel
def paid_same_amount(p: Ints, start: int, end: int, q: Ints, number: int, scratch: Ints) -> float:
    """Return one statistic of days late over payments of the same amount, within some per cent."""
    return _weighed(p, start, end, q, SAME_AMOUNT, number, scratch)


@inlined_kernel
def paid_like(p: Ints, start: int, end: int, q: Ints, number: int, scratch: Ints) -> float:
    """Return one statistic of days late, weighed by likeness of the amount, weekday of the due date and age."""
    return _weighed(p, start, end, q, LIKE, number, scratch)


@inlined_kernel
def paid_monthday(p: Ints, start: int, end: int, q: Ints, number: int, scratch: Ints) -> float:
    """Return one statistic of days late, weighed by nearness of the due date's day of the month and age."""
    return _weighed(p, start, end, q, MONTHDAY, number, scratch)
