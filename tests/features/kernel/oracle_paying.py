"""The naive oracle of how a key paid what is like the invoice being asked about."""

import math
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import accumulate, pairwise
from statistics import median

from features.kernel import layout as L
from features.kernel.paying import COUNT, MEAN, MEDIAN, NINTH_DECILE
from features.kernel.weighing import DEVIATION, WEIGHT
from tests.features.kernel.history import Posting, Query
from tests.features.kernel.oracle_rows import Case

Rows = Sequence[Posting]
_QUANTILES = {-10: 0.1, -25: 0.25, -50: 0.5, -75: 0.75, -90: 0.9}


def days_of(aggregate: str, tail: Rows, q: Query) -> list[int]:
    """Return the days late of a selection."""
    if aggregate == "paid_similar":
        return [p.v1 for p in tail if abs(p.v0 - q.amount) * 4 <= q.amount]
    return [p.v1 for p in tail[: int(aggregate.rpartition("_")[2])]]


def statistic(days: list[int], number: int) -> float:
    """Return what a selection adds up to."""
    if not days and number != COUNT:
        return math.nan
    n = len(days)
    if number >= 0:
        return sum(d > number for d in days) / n
    if number in (COUNT, MEAN):
        return float(n) if number == COUNT else sum(days) / n
    middle = float(median(days))
    if number == MEDIAN:
        return middle
    if number == NINTH_DECILE:
        return float(sorted(days)[9 * n // 10])
    return sum(abs(d - middle) for d in days) / n


def pay_gap(tail: Rows) -> float:
    """Return the median of the days between runs of payments."""
    runs: list[int] = []
    for p in tail:
        if not runs or runs[-1] - p.effective >= L.DAY // 2:
            runs.append(p.effective)
    gaps = [(a - b) / L.DAY for a, b in pairwise(runs)][:16]
    return float(median(gaps)) if gaps else math.nan


def amount_rank(tail: Rows, q: Query) -> float:
    """Return the share of smaller payments."""
    return sum(p.v0 < q.amount for p in tail) / len(tail) if tail else math.nan


def days_past_due(c: Case) -> float:
    """Return the mean of days past due; the second value holds due days."""
    count = sum(p.n for p in c.rows)
    return c.query.as_of // L.DAY - sum(p.v1 for p in c.rows) / count if count > 0 else 0.0


def local_day(q: Query) -> date:
    """Return the date of the query: of the days about it the one of its weekday."""
    day = date(1970, 1, 1) + timedelta(days=q.as_of // L.DAY)
    if q.hour == L.NEVER:
        return day
    about = [day + timedelta(days=apart) for apart in range(-3, 4)]
    return next(one for one in about if one.weekday() == q.hour // 48)


def due_date(q: Query) -> date:
    """Return the date on which the query's document falls due."""
    return local_day(q) + timedelta(days=q.terms)


def weight(aggregate: str, p: Posting, q: Query) -> float:
    """Return how much a payment tells of the query's document."""
    age = min((q.as_of - p.effective) // L.DAY, 4095)
    if aggregate == "paid_recent":
        return math.pow(0.5, age / 15.0)
    likeness = math.log(max(p.v0, 1)) - math.log(max(q.amount, 1))
    if aggregate == "paid_same_amount":
        return math.exp(-0.5 * (likeness / 0.02) ** 2)
    after = (p.tag - 1 - (q.as_of + q.terms * L.DAY)) // L.DAY
    if aggregate == "paid_like":
        return math.exp(-0.5 * likeness**2) * math.pow(0.5, age / 90.0) * (1.0 if after % 7 == 0 else 0.05)
    due = due_date(q)
    apart = abs((due + timedelta(days=after)).day - due.day)
    return math.pow(0.5, age / 90.0) * math.exp(-0.5 * (min(apart, 31 - apart) / 3.0) ** 2)


def weighed(aggregate: str, number: int, tail: Rows, q: Query) -> float:
    """Return one statistic of the payments, weighed."""
    needs_terms, needs_amount = ("paid_like", "paid_monthday"), ("paid_like", "paid_same_amount")
    unknown = (aggregate in needs_terms and q.terms == L.NEVER) or (
        aggregate in needs_amount and q.amount <= 0
    )
    if unknown or not tail:
        return 0.0 if number == WEIGHT and not unknown else math.nan
    told = [(p.v1, max(weight(aggregate, p, q), 1e-9)) for p in sorted(tail, key=lambda p: p.v1)]
    whole = sum(w for _, w in told)
    if number in _QUANTILES:
        reached = zip(told, accumulate(w for _, w in told), strict=True)
        return next(float(days) for (days, _), sofar in reached if sofar >= _QUANTILES[number] * whole)
    mean = sum(w * days for days, w in told) / whole
    squares = sum(w * days * days for days, w in told) / whole
    found = {MEAN: mean, WEIGHT: whole, DEVIATION: math.sqrt(max(squares - mean * mean, 0.0))}
    return found[number] if number < 0 else sum(w for days, w in told if days > number) / whole
