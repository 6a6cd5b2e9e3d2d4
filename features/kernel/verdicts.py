"""What reviewers found before: the latest verdict, runs of them, verdicts on the same amount.

Postings of verdicts hold the change of what is confirmed as first value, the subject's amount as second,
and count one for the first verdict on a subject alone.

A confirmed amount above every amount that was cleared lately is explained by itself: it tells of that document
and little of the key. Measures whose names begin with `plain` set such verdicts aside.
"""

import numpy as np

from features.kernel import layout as L
from features.kernel.arrays import Ints
from features.kernel.windows import seen, window_start
from riskdesk.core.jit import kernel

VERDICTS_TAIL = 64
"""Runs of verdicts, and the latest confirmed one, are looked for among so many of the latest."""
SAME_MINOR = 1
"""Amounts that differ by no more minor units are the same."""
NO_AMOUNT = L.NEVER
"""No amount explains a verdict by itself."""


@kernel
def _most_cleared(p: Ints, start: int, end: int, q: Ints) -> int:
    """Return the highest amount among the latest 64 seen verdicts that cleared; `NO_AMOUNT` where none did."""
    looked = 0
    most = -NO_AMOUNT
    for i in range(end - 1, start - 1, -1):
        if looked == VERDICTS_TAIL:
            break
        if seen(p, i, q):
            looked += 1
            if p[L.P_V0, i] <= 0:
                most = max(most, p[L.P_V1, i])
    return NO_AMOUNT if most == -NO_AMOUNT else most


@kernel
def _explained(p: Ints, i: int, most: int) -> bool:
    """Tell whether a verdict confirmed an amount above all that were cleared."""
    above: bool = p[L.P_V0, i] > 0 and p[L.P_V1, i] > most
    return above


@kernel
def _latest_run(p: Ints, start: int, end: int, q: Ints, most: int) -> tuple[int, int]:
    """Return how many of the latest verdicts agree, below 0 where they cleared, and the first of them."""
    count = 0
    latest = 0
    first = -1
    for i in range(end - 1, start - 1, -1):
        if count == VERDICTS_TAIL:
            break
        if not seen(p, i, q) or _explained(p, i, most):
            continue
        result = 1 if p[L.P_V0, i] > 0 else -1
        if count > 0 and result != latest:
            break
        latest = result
        count += 1
        first = i
    return latest * count, first


@kernel
def run(p: Ints, start: int, end: int, q: Ints) -> float:
    """Return how many of the latest verdicts agree: above 0 confirmed ones, below 0 cleared ones, at most 64.

    NaN without a verdict. A verdict that was changed counts as one more.
    """
    count, _ = _latest_run(p, start, end, q, NO_AMOUNT)
    return float(count) if count != 0 else np.nan


@kernel
def plain_run(p: Ints, start: int, end: int, q: Ints) -> float:
    """Return `run` without the verdicts that the amount alone explains."""
    count, _ = _latest_run(p, start, end, q, _most_cleared(p, start, end, q))
    return float(count) if count != 0 else np.nan


@kernel
def _days_since(p: Ints, i: int, q: Ints) -> float:
    return float((q[L.Q_AS_OF] - p[L.P_EFFECTIVE, i]) / L.DAY) if i >= 0 else np.nan


@kernel
def run_age(p: Ints, start: int, end: int, q: Ints) -> float:
    """Return days since the first of the latest verdicts that agree, at most 64 of them; NaN without a verdict."""
    _, first = _latest_run(p, start, end, q, NO_AMOUNT)
    return _days_since(p, first, q)


@kernel
def plain_run_age(p: Ints, start: int, end: int, q: Ints) -> float:
    """Return `run_age` without the verdicts that the amount alone explains."""
    _, first = _latest_run(p, start, end, q, _most_cleared(p, start, end, q))
    return _days_since(p, first, q)


@kernel
def latest(p: Ints, start: int, end: int, q: Ints) -> float:
    """Return 1 where the latest verdict confirmed, 0 where it cleared, NaN without one."""
    for i in range(end - 1, start - 1, -1):
        if seen(p, i, q):
            return 1.0 if p[L.P_V0, i] > 0 else 0.0
    return np.nan


@kernel
def _latest_confirmed(p: Ints, start: int, end: int, q: Ints, most: int) -> int:
    looked = 0
    for i in range(end - 1, start - 1, -1):
        if looked == VERDICTS_TAIL:
            break
        if seen(p, i, q):
            looked += 1
            if p[L.P_V0, i] > 0 and not _explained(p, i, most):
                return i
    return -1


@kernel
def confirmed_idle(p: Ints, start: int, end: int, q: Ints) -> float:
    """Return days since a verdict confirmed, NaN where none of the latest 64 did."""
    return _days_since(p, _latest_confirmed(p, start, end, q, NO_AMOUNT), q)


@kernel
def plain_confirmed_idle(p: Ints, start: int, end: int, q: Ints) -> float:
    """Return `confirmed_idle` without the verdicts that the amount alone explains."""
    return _days_since(p, _latest_confirmed(p, start, end, q, _most_cleared(p, start, end, q)), q)


@kernel
def cleared_idle(p: Ints, start: int, end: int, q: Ints) -> float:
    """Return days since a verdict cleared, NaN where none of the latest 64 did."""
    looked = 0
    for i in range(end - 1, start - 1, -1):
        if looked == VERDICTS_TAIL:
            break
        if seen(p, i, q):
            looked += 1
            if p[L.P_V0, i] <= 0:
                return _days_since(p, i, q)
    return np.nan


@kernel
def plain_share(p: Ints, start: int, end: int, q: Ints, window_us: int) -> float:
    """Return the share of the window's verdicts that confirmed, without those that the amount alone explains.

    NaN where no subject was judged.
    """
    most = _most_cleared(p, start, end, q)
    judged = 0
    found = 0
    for i in range(window_start(p, start, end, q, window_us), end):
        if seen(p, i, q) and not _explained(p, i, most):
            judged += p[L.P_N, i]
            found += p[L.P_V0, i]
    return found / judged if judged > 0 else np.nan


@kernel
def judged_amount(p: Ints, start: int, end: int, q: Ints, window_us: int, confirmed: int) -> float:
    """Return how many subjects of the same amount stand cleared (0) or confirmed (1) by verdicts of the window.

    Source: field notes, remember a reviewer's verdict.
    """
    judged = 0
    found = 0
    for i in range(window_start(p, start, end, q, window_us), end):
        if abs(p[L.P_V1, i] - q[L.Q_AMOUNT]) <= SAME_MINOR and seen(p, i, q):
            judged += p[L.P_N, i]
            found += p[L.P_V0, i]
    return float(max(found if confirmed == 1 else judged - found, 0))
