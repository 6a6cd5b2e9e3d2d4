"""Which facts stand behind a reason: the postings that a measure saw, latest first."""

from typing import Final

from features.kernel import layout as L
from features.kernel.arrays import Ints
from features.kernel.duplicates import is_same_amount, is_same_tag
from features.kernel.standing import is_withdrawal, standing
from features.kernel.windows import place, seen, window_start
from riskdesk.core.jit import kernel

MATCH_MOVED: Final = 0
MATCH_STANDING: Final = 1
MATCH_REVERSED: Final = 2
MATCH_SAME_TAG: Final = 3
MATCH_SAME_AMOUNT: Final = 4


@kernel
def _matches(p: Ints, i: int, end: int, q: Ints, match: int) -> bool:
    if match == MATCH_STANDING:
        return standing(p, i, end, q) > 0
    if match == MATCH_SAME_TAG:
        return is_same_tag(p, i, end, q)
    if match == MATCH_SAME_AMOUNT:
        return is_same_amount(p, i, end, q)
    if match == MATCH_REVERSED:
        return p[L.P_N, i] < 0 and not is_withdrawal(p, i, q) and seen(p, i, q)
    return p[L.P_N, i] > 0 and seen(p, i, q)


@kernel
def find_evidence(
    p: Ints, slots: Ints, q: Ints, table: int, window_us: int, other: int, match: int, out: Ints
) -> int:
    """Write (moment, seq) of the latest matching postings into `out`; return how many.

    Parameters
    ----------
    p, slots, q
        As `compute` takes them; one query.
    table, window_us, other
        Where to look; a window of 0 is all of history, a counterparty of 0 is any.
    match
        One of the `MATCH_` numbers.
    out
        int64 of shape (most, 2).
    """
    slot = q[L.Q_SLOTS + table]
    if slot < 0:
        return 0
    start = slots[slot, L.S_START]
    end = place(p, start, start + slots[slot, L.S_LENGTH], q[L.Q_AS_OF], q[L.Q_SEQ])
    count = 0
    for i in range(end - 1, window_start(p, start, end, q, window_us) - 1, -1):
        if count == out.shape[0]:
            break
        if (other == 0 or p[L.P_OTHER, i] == other) and _matches(p, i, end, q, match):
            out[count, 0] = p[L.P_EFFECTIVE, i]
            out[count, 1] = p[L.P_SEQ, i]
            count += 1
    return count
