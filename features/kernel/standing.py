"""What a document amounts to after all that was done to it since it was opened."""

from features.kernel import layout as L
from features.kernel.arrays import Ints
from features.kernel.windows import seen
from riskdesk.core.jit import kernel


@kernel
def standing(p: Ints, i: int, end: int, q: Ints) -> int:
    """Return the amount of the document that posting `i` opened, as it stands at the query.

    Amendments are added; 0 where `i` opened nothing, is not seen, or its document was taken
    back (cancelled, returned) or opened again by a later posting, which then speaks for it.
    """
    if p[L.P_N, i] <= 0 or not seen(p, i, q):
        return 0
    amount: int = p[L.P_V0, i]
    if p[L.P_LATER, i] & 1 == 0 and p[L.P_LATER, end - 1] >> 1 == p[L.P_LATER, i] >> 1:
        return amount  # it is of its document's first event, and no event that follows is not of its own's
    count: int = p[L.P_N, i]
    for j in range(i + 1, end):
        if p[L.P_DOCUMENT, j] == p[L.P_DOCUMENT, i] and seen(p, j, q):
            if p[L.P_N, j] > 0:
                return 0
            amount += p[L.P_V0, j]
            count += p[L.P_N, j]
    return amount if count > 0 else 0


@kernel
def is_withdrawal(p: Ints, i: int, q: Ints) -> bool:
    """Tell whether posting `i`, of payments by payee, account or namesake, withdraws one before it was paid."""
    taken_back = q[L.Q_PLACE] == L.PLACE_PAYMENT and p[L.P_N, i] < 0
    return bool(taken_back and p[L.P_V1, i] & L.FLAG_WITHDRAWN != 0)


@kernel
def was_withdrawn(p: Ints, i: int, end: int, q: Ints) -> bool:
    """Tell whether the document of posting `i` was withdrawn after it."""
    found = False
    for j in range(i + 1, end):
        if p[L.P_DOCUMENT, j] == p[L.P_DOCUMENT, i] and is_withdrawal(p, j, q) and seen(p, j, q):
            found = True
    return found
