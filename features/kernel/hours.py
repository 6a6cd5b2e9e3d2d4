"""How unusual the hour is for whoever acts."""

import math

import numpy as np

from features.kernel import layout as L
from features.kernel.arrays import Ints
from features.kernel.windows import seen
from riskdesk.core.jit import kernel

HABIT_TAIL = 500
"""Habits of hours look at no more than this many of the latest seen postings."""

# share of a company's movements by hour class when nothing is known of a person yet:
# working days 8-19 carry nearly all, the rest is spread thin (typology test, field notes)
_OFFICE = 0.97 / 12.0
_ELSEWHERE = 0.03 / 36.0
_PRIOR_WEIGHT = 5.0


@kernel
def hour_prior(hour_class: int) -> float:
    """Return the share of movements expected in an hour class (0-47) before any history."""
    if hour_class < 24 and 8 <= hour_class < 20:
        return _OFFICE
    return _ELSEWHERE


@kernel
def _likeness(then: int, now: int) -> float:
    """Return 1 for the same hour class, 0.5 for the hour beside it on such a day, else 0."""
    if then // 24 != now // 24:
        return 0.0
    apart = abs(then % 24 - now % 24)
    apart = min(apart, 24 - apart)
    if apart == 0:
        return 1.0
    return 0.5 if apart == 1 else 0.0


@kernel
def _expected(now: int, company_share: float) -> float:
    """Return the prior mass of an hour class and of the two beside it, which count half."""
    if company_share > 0.0:
        return 2.0 * company_share
    day = now // 24 * 24
    before = day + (now % 24 + 23) % 24
    after = day + (now % 24 + 1) % 24
    return hour_prior(now) + 0.5 * (hour_prior(before) + hour_prior(after))


@kernel
def hour_surprise(p: Ints, start: int, end: int, q: Ints, company_share: float) -> float:
    """Return -ln of the share that the query's hour class has in a person's own history.

    The hour before and after on days of the same kind count half; a prior of five movements of
    the company's own share in this class, or of the working calendar's where that is NaN, stands
    for what is not known yet. NaN without an hour.
    """
    if q[L.Q_HOUR] == L.NEVER:
        return np.nan
    now = q[L.Q_HOUR] % L.HOUR_CLASSES
    weight = 0.0
    count = 0
    for i in range(end - 1, start - 1, -1):
        if count == HABIT_TAIL:
            break
        if p[L.P_N, i] > 0 and seen(p, i, q):
            count += 1
            weight += _likeness(p[L.P_V1, i] % L.HOUR_CLASSES, now)
    prior = _PRIOR_WEIGHT * _expected(now, company_share)
    return -math.log((weight + prior) / (2.0 * (count + _PRIOR_WEIGHT)))
