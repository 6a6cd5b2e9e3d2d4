"""Who stands behind a key: first uses, changes without a second person, other owners."""

import numpy as np

from features.kernel import layout as L
from features.kernel.arrays import Ints
from features.kernel.scratch import LIST_A_AT, LIST_MOST
from features.kernel.standing import was_withdrawn
from features.kernel.windows import last_seen, seen, window_start
from riskdesk.core.jit import kernel

OWNERS_MOST = 16
"""Other owners are counted up to this many."""


@kernel
def first_use(p: Ints, start: int, end: int, q: Ints, other: int) -> float:
    """Return 1 where the key was never used with this counterparty before, else 0.

    A payment that was withdrawn before it was paid is no use of the account it named.
    """
    i = last_seen(p, start, end, q, other)
    while i >= 0 and was_withdrawn(p, i, end, q):
        i = last_seen(p, start, i, q, other)
    return 1.0 if i < 0 else 0.0


@kernel
def change_alone(p: Ints, start: int, end: int, q: Ints, window_us: int) -> float:
    """Return 1 where the latest change of the window had no second person, 0 where it had, NaN without."""
    i = last_seen(p, window_start(p, start, end, q, window_us), end, q, 0)
    return np.nan if i < 0 else float(p[L.P_V0, i])


@kernel
def change_by_requester(p: Ints, start: int, end: int, q: Ints, window_us: int) -> float:
    """Return 1 where the latest change of the window was made by who requests now, NaN without a change."""
    i = last_seen(p, window_start(p, start, end, q, window_us), end, q, 0)
    if i < 0:
        return np.nan
    return 1.0 if p[L.P_OTHER, i] == q[L.Q_REQUESTER] and p[L.P_OTHER, i] != 0 else 0.0


@kernel
def other_owners(p: Ints, start: int, end: int, q: Ints, other: int, kind: int, scratch: Ints) -> float:
    """Return how many counterparties other than `other` the key has, at most 16.

    `kind` restricts to postings with that first value (1 staff, 2 customer, 3 payee); 0 takes all.
    """
    found = scratch[LIST_A_AT : LIST_A_AT + LIST_MOST]
    count = 0
    for i in range(start, end):
        owner = p[L.P_OTHER, i]
        if owner in (other, 0) or (kind != 0 and p[L.P_V0, i] != kind) or not seen(p, i, q):
            continue
        fresh = True
        for j in range(count):
            if found[j] == owner:
                fresh = False
        if fresh:
            found[count] = owner
            count += 1
            if count == OWNERS_MOST:
                break
    return float(count)
