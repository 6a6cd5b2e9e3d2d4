"""The naive oracle of how a key paid what is like the invoice being asked about."""

import math
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from features.kernel import layout as L
from features.kernel.paying import COUNT, MEAN, MEDIAN, NINTH_DECILE
from tests.features.kernel.history import Posting, Query

Rows = Sequence[Posting]


def nearest(rows: Rows, amount: int) -> Rows:
    """Return the eight whose amounts are nearest by ratio, the later first."""
    ratios = [(max(p.v0 / amount, amount / p.v0), i) for i, p in enumerate(rows) if amount > 0 and p.v0 > 0]
    return [rows[i] for _, i in sorted(ratios)[:8]]


def ahead(p: Posting, q: Query) -> int:
    """Return by how many weekdays its due date lies after the query's."""
    return (p.tag - 1 - (q.as_of + q.terms * L.DAY)) // L.DAY % 7


def moved(p: Posting, q: Query) -> int:
    """Return the days late, moved to the weekday of payment."""
    return p.v1 + (ahead(p, q) + 3) % 7 - 3


def days_of(aggregate: str, tail: Rows, q: Query) -> list[int] | None:
    """Return the days late of a selection; None where no terms are known."""
    if aggregate.endswith(("weekday", "payday")) and q.terms == L.NEVER:
        return None
    if aggregate.startswith("paid_latest"):
        return [p.v1 for p in tail[: int(aggregate.rpartition("_")[2])]]
    if aggregate == "paid_similar":
        return [p.v1 for p in tail if abs(p.v0 - q.amount) * 4 <= q.amount]
    if aggregate == "paid_weekday":
        return [p.v1 for p in tail if ahead(p, q) == 0][:20]
    if aggregate == "paid_payday":
        return [moved(p, q) for p in tail[:64]]
    chosen = nearest(tail, q.amount)
    return [moved(p, q) if aggregate == "paid_nearest_payday" else p.v1 for p in chosen]


def statistic(days: list[int] | None, number: int) -> float:
    """Return what a selection adds up to."""
    if days is None or (not days and number != COUNT):
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
