"""The naive oracle of duplicates: exact, relaxed, mistyped, at payees whose names are alike, judged before."""

import re
from collections.abc import Callable
from itertools import permutations

from features.kernel import layout as L
from features.kernel.numbers import ALPHABET
from tests.features.kernel.history import Posting
from tests.features.kernel.oracle_rows import Case, Rows, opened, recurs, standing, together, within

_LOOKS = str.maketrans("OILSBZ", "011582")


def same_tag(c: Case) -> float:
    """Return how many carry the number and, within 1 %, the amount."""
    q = c.query
    amounts = [standing(c.rows, p) for p in c.rows if q.tag and p.tag == q.tag]
    return float(sum(a > 0 and abs(a - q.amount) * 100 <= q.amount for a in amounts))


def same_amount(c: Case) -> float:
    """Return how many others have the amount."""
    if c.query.flags & L.FLAG_RECURRING:
        return 0.0
    same = [p for p in opened(c.rows) if p.v0 == c.query.amount == standing(c.rows, p)]
    return float(sum(not recurs(p, c.query) and not together(p, c.query) for p in same))


def parts_sum(c: Case) -> float:
    """Return 1 where two of one number sum to a third."""
    q = c.query
    amounts = [a for p in c.rows if q.tag and p.tag == q.tag and (a := standing(c.rows, p)) > 0][-64:]
    return float(any(q.amount in (b - a, a + b) for a, b in permutations(amounts, 2)))


def number_paid(c: Case) -> float:
    """Return what was paid under the number, with the amount."""
    q = c.query
    return float(q.amount + sum(standing(c.rows, p) for p in c.rows if p.tag == q.tag)) if q.tag else 0.0


def number_billed(c: Case) -> float:
    """Return the largest bill under the number; a credit is no bill."""
    q = c.query
    return float(max([0, *(p.v0 for p in opened(c.rows) if q.tag and p.tag == q.tag)]))


def blind_repeat(c: Case) -> float:
    """Return whether the amount came once in a year, in the window, apart, no number on either."""
    q = c.query
    if q.tag or q.flags & L.FLAG_RECURRING:
        return 0.0
    year = within(c.rows, q, 365 * L.DAY)
    same = [p for p in year if p.tag == 0 and p.n > 0 and p.v0 == q.amount == standing(c.rows, p) > 0]
    if len(same) != 1:
        return 0.0
    age = q.as_of - same[0].effective
    apart = same[0].mark != q.mark if q.mark and same[0].mark else age > L.HOUR
    return float(apart and age <= c.window)


def candidates(c: Case, apart: int) -> Rows:
    """Return those that opened, and still stand for, an amount this near."""
    if c.query.flags & L.FLAG_RECURRING:
        return []

    def is_near(amount: int) -> bool:
        return abs(amount - c.query.amount) <= apart

    found = [p for p in c.rows if is_near(p.v0) and standing(c.rows, p) > 0 and is_near(standing(c.rows, p))]
    return [p for p in found if not recurs(p, c.query) and not together(p, c.query)]


def elsewhere(p: Posting, c: Case) -> bool:
    """Tell whether it went to another payee."""
    return p.other not in (0, c.query.keys.get("payee", 0))


def near_tag(c: Case) -> float:
    """Return how many candidates carry the number."""
    return float(sum(c.query.tag == p.tag != 0 for p in candidates(c, c.feature.number)))


def fuzzy_tag(c: Case) -> float:
    """Return how many candidates carry a number that is a slip away."""
    return float(sum(is_slip(p.tag, c.query.tag) for p in candidates(c, c.feature.number)))


def alike_amount(c: Case) -> float:
    """Return how many candidates within 3 % went elsewhere."""
    return float(sum(elsewhere(p, c) for p in candidates(c, 3 * c.query.amount // 100)))


def alike_tag(c: Case) -> float:
    """Return how many of the number went elsewhere."""
    if c.query.flags & L.FLAG_RECURRING:
        return 0.0
    same = [p for p in c.rows if c.query.tag == p.tag != 0 and elsewhere(p, c)]
    return float(sum(standing(c.rows, p) > 0 for p in same))


def alike_parts(c: Case) -> float:
    """Return 1 where two of the latest 64 and the query make one sum, one of them elsewhere."""
    if c.query.flags & L.FLAG_RECURRING:
        return 0.0
    found = [
        p for p in c.rows if standing(c.rows, p) > 0 and not recurs(p, c.query) and not together(p, c.query)
    ]
    pairs = [(a, b) for a, b in permutations(found[-64:], 2) if elsewhere(a, c) or elsewhere(b, c)]
    sums = [(standing(c.rows, a), standing(c.rows, b)) for a, b in pairs]
    return float(any(c.query.amount in (a + b, b - a) for a, b in sums))


def text_of(code: int) -> str:
    """Return the number of a packed code, the empty text for none and for a hash."""
    signs = ""
    while code > 0:
        code, sign = divmod(code, 37)
        signs = ("?" + ALPHABET)[sign] + signs
    return signs[-12:]


def follows(later: str, earlier: str) -> bool:
    """Tell whether the digits at the end are one more."""
    a, b = (re.fullmatch(r"(.*?)(\d+)", number) for number in (later, earlier))
    return bool(a and b and a[1] == b[1] and int(a[2]) == int(b[2]) + 1)


def is_slip(one: int, other: int) -> bool:
    """Tell whether two numbers are a slip apart."""
    a, b = text_of(one), text_of(other)
    if a == b or follows(a, b) or follows(b, a) or min(len(a), len(b)) < 5:
        return False
    swaps = {a[:i] + a[i + 1] + a[i] + a[i + 2 :] for i in range(len(a) - 1)}
    less: Callable[[str], set[str]] = lambda s: {s[:i] + s[i + 1 :] for i in range(len(s))}  # noqa: E731
    return a.translate(_LOOKS) == b.translate(_LOOKS) or b in swaps or a in less(b) or b in less(a)


def judged_amount(c: Case) -> float:
    """Return how many subjects of the amount stand cleared or confirmed."""
    same = [p for p in c.rows if abs(p.v1 - c.query.amount) <= 1]
    confirmed = sum(p.v0 for p in same)
    return float(max(confirmed if c.feature.number else sum(p.n for p in same) - confirmed, 0))
