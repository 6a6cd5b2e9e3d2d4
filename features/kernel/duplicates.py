"""Near-duplicates of the payment being scored; one that was returned is no duplicate."""

from features.kernel import layout as L
from features.kernel.arrays import Ints
from features.kernel.scratch import LIST_A_AT, LIST_MOST
from features.kernel.splits import is_recurring, same_posting
from features.kernel.standing import standing
from features.kernel.windows import MEDIAN_TAIL, seen, window_start
from riskdesk.core.jit import kernel

RUN_US = L.HOUR
"""Equal payments that follow each other within this long are parts of one posting where no voucher tells."""
HABIT_US = 365 * L.DAY
"""An amount that came more than once in this long is a price, not a repetition."""


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
    if p[L.P_V0, i] != amount or p[L.P_N, i] <= 0 or not seen(p, i, q):
        return False  # an amount of 0, as what is unseen stands at, is no likeness
    return bool(standing(p, i, end, q) == amount)


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
    """Return how many earlier postings have the same amount.

    0 under a recurring contract; its postings and other parts of the query's own are left out.
    """
    if q[L.Q_FLAGS] & L.FLAG_RECURRING:
        return 0.0
    count = 0
    for i in range(window_start(p, start, end, q, window_us), end):
        if is_same_amount(p, i, end, q) and not is_recurring(p, i, q) and not same_posting(p, i, q):
            count += 1
    return float(count)


@kernel
def parts_sum(p: Ints, start: int, end: int, q: Ints, window_us: int, scratch: Ints) -> float:
    """Return 1 where the amount and an earlier one of the same number add up to a third, or it is such a third.

    Two parts that sum to one: paid once whole and once in parts. Looks at the latest 64 of that number.
    """
    if q[L.Q_TAG] == 0:
        return 0.0
    amounts = scratch[LIST_A_AT : LIST_A_AT + LIST_MOST]
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


@kernel
def number_paid(p: Ints, start: int, end: int, q: Ints, window_us: int) -> float:
    """Return what was paid under the query's number, this amount included; 0 without a number."""
    if q[L.Q_TAG] == 0:
        return 0.0
    total: int = q[L.Q_AMOUNT]
    for i in range(window_start(p, start, end, q, window_us), end):
        if p[L.P_TAG, i] == q[L.Q_TAG]:
            total += standing(p, i, end, q)
    return float(total)


@kernel
def number_billed(p: Ints, start: int, end: int, q: Ints, window_us: int) -> float:
    """Return the largest bill under the query's number, 0 where there is none of more than 0.

    The largest, not the sum: a bill that was entered a second time is no second debt.
    """
    if q[L.Q_TAG] == 0:
        return 0.0
    most = 0
    for i in range(window_start(p, start, end, q, window_us), end):
        if p[L.P_TAG, i] == q[L.Q_TAG] and p[L.P_N, i] > 0 and seen(p, i, q):
            most = max(most, p[L.P_V0, i])
    return float(most)


@kernel
def blind_repeat(p: Ints, start: int, end: int, q: Ints, window_us: int) -> float:
    """Return 1 where the same amount was paid once before and no number tells the two apart.

    Both without a number, not in one posting, no recurring contract, and not an amount that came
    more than once in a year: prices repeat.
    """
    if q[L.Q_TAG] != 0 or q[L.Q_FLAGS] & L.FLAG_RECURRING:
        return 0.0
    times = 0
    recent = 0
    for i in range(window_start(p, start, end, q, HABIT_US), end):
        if p[L.P_TAG, i] == 0 and is_same_amount(p, i, end, q):
            age = q[L.Q_AS_OF] - p[L.P_EFFECTIVE, i]
            told = q[L.Q_MARK] != 0 and p[L.P_MARK, i] != 0
            apart = p[L.P_MARK, i] != q[L.Q_MARK] if told else age > RUN_US
            times += 1
            if apart and age <= window_us:
                recent += 1
    return 1.0 if times == 1 and recent == 1 else 0.0
