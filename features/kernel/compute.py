"""The one dispatch: queries and postings in, vectors out, for one row or a million.

A program is an int64 array with a row for each feature, its columns named `PROGRAM_`.
Compositions refer to rows before them.
"""

from typing import Final

import numpy as np

from features.kernel import compositions, ops
from features.kernel import layout as L
from features.kernel.arrays import Floats, Ints
from features.kernel.dispatch import special
from features.kernel.scratch import forget, new_scratch
from features.kernel.tables import TABLE_COUNT
from features.kernel.windows import measure, place, window_start
from riskdesk.core.jit import kernel

PROGRAM_OP: Final = 0
PROGRAM_TABLE: Final = 1
PROGRAM_WINDOW: Final = 2
"""Microseconds; of a ratio its integer scale."""
PROGRAM_A: Final = 3
PROGRAM_B: Final = 4
"""Row of an operand; a feature of a table has at most this one."""
PROGRAM_OTHER: Final = 5
"""Column of the query that names the counterparty, or 0."""
PROGRAM_PLACE: Final = 6
"""`PLACE_ORDER` or `PLACE_PAYMENT` where it means something only there, else -1."""
PROGRAM_KEY: Final = 7
"""Column of the query that holds the table's key, or 0 where no table is read."""
PROGRAM_WIDTH: Final = 8

LIMITS_ORDER: Final = 0
LIMITS_PAYMENT: Final = 1
"""From here on one row a kind of payment: supplier, expense, refund, salary."""
LIMITS_CLAIM: Final = 2


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
def limits_of(q: Ints) -> int:
    """Return which row of the limits is the query's."""
    if q[L.Q_PLACE] == L.PLACE_PAYMENT:
        kind: int = q[L.Q_FLAGS] >> L.SHIFT_PAYMENT_KIND & 3
        return LIMITS_PAYMENT + kind
    return LIMITS_CLAIM if q[L.Q_PLACE] == L.PLACE_CLAIM else LIMITS_ORDER


@kernel
def _vector(p: Ints, bounds: Ints, program: Ints, limits: Ints, q: Ints, out: Floats, scratch: Ints) -> None:
    """Fill one vector; NaN out of a feature's place, without its key or its counterparty.

    Windows of one table and length stand together in the catalogue's areas: their first posting is
    looked up once for neighbours.
    """
    low_table = -1
    low_window = -1
    low = 0
    for f in range(program.shape[0]):
        where = program[f, PROGRAM_PLACE]
        if where >= 0 and where != q[L.Q_PLACE]:
            out[f] = np.nan
            continue
        op = program[f, PROGRAM_OP]
        a = program[f, PROGRAM_A]
        b = program[f, PROGRAM_B]
        window = program[f, PROGRAM_WINDOW]
        if ops.OP_QUERY <= op < ops.OP_FIRST_SPECIAL:
            if op == ops.OP_QUERY or op == ops.OP_FLAG or op >= ops.OP_HOUR:  # noqa: PLR1714 -- a tuple is slow
                out[f] = compositions.of_query(op, a, q, limits)
            else:
                out[f] = compositions.of_rows(op, a, b, window, q, out)
            continue
        other = L.NOBODY
        if program[f, PROGRAM_OTHER] > 0:
            other = int(q[program[f, PROGRAM_OTHER]])
            if other == L.NOBODY:
                out[f] = np.nan
                continue
        if q[program[f, PROGRAM_KEY]] == L.NOBODY:
            out[f] = np.nan
            continue
        table = program[f, PROGRAM_TABLE]
        start = bounds[table, 0]
        end = bounds[table, 1]
        if op < ops.OP_QUERY:
            if table != low_table or window != low_window:
                low = window_start(p, start, end, q, window)
                low_table = table
                low_window = window
            out[f] = measure(p, start, low, end, op, other, q, scratch)
        else:
            out[f] = special(op, p, start, end, q, window, a, float(out[b]), other, limits, scratch)


@kernel
def _compute_in_order(
    p: Ints,
    slots: Ints,
    program: Ints,
    limits: Ints,
    queries: Ints,
    out: Floats,
    order: Ints,
    bounds: Ints,
    scratch: Ints,
) -> None:
    """Compute them in this order; `bounds` of shape (tables, 2) and `scratch` are room for the work."""
    for at in range(order.shape[0]):
        k = order[at]
        q = queries[k]
        find_ends(p, slots, q, bounds)
        forget(scratch)
        _vector(p, bounds, program, limits[limits_of(q)], q, out[k], scratch)


def compute_in_order(
    p: Ints, slots: Ints, program: Ints, limits: Ints, queries: Ints, out: Floats, order: Ints
) -> None:
    """Compute the vectors of the queries that `order` names; see `compute`.

    Queries of one key after the other find its postings in the cache.
    """
    bounds = np.empty((TABLE_COUNT, 2), np.int64)
    _compute_in_order(p, slots, program, limits, queries, out, order, bounds, new_scratch())


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
        Approval limits in minor units, int64 of shape (5, k): orders, then each kind of payment.
    queries
        int64 of shape (n, Q_WIDTH).
    out
        Filled; float64 of shape (n, features). NaN says: not known, or not of this place.
    """
    compute_in_order(p, slots, program, limits, queries, out, np.arange(queries.shape[0]))
