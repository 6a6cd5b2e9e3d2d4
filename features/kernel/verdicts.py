"""What reviewers found before: the latest verdict, runs of them, verdicts on the same amount.

Postings of verdicts hold the change of what is confirmed as first value, the subject's amount as second,
and count one for the first verdict on a subject alone.
"""

import numpy as np

from features.kernel import layout as L
from features.kernel import ops
from features.kernel.arrays import Ints
from features.kernel.windows import seen, window_start
from riskdesk.core.jit import kernel

VERDICTS_TAIL = 64
"""Runs of verdicts, and the latest confirmed one, are looked for among so many of the latest."""
SAME_MINOR = 1
"""Amounts that differ by no more minor units are the same."""


@kernel
def run(p: Ints, start: int, end: int, q: Ints) -> float:
    """Return how many of the latest verdicts agree: above 0 confirmed ones, below 0 cleared ones, at most 64.

    NaN without a verdict. A verdict that was changed counts as one more.
    """
    count = 0
    latest = 0
    for i in range(end - 1, start - 1, -1):
        if count == VERDICTS_TAIL:
            break
        if not seen(p, i, q):
            continue
        result = 1 if p[L.P_V0, i] > 0 else -1
        if count > 0 and result != latest:
            break
        latest = result
        count += 1
    return float(latest * count) if count > 0 else np.nan


@kernel
def latest(p: Ints, start: int, end: int, q: Ints) -> float:
    """Return 1 where the latest verdict confirmed, 0 where it cleared, NaN without one."""
    for i in range(end - 1, start - 1, -1):
        if seen(p, i, q):
            return 1.0 if p[L.P_V0, i] > 0 else 0.0
    return np.nan


@kernel
def confirmed_idle(p: Ints, start: int, end: int, q: Ints) -> float:
    """Return days since a verdict confirmed, NaN where none of the latest 64 did."""
    looked = 0
    for i in range(end - 1, start - 1, -1):
        if looked == VERDICTS_TAIL:
            break
        if seen(p, i, q):
            looked += 1
            if p[L.P_V0, i] > 0:
                return float((q[L.Q_AS_OF] - p[L.P_EFFECTIVE, i]) / L.DAY)
    return np.nan


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


@kernel
def of_verdicts(p: Ints, start: int, end: int, q: Ints, op: int, window_us: int, a: int) -> float:
    """Return one measure of the verdicts about a key."""
    if op == ops.OP_VERDICT_LATEST:
        return latest(p, start, end, q)
    if op == ops.OP_VERDICT_RUN:
        return run(p, start, end, q)
    if op == ops.OP_CONFIRMED_IDLE:
        return confirmed_idle(p, start, end, q)
    return judged_amount(p, start, end, q, window_us, a)
