"""How usual the hour and the weekday are for the company, and the weekday for whoever acts.

Days are those of the working calendar: a Saturday or Sunday that is worked to make up for a holiday is
like any working day, a holiday on a weekday like any day off, for none of them is common enough to
have a normal of its own.
"""

import math
from typing import Final

import numpy as np

from features.kernel import layout as L
from features.kernel.arrays import Ints
from features.kernel.hours import HABIT_TAIL
from features.kernel.windows import last_seen, seen
from riskdesk.core.jit import kernel

_BILLION: Final = 1_000_000_000.0
_WORKDAY: Final = 0.97 / 5.0
_DAY_OFF: Final = 0.03 / 2.0
_PRIOR_WEIGHT: Final = 5.0


@kernel
def is_regular(moment: int) -> bool:
    """Tell whether a moment class falls on Monday to Friday worked, or on a free Saturday or Sunday."""
    weekend = moment // L.HOUR_CLASSES >= 5
    free = moment % L.HOUR_CLASSES >= 24
    return bool(weekend == free)


@kernel
def weekday_prior(moment: int) -> float:
    """Return the share of movements expected on such a day before any history."""
    return _DAY_OFF if moment % L.HOUR_CLASSES >= 24 else _WORKDAY


@kernel
def _tenths_alike(then: int, now: int) -> int:
    """Return how alike two days are: 10 on the same weekday, 2 or 5 as one of all of a kind where one is irregular."""
    free = now % L.HOUR_CLASSES >= 24
    if free != (then % L.HOUR_CLASSES >= 24):
        return 0
    if is_regular(then) and is_regular(now):
        return 10 if then // L.HOUR_CLASSES == now // L.HOUR_CLASSES else 0
    return 5 if free else 2


@kernel
def weekday_surprise(p: Ints, start: int, end: int, q: Ints, company_share: float) -> float:
    """Return -ln of the share that days like the query's have in a person's latest 500 movements.

    A prior of five movements of the company's own share, or of the calendar's where that is NaN,
    stands for what is not known yet. NaN without an hour.
    """
    now = q[L.Q_HOUR]
    if now == L.NEVER:
        return np.nan
    tenths = 0
    count = 0
    for i in range(end - 1, start - 1, -1):
        if count == HABIT_TAIL:
            break
        if p[L.P_N, i] > 0 and seen(p, i, q):
            count += 1
            tenths += _tenths_alike(p[L.P_V1, i], now)
    prior = company_share if company_share > 0.0 else weekday_prior(now)
    return -math.log((tenths / 10.0 + _PRIOR_WEIGHT * prior) / (count + _PRIOR_WEIGHT))


@kernel
def company_share(p: Ints, start: int, end: int, q: Ints, of_weekday: int) -> float:
    """Return the share of the company's movements in the query's class by its latest baseline, NaN without.

    At least a thousand-millionth; that of the calendar on days that are not regular.
    """
    i = last_seen(p, start, end, q, L.NOBODY)
    if i < 0:
        return np.nan
    if of_weekday == 1 and q[L.Q_HOUR] != L.NEVER and not is_regular(q[L.Q_HOUR]):
        return weekday_prior(q[L.Q_HOUR])
    return float(max(p[L.P_V0, i], 1) / _BILLION)


@kernel
def company_surprise(p: Ints, start: int, end: int, q: Ints, of_weekday: int) -> float:
    """Return -ln of the company's share of the query's class, NaN without a baseline."""
    return -math.log(company_share(p, start, end, q, of_weekday))
