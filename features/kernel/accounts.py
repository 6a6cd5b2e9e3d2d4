"""A payee's account: who changed it, whether it is the one being paid, what was paid before and since."""

import numpy as np

from features.kernel import layout as L
from features.kernel.arrays import Ints
from features.kernel.scratch import LIST_A_AT, LIST_MOST
from features.kernel.windows import MEDIAN_TAIL, last_seen, place, seen, total, window_start
from riskdesk.core.jit import kernel


@kernel
def change_by_approver(p: Ints, start: int, end: int, q: Ints, window_us: int) -> float:
    """Return 1 where the latest change of the window was made by who approves now, NaN without a change."""
    i = last_seen(p, window_start(p, start, end, q, window_us), end, q, L.NOBODY)
    if i < 0:
        return np.nan
    return 1.0 if p[L.P_OTHER, i] == q[L.Q_APPROVER] and p[L.P_OTHER, i] != L.NOBODY else 0.0


@kernel
def change_to_this(p: Ints, start: int, end: int, q: Ints, window_us: int) -> float:
    """Return 1 where the latest change of the window was to the account being paid, NaN without change or account."""
    i = last_seen(p, window_start(p, start, end, q, window_us), end, q, L.NOBODY)
    if i < 0 or q[L.Q_ACCOUNT] == L.NOBODY:
        return np.nan
    return 1.0 if p[L.P_TAG, i] == q[L.Q_ACCOUNT] else 0.0


@kernel
def _moment(q: Ints, days_ago: float) -> int:
    """Return the moment that was so many days ago, to the microsecond: a float of days holds it over 70 years."""
    moment: int = q[L.Q_AS_OF] - int(np.floor(days_ago * L.DAY + 0.5))
    return moment


@kernel
def sum_since(p: Ints, start: int, end: int, q: Ints, window_us: int, days_ago: float) -> float:
    """Return what moved since the change so many days ago; NaN where that is longer ago than the window."""
    if np.isnan(days_ago) or q[L.Q_AS_OF] - _moment(q, days_ago) > window_us:
        return np.nan
    low = place(p, start, end, _moment(q, days_ago), 0)
    return float(total(p, start, low, end, 0, q, L.NOBODY))


@kernel
def idle_before(p: Ints, start: int, end: int, q: Ints, days_ago: float) -> float:
    """Return for how many days nothing had moved when the change was made; NaN without either."""
    if np.isnan(days_ago):
        return np.nan
    moment = _moment(q, days_ago)
    i = last_seen(p, start, place(p, start, end, moment, 0), q, L.NOBODY)
    return float((moment - p[L.P_EFFECTIVE, i]) / L.DAY) if i >= 0 else np.nan


@kernel
def number_held_before(p: Ints, start: int, end: int, q: Ints, days_ago: float) -> float:
    """Return for how many days the query's number had been there when the change was made.

    NaN without a number, without a change, or where the number came after it. Source: accounts are redirected
    when a bill lies there to be paid.
    """
    if np.isnan(days_ago) or q[L.Q_TAG] == 0:
        return np.nan
    moment = _moment(q, days_ago)
    for i in range(place(p, start, end, moment, 0) - 1, start - 1, -1):
        if p[L.P_TAG, i] == q[L.Q_TAG] and p[L.P_N, i] > 0 and seen(p, i, q):
            return float((moment - p[L.P_EFFECTIVE, i]) / L.DAY)
    return np.nan


@kernel
def distinct_tag(p: Ints, start: int, end: int, q: Ints, window_us: int, scratch: Ints) -> float:
    """Return how many different tags the latest 64 postings of the window with one carry."""
    found = scratch[LIST_A_AT : LIST_A_AT + LIST_MOST]
    count = 0
    looked = 0
    for i in range(end - 1, window_start(p, start, end, q, window_us) - 1, -1):
        if looked == MEDIAN_TAIL:
            break
        if p[L.P_TAG, i] == L.NOBODY or p[L.P_N, i] <= 0 or not seen(p, i, q):
            continue
        looked += 1
        fresh = True
        for j in range(count):
            if found[j] == p[L.P_TAG, i]:
                fresh = False
        if fresh:
            found[count] = p[L.P_TAG, i]
            count += 1
    return float(count)
