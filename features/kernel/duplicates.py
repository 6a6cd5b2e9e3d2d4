"""Near-duplicates of the payment being scored; one that was returned is no duplicate."""

import numpy as np

from features.kernel import layout as L
from features.kernel.arrays import Ints
from features.kernel.standing import standing
from features.kernel.windows import MEDIAN_TAIL, window_start
from riskdesk.core.jit import kernel


@kernel
def is_same_tag(p: Ints, i: int, end: int, q: Ints) -> bool:
    """Tell whether posting `i` carries the query's number and, within 1 %, its amount."""
    if q[L.Q_TAG] == 0 or p[L.P_TAG, i] != q[L.Q_TAG]:
        return False
    amount = standing(p, i, end, q)
    own: int = q[L.Q_AMOUNT]
    return amount > 0 and abs(amount - own) * 100 <= own


@kernel
def is_same_amount(p: Ints, i: int, end: int, q: Ints) -> bool:
    """Tell whether posting `i` opened a document of the query's amount, to the minor unit."""
    amount: int = q[L.Q_AMOUNT]
    return bool(p[L.P_V0, i] == amount) and standing(p, i, end, q) == amount


@kernel
def same_tag(p: Ints, start: int, end: int, q: Ints, window_us: int) -> float:
    """Return how many earlier postings carry the same normalised number and, within 1 %, the same amount."""
    count = 0
    for i in range(window_start(p, start, end, q, window_us), end):
        if is_same_tag(p, i, end, q):
            count += 1
    return float(count)


@kernel
def same_amount(p: Ints, start: int, end: int, q: Ints, window_us: int) -> float:
    """Return how many earlier postings have the same amount; 0 under a recurring contract."""
    if q[L.Q_FLAGS] & L.FLAG_RECURRING:
        return 0.0
    count = 0
    for i in range(window_start(p, start, end, q, window_us), end):
        if is_same_amount(p, i, end, q):
            count += 1
    return float(count)


@kernel
def parts_sum(p: Ints, start: int, end: int, q: Ints, window_us: int) -> float:
    """Return 1 where the amount and an earlier one of the same number add up to a third, or it is such a third.

    Two parts that sum to one: paid once whole and once in parts. Looks at the latest 64 of that number.
    """
    if q[L.Q_TAG] == 0:
        return 0.0
    amounts = np.empty(MEDIAN_TAIL, np.int64)
    n = 0
    for i in range(end - 1, window_start(p, start, end, q, window_us) - 1, -1):
        if n == MEDIAN_TAIL:
            break
        if p[L.P_TAG, i] == q[L.Q_TAG]:
            amount = standing(p, i, end, q)
            if amount > 0:
                amounts[n] = amount
                n += 1
    own = q[L.Q_AMOUNT]
    for i in range(n):
        for j in range(n):
            if i != j and (amounts[i] + own == amounts[j] or amounts[i] + amounts[j] == own):
                return 1.0
    return 0.0
