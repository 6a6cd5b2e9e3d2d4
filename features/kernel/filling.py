"""Bringing postings into their slots: all at once, or some into their places among those that stand there."""

import numpy as np

from features.kernel import layout as L
from features.kernel.arrays import Ints
from features.kernel.index import enter, find
from features.kernel.windows import place
from riskdesk.core.jit import allocating_kernel, kernel


@kernel
def _sum_up(p: Ints, start: int, first: int, end: int) -> None:
    """Bring the running sums, counts and maxima of a slot up to date from posting `first` on.

    Column by column: a slot stands in memory so. `P_LATER` holds at least its lowest bit.
    """
    for k in range(3):
        total = p[L.P_SUM0 + k, first - 1] if first > start else 0
        for i in range(first, end):
            total += p[L.P_V0 + k, i]
            p[L.P_SUM0 + k, i] = total
    later = p[L.P_LATER, first - 1] >> 1 if first > start else 0
    opened = p[L.P_OPENED, first - 1] if first > start else 0
    for i in range(first, end):
        own = p[L.P_LATER, i] & 1
        later += own
        p[L.P_LATER, i] = 2 * later + own
        opened += 1 if p[L.P_N, i] > 0 else 0
        p[L.P_OPENED, i] = opened
    seq = p[L.P_MAX_SEQ, first - 1] if first > start else p[L.P_SEQ, first]
    known = p[L.P_MAX_KNOWN, first - 1] if first > start else p[L.P_KNOWN, first]
    for i in range(first, end):
        seq = max(seq, p[L.P_SEQ, i])
        p[L.P_MAX_SEQ, i] = seq
        known = max(known, p[L.P_KNOWN, i])
        p[L.P_MAX_KNOWN, i] = known


@kernel
def _insert_run(p: Ints, slots: Ints, slot: int, d: Ints, begin: int, end: int, at: Ints) -> None:
    """Put postings `begin` to `end` of one key, which stand in order, into their places in a slot that has room.

    What stands behind them is moved once, however many they are. `at` is room for the work.
    """
    start = slots[slot, L.S_START]
    old = start + slots[slot, L.S_LENGTH]
    for j in range(begin, end):
        at[j] = place(p, start, old, d[j, L.D_FIELDS + L.P_EFFECTIVE], d[j, L.D_FIELDS + L.P_SEQ])
    for k in range(L.P_SUM0 + 1):
        column = k if k < L.P_SUM0 else L.P_LATER
        high = old
        for j in range(end - 1, begin - 1, -1):
            by = j - begin + 1
            for i in range(high - 1, at[j] - 1, -1):
                p[column, i + by] = p[column, i]
            high = at[j]
            p[column, high + by - 1] = d[j, L.D_FIELDS + k]
    slots[slot, L.S_LENGTH] += end - begin
    _sum_up(p, start, at[begin], old + end - begin)


@kernel
def _end_of_run(d: Ints, begin: int) -> int:
    """Return the first posting from `begin` on that is another key's."""
    end = begin + 1
    while end < len(d) and d[end, L.D_TABLE] == d[begin, L.D_TABLE] and d[end, L.D_KEY] == d[begin, L.D_KEY]:
        end += 1
    return end


@kernel
def insert_many(p: Ints, slots: Ints, index: Ints, d: Ints, begin: int, at: Ints) -> int:
    """Put postings on their way, int64 of shape (m, D_WIDTH), into their places.

    Those of a slot stand together, in order of (moment, `seq`), and are one step. `at`, of shape (m,), is room
    for the work.

    Returns
    -------
    int
        The first posting that found no slot of its key, or no room there for all of its step; m where all found it.
    """
    while begin < len(d):
        slot = find(index, d[begin, L.D_TABLE], d[begin, L.D_KEY])
        if slot < 0:
            return begin
        end = _end_of_run(d, begin)
        if slots[slot, L.S_LENGTH] + end - begin > slots[slot, L.S_CAPACITY]:
            return begin
        _insert_run(p, slots, slot, d, begin, end, at)
        begin = end
    return begin


@kernel
def move_together(p: Ints, slots: Ints, order: Ints) -> int:
    """Move slots to the front, without a gap between them; return how many columns they take.

    Parameters
    ----------
    p
        Postings, int64 of shape (P_WIDTH, m).
    slots
        int64 of shape (slots, S_WIDTH).
    order
        Slots by where they begin, int64 of shape (slots,).
    """
    to = 0
    for n in range(order.shape[0]):
        slot = order[n]
        start = slots[slot, L.S_START]
        for k in range(L.P_WIDTH):
            for i in range(slots[slot, L.S_LENGTH]):
                p[k, to + i] = p[k, start + i]
        slots[slot, L.S_START] = to
        to += slots[slot, L.S_CAPACITY]
    return to


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
            p[L.P_LATER, i] = d[row, L.D_LATER]
        _sum_up(p, start, start, end)
