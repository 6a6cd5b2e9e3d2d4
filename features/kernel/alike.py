"""What is like the payment being scored, though not the same: near amounts, mistyped numbers, alike payees.

Postings under a recurring contract, and other parts of the query's own posting, are no duplicates; a query
under one has none.
"""

from features.kernel import layout as L
from features.kernel.arrays import Ints
from features.kernel.number_likeness import is_slip
from features.kernel.scratch import LIST_A_AT, LIST_B_AT, LIST_MOST
from features.kernel.splits import is_recurring, same_posting
from features.kernel.standing import standing
from features.kernel.windows import MEDIAN_TAIL, window_start
from riskdesk.core.jit import kernel

ALIKE_PERCENT = 3
"""Amounts at payees whose names are alike may differ by this much. Source: field notes, duplicate, fuzzy."""


@kernel
def _is_candidate(p: Ints, i: int, end: int, q: Ints, most_apart: int) -> bool:
    """Tell whether posting `i` opened, and still stands for, an amount this near to the query's."""
    amount = q[L.Q_AMOUNT]
    if abs(p[L.P_V0, i] - amount) > most_apart or is_recurring(p, i, q) or same_posting(p, i, q):
        return False
    stands = standing(p, i, end, q)
    return bool(stands > 0 and abs(stands - amount) <= most_apart)


@kernel
def near_amount(p: Ints, start: int, end: int, q: Ints, window_us: int, minor: int) -> float:
    """Return how many earlier postings have the amount but for so many minor units."""
    if q[L.Q_FLAGS] & L.FLAG_RECURRING:
        return 0.0
    count = 0
    for i in range(window_start(p, start, end, q, window_us), end):
        if _is_candidate(p, i, end, q, minor):
            count += 1
    return float(count)


@kernel
def near_tag(p: Ints, start: int, end: int, q: Ints, window_us: int, minor: int) -> float:
    """Return how many of those carry the query's number as well; 0 without a number."""
    if q[L.Q_FLAGS] & L.FLAG_RECURRING:
        return 0.0
    count = 0
    for i in range(window_start(p, start, end, q, window_us), end):
        if q[L.Q_TAG] != 0 and p[L.P_TAG, i] == q[L.Q_TAG] and _is_candidate(p, i, end, q, minor):
            count += 1
    return float(count)


@kernel
def fuzzy_tag(p: Ints, start: int, end: int, q: Ints, window_us: int, minor: int, scratch: Ints) -> float:
    """Return how many of those carry a number that is a slip of the pen away from the query's."""
    if q[L.Q_FLAGS] & L.FLAG_RECURRING:
        return 0.0
    count = 0
    for i in range(window_start(p, start, end, q, window_us), end):
        if _is_candidate(p, i, end, q, minor) and is_slip(p[L.P_TAG, i], q[L.Q_TAG], scratch):
            count += 1
    return float(count)


@kernel
def _is_elsewhere(p: Ints, i: int, q: Ints) -> bool:
    return bool(p[L.P_OTHER, i] != L.NOBODY and p[L.P_OTHER, i] != q[L.Q_PAYEE])


@kernel
def alike_amount(p: Ints, start: int, end: int, q: Ints, window_us: int) -> float:
    """Return how many earlier payments to another payee of a like name are within 3 % of the amount."""
    if q[L.Q_FLAGS] & L.FLAG_RECURRING:
        return 0.0
    most_apart = q[L.Q_AMOUNT] * ALIKE_PERCENT // 100
    count = 0
    for i in range(window_start(p, start, end, q, window_us), end):
        if _is_elsewhere(p, i, q) and _is_candidate(p, i, end, q, most_apart):
            count += 1
    return float(count)


@kernel
def alike_tag(p: Ints, start: int, end: int, q: Ints, window_us: int) -> float:
    """Return how many earlier payments to another payee of a like name carry the query's number."""
    if q[L.Q_FLAGS] & L.FLAG_RECURRING:
        return 0.0
    count = 0
    for i in range(window_start(p, start, end, q, window_us), end):
        same = q[L.Q_TAG] != 0 and p[L.P_TAG, i] == q[L.Q_TAG]
        if same and _is_elsewhere(p, i, q) and standing(p, i, end, q) > 0:
            count += 1
    return float(count)


@kernel
def _add_up(amounts: Ints, elsewhere: Ints, own: int) -> bool:
    """Tell whether two of the amounts, not both of the own payee, and `own` make one sum."""
    for i in range(amounts.shape[0]):
        for j in range(amounts.shape[0]):
            fits = amounts[i] + own == amounts[j] or amounts[i] + amounts[j] == own
            if fits and i != j and elsewhere[i] + elsewhere[j] > 0:
                return True
    return False


@kernel
def alike_parts(p: Ints, start: int, end: int, q: Ints, window_us: int, scratch: Ints) -> float:
    """Return 1 where a payment equals two others together, one of the three this one and one elsewhere.

    Among the latest 64 payments to payees of a like name; of the two others at least one went to
    another payee.
    """
    if q[L.Q_FLAGS] & L.FLAG_RECURRING:
        return 0.0
    amounts = scratch[LIST_A_AT : LIST_A_AT + LIST_MOST]
    elsewhere = scratch[LIST_B_AT : LIST_B_AT + LIST_MOST]
    elsewhere[:] = 0
    n = 0
    for i in range(end - 1, window_start(p, start, end, q, window_us) - 1, -1):
        if n == MEDIAN_TAIL:
            break
        stands = standing(p, i, end, q)
        if stands > 0 and not is_recurring(p, i, q) and not same_posting(p, i, q):
            amounts[n] = stands
            elsewhere[n] = 1 if _is_elsewhere(p, i, q) else 0
            n += 1
    return 1.0 if _add_up(amounts[:n], elsewhere, q[L.Q_AMOUNT]) else 0.0
