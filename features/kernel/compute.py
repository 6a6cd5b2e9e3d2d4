"""The one dispatch: queries and postings in, vectors out, for one row or a million.

A program is an int64 array with a row for each feature, its columns named `PROGRAM_`.
Compositions refer to rows before them.
"""

from typing import Final

import numpy as np

from features.kernel import amounts, compositions, duplicates, hours, ops, parties, paying, rhythm, splits
from features.kernel import layout as L
from features.kernel.arrays import Floats, Ints
from features.kernel.tables import TABLE_COUNT
from features.kernel.windows import measure, place
from riskdesk.core.jit import kernel

PROGRAM_OP: Final = 0
PROGRAM_TABLE: Final = 1
PROGRAM_WINDOW: Final = 2
"""Microseconds; of a ratio its integer scale."""
PROGRAM_A: Final = 3
PROGRAM_B: Final = 4
PROGRAM_OTHER: Final = 5
"""Column of the query that names the counterparty, or 0."""
PROGRAM_PLACE: Final = 6
"""`PLACE_ORDER` or `PLACE_PAYMENT` where it means something only there, else -1."""
PROGRAM_KEY: Final = 7
"""Column of the query that holds the table's key, or 0 where no table is read."""
PROGRAM_WIDTH: Final = 8

LIMITS_ORDER: Final = 0
LIMITS_PAYMENT: Final = 1


@kernel
def _special(p: Ints, start: int, end: int, row: Ints, other: int, limits: Ints, q: Ints) -> float:
    op = row[PROGRAM_OP]
    window = row[PROGRAM_WINDOW]
    a = row[PROGRAM_A]
    if op >= ops.OP_FIRST_PAID:
        return paying.of_paid(p, start, end, q, op, a)
    if op == ops.OP_HOUR_SURPRISE:
        return np.nan if q[L.Q_HOUR] == L.NEVER else hours.hour_surprise(p, start, end, q)
    if op == ops.OP_SPLIT_PARTS:
        return splits.split_parts(p, start, end, q, window, other, limits, a)
    if op == ops.OP_SPLIT_RATIO:
        return splits.split_ratio(p, start, end, q, window, other, limits)
    if op == ops.OP_AMOUNT_JUMP:
        return amounts.amount_jump(p, start, end, q)
    if op == ops.OP_SAME_TAG:
        return duplicates.same_tag(p, start, end, q, window)
    if op == ops.OP_SAME_AMOUNT:
        return duplicates.same_amount(p, start, end, q, window)
    if op == ops.OP_PARTS_SUM:
        return duplicates.parts_sum(p, start, end, q, window)
    if op == ops.OP_FIRST_USE:
        return parties.first_use(p, start, end, q, other)
    if op == ops.OP_CHANGE_ALONE:
        return parties.change_alone(p, start, end, q, window)
    if op == ops.OP_CHANGE_BY_REQUESTER:
        return parties.change_by_requester(p, start, end, q, window)
    if op == ops.OP_OTHER_OWNERS:
        return parties.other_owners(p, start, end, q, other, a)
    if op == ops.OP_HABIT_BREAK:
        return rhythm.habit_break(p, start, end, q, a)
    if op == ops.OP_COUNT_ABOVE:
        return rhythm.count_above(p, start, end, q, window, a)
    if op == ops.OP_REVERSED_SHARE:
        return rhythm.reversed_share(p, start, end, q, window)
    if op == ops.OP_NUMBER_PAID:
        return duplicates.number_paid(p, start, end, q, window)
    if op == ops.OP_NUMBER_BILLED:
        return duplicates.number_billed(p, start, end, q, window)
    if op == ops.OP_BLIND_REPEAT:
        return duplicates.blind_repeat(p, start, end, q, window)
    return rhythm.burst(p, start, end, q, window)


@kernel
def find_ends(p: Ints, slots: Ints, q: Ints, bounds: Ints) -> None:
    """Fill `bounds[table]` with the slot's first posting and the query's place in it."""
    for table in range(TABLE_COUNT):
        slot = q[L.Q_SLOTS + table]
        if slot < 0:
            bounds[table, 0] = 0
            bounds[table, 1] = 0
        else:
            start = slots[slot, L.S_START]
            bounds[table, 0] = start
            bounds[table, 1] = place(p, start, start + slots[slot, L.S_LENGTH], q[L.Q_AS_OF], q[L.Q_SEQ])


@kernel
def _value(p: Ints, bounds: Ints, row: Ints, limits: Ints, q: Ints, out: Floats) -> float:
    """Return one feature of one query; NaN out of its place, without its key or its counterparty."""
    op = row[PROGRAM_OP]
    if row[PROGRAM_PLACE] >= 0 and row[PROGRAM_PLACE] != q[L.Q_PLACE]:
        return np.nan
    if op in (ops.OP_QUERY, ops.OP_FLAG) or ops.OP_HOUR <= op < ops.OP_FIRST_SPECIAL:
        return compositions.of_query(op, row[PROGRAM_A], q, limits)
    if ops.OP_QUERY < op < ops.OP_FIRST_SPECIAL:
        return compositions.of_rows(op, row[PROGRAM_A], row[PROGRAM_B], row[PROGRAM_WINDOW], q, out)
    other: int = L.NOBODY
    if row[PROGRAM_OTHER] > 0:
        other = int(q[row[PROGRAM_OTHER]])
    if q[row[PROGRAM_KEY]] == L.NOBODY or (row[PROGRAM_OTHER] > 0 and other == L.NOBODY):
        return np.nan
    start = bounds[row[PROGRAM_TABLE], 0]
    end = bounds[row[PROGRAM_TABLE], 1]
    if op < ops.OP_QUERY:
        return measure(p, start, end, op, row[PROGRAM_WINDOW], other, q)
    return _special(p, start, end, row, other, limits, q)


@kernel
def compute(p: Ints, slots: Ints, program: Ints, limits: Ints, queries: Ints, out: Floats) -> None:
    """Compute the vector of every query.

    Parameters
    ----------
    p
        Postings, int64 of shape (P_WIDTH, m).
    slots
        int64 of shape (slots, S_WIDTH).
    program
        int64 of shape (features, PROGRAM_WIDTH).
    limits
        Approval limits in minor units, int64 of shape (2, k): orders, payments.
    queries
        int64 of shape (n, Q_WIDTH).
    out
        Filled; float64 of shape (n, features). NaN says: not known, or not of this place.
    """
    bounds = np.empty((TABLE_COUNT, 2), np.int64)
    for k in range(queries.shape[0]):
        q = queries[k]
        find_ends(p, slots, q, bounds)
        at = LIMITS_PAYMENT if q[L.Q_PLACE] == L.PLACE_PAYMENT else LIMITS_ORDER
        for f in range(program.shape[0]):
            out[k, f] = _value(p, bounds, program[f], limits[at], q, out[k])
