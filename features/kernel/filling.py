"""Bringing postings into their slots: many at once, or one into its place."""

import numpy as np

from features.kernel import layout as L
from features.kernel.arrays import Ints
from features.kernel.index import enter, find
from features.kernel.windows import place
from riskdesk.core.jit import allocating_kernel, kernel


@kernel
def _sum_up(p: Ints, start: int, first: int, end: int) -> None:
    """Bring the running sums and maxima of a slot up to date from posting `first` on."""
    for i in range(first, end):
        opened = 1 if p[L.P_N, i] > 0 else 0
        if i == start:
            for k in range(3):
                p[L.P_SUM0 + k, i] = p[L.P_V0 + k, i]
            p[L.P_OPENED, i] = opened
            p[L.P_MAX_SEQ, i] = p[L.P_SEQ, i]
            p[L.P_MAX_KNOWN, i] = p[L.P_KNOWN, i]
        else:
            for k in range(3):
                p[L.P_SUM0 + k, i] = p[L.P_SUM0 + k, i - 1] + p[L.P_V0 + k, i]
            p[L.P_OPENED, i] = p[L.P_OPENED, i - 1] + opened
            p[L.P_MAX_SEQ, i] = max(p[L.P_MAX_SEQ, i - 1], p[L.P_SEQ, i])
            p[L.P_MAX_KNOWN, i] = max(p[L.P_MAX_KNOWN, i - 1], p[L.P_KNOWN, i])


@kernel
def insert_one(p: Ints, slots: Ints, slot: int, d: Ints) -> None:
    """Put one posting, int64 of shape (D_WIDTH,), into its place in a slot that has room."""
    start = slots[slot, L.S_START]
    end = start + slots[slot, L.S_LENGTH]
    at = place(p, start, end, d[L.D_FIELDS + L.P_EFFECTIVE], d[L.D_FIELDS + L.P_SEQ])
    later = d[L.D_LATER]
    for i in range(end, at, -1):
        for k in range(L.P_SUM0):
            p[k, i] = p[k, i - 1]
        p[L.P_LATER, i] = p[L.P_LATER, i - 1] + 2 * later
    for k in range(L.P_SUM0):
        p[k, at] = d[L.D_FIELDS + k]
    before = p[L.P_LATER, at - 1] >> 1 if at > start else 0
    p[L.P_LATER, at] = 2 * (before + later) + later
    slots[slot, L.S_LENGTH] += 1
    _sum_up(p, start, at, end + 1)


@kernel
def insert_many(p: Ints, slots: Ints, index: Ints, d: Ints, begin: int) -> int:
    """Put postings on their way, int64 of shape (m, D_WIDTH), into their places one after the other.

    Returns
    -------
    int
        The first posting that found no slot of its key, or no room there; m where all found it.
    """
    for i in range(begin, len(d)):
        slot = find(index, d[i, L.D_TABLE], d[i, L.D_KEY])
        if slot < 0 or slots[slot, L.S_LENGTH] == slots[slot, L.S_CAPACITY]:
            return i
        insert_one(p, slots, slot, d[i])
    return len(d)


@kernel
def assign_slots(d: Ints, begin: int, index: Ints, count: int, slot_of: Ints) -> tuple[int, int]:
    """Give each posting from `begin` on the slot of its (table, key), a new one where it has none.

    Returns
    -------
    tuple of int
        The first posting that found the index half full, or the number of postings; slots so far.
    """
    table = -1
    key = 0
    slot = -1
    for i in range(begin, d.shape[0]):
        if 2 * count >= index.shape[0]:
            return i, count
        if d[i, L.D_TABLE] != table or d[i, L.D_KEY] != key:
            table = d[i, L.D_TABLE]
            key = d[i, L.D_KEY]
            slot = find(index, table, key)
            if slot < 0:
                slot = count
                enter(index, table, key, slot)
                count += 1
        slot_of[i] = slot
    return d.shape[0], count


@kernel
def _sort_slot(moments: Ints, rows: Ints, start: int, end: int, spare: Ints) -> None:
    """Sort `rows` of a slot by the moments of their postings; equal moments stay in order of `seq`.

    Runs that stand in order are merged: a slot that was written in order costs one look.
    """
    width = 1
    ordered = True
    for i in range(start + 1, end):
        if moments[rows[i]] < moments[rows[i - 1]]:
            ordered = False
            break
    while not ordered and width < end - start:
        for low in range(start, end, 2 * width):
            middle = min(low + width, end)
            high = min(low + 2 * width, end)
            i = low
            j = middle
            for k in range(low, high):
                if i < middle and (j >= high or moments[rows[i]] <= moments[rows[j]]):
                    spare[k] = rows[i]
                    i += 1
                else:
                    spare[k] = rows[j]
                    j += 1
        for k in range(start, end):
            rows[k] = spare[k]
        width *= 2


@allocating_kernel
def fill(p: Ints, slots: Ints, d: Ints, slot_of: Ints) -> None:
    """Copy postings, which come in order of `seq`, into their slots, sort and sum them up.

    Parameters
    ----------
    p
        Filled; int64 of shape (P_WIDTH, at least m).
    slots
        Where each slot begins and how many postings it gets, int64 of shape (slots, S_WIDTH).
    d
        Postings on their way, int64 of shape (m, D_WIDTH).
    slot_of
        The slot of each, int64 of shape (m,).
    """
    m = d.shape[0]
    at = slots[:, L.S_START].copy()
    rows = np.empty(m, np.int64)
    for i in range(m):
        rows[at[slot_of[i]]] = i
        at[slot_of[i]] += 1
    moments = np.empty(m, np.int64)
    for i in range(m):
        moments[i] = d[i, L.D_FIELDS + L.P_EFFECTIVE]
    spare = np.empty(m, np.int64)
    for slot in range(slots.shape[0]):
        start = slots[slot, L.S_START]
        end = start + slots[slot, L.S_LENGTH]
        _sort_slot(moments, rows, start, end, spare)
        for i in range(start, end):
            row = rows[i]
            for k in range(L.P_SUM0):
                p[k, i] = d[row, L.D_FIELDS + k]
            later = d[row, L.D_LATER]
            before = p[L.P_LATER, i - 1] >> 1 if i > start else 0
            p[L.P_LATER, i] = 2 * (before + later) + later
        _sum_up(p, start, start, end)
