"""How much falls to few: the most frequent counterparty, those who share a mark, one kind of movement."""

import numpy as np

from features.kernel import layout as L
from features.kernel.arrays import Ints
from features.kernel.scratch import LIST_A_AT, LIST_B_AT, LIST_MOST
from features.kernel.windows import MEDIAN_TAIL, seen, window_start
from riskdesk.core.jit import kernel

LINKS_MOST = 16
"""Parties that share a mark are counted up to this many."""


@kernel
def _met(found: Ints, count: int, other: int) -> int:
    """Return where `other` stands among the first `count` found, or `count`."""
    for j in range(count):
        if found[j] == other:
            return j
    return count


@kernel
def top_share(p: Ints, start: int, end: int, q: Ints, window_us: int, scratch: Ints) -> float:
    """Return the share of the most frequent counterparty in the latest 64 movements with one; NaN of none."""
    found = scratch[LIST_A_AT : LIST_A_AT + LIST_MOST]
    times = scratch[LIST_B_AT : LIST_B_AT + LIST_MOST]
    times[:] = 0
    count = 0
    looked = 0
    for i in range(end - 1, window_start(p, start, end, q, window_us) - 1, -1):
        if looked == MEDIAN_TAIL:
            break
        if p[L.P_OTHER, i] == L.NOBODY or p[L.P_N, i] <= 0 or not seen(p, i, q):
            continue
        looked += 1
        at = _met(found, count, p[L.P_OTHER, i])
        found[at] = p[L.P_OTHER, i]
        times[at] += 1
        count = max(count, at + 1)
    most = 0
    for k in range(count):
        most = max(most, times[k])
    return most / looked if looked > 0 else np.nan


@kernel
def count_tagged(p: Ints, start: int, end: int, q: Ints, window_us: int, tag: int) -> float:
    """Return how many movements of the window carry this tag."""
    count = 0
    for i in range(window_start(p, start, end, q, window_us), end):
        if p[L.P_TAG, i] == tag and p[L.P_N, i] > 0 and seen(p, i, q):
            count += 1
    return float(count)


@kernel
def distinct_tagged(p: Ints, start: int, end: int, q: Ints, window_us: int, tag: int, scratch: Ints) -> float:
    """Return how many counterparties the latest 64 movements of the window with this tag have."""
    found = scratch[LIST_A_AT : LIST_A_AT + LIST_MOST]
    count = 0
    looked = 0
    for i in range(end - 1, window_start(p, start, end, q, window_us) - 1, -1):
        if looked == MEDIAN_TAIL:
            break
        counts = p[L.P_TAG, i] == tag and p[L.P_OTHER, i] != L.NOBODY and p[L.P_N, i] > 0
        if counts and seen(p, i, q):
            looked += 1
            at = _met(found, count, p[L.P_OTHER, i])
            found[at] = p[L.P_OTHER, i]
            count = max(count, at + 1)
    return float(count)


@kernel
def linked(p: Ints, start: int, end: int, q: Ints, kind_and_bits: int, scratch: Ints) -> float:
    """Return how many parties of a kind share something of the payee's, at most 16.

    Kinds are 1 staff, 2 customer, 3 payee and 0 any; bits are 1 phone, 2 address, 4 legal person,
    8 registry id, of which one is enough, and 0 any. Source: field notes, related parties.
    """
    kind = kind_and_bits // 16
    bits = kind_and_bits % 16
    found = scratch[LIST_A_AT : LIST_A_AT + LIST_MOST]
    count = 0
    for i in range(start, end):
        fits = (kind == 0 or p[L.P_V0, i] == kind) and (bits == 0 or p[L.P_V1, i] & bits != 0)
        if not fits or p[L.P_OTHER, i] == L.NOBODY or p[L.P_N, i] <= 0 or not seen(p, i, q):
            continue
        at = _met(found, count, p[L.P_OTHER, i])
        if at < LINKS_MOST:
            found[at] = p[L.P_OTHER, i]
            count = max(count, at + 1)
    return float(count)
