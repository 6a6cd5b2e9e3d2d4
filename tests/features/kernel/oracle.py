"""The naive oracle: what each feature is, over plain lists, with no sums kept and nothing skipped."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from features.catalogue.aggregates import AGGREGATES
from features.catalogue.feature import PLACE_NUMBER, Feature, window_us
from features.kernel import layout as L
from features.kernel.compositions import MONTH_DAYS, YEAR_DAYS
from features.kernel.tables import ENTITY_COLUMN, TABLES
from tests.features.kernel import oracle_paying
from tests.features.kernel.history import History, Posting, Query

NAN = math.nan
Rows = Sequence[Posting]


def visible(postings: Sequence[Posting], q: Query) -> Rows:
    """Return what the query sees, in order."""
    return sorted(
        p
        for p in postings
        if (p.effective, p.seq) < (q.as_of, q.seq)
        and p.seq <= q.horizon
        and p.known <= q.known_by
        and not (q.again and p.document == q.document)
    )


def within(rows: Rows, q: Query, window: int) -> Rows:
    """Return those of a window that ends at the query."""
    return [p for p in rows if window == 0 or p.effective >= q.as_of - window]


def opened(rows: Rows) -> Rows:
    """Return those that count one."""
    return [p for p in rows if p.n > 0]


def over(a: float, b: float) -> float:
    """Return a / b, NaN where b is not positive."""
    return a / b if b > 0 else NAN


def days_since(rows: Rows, q: Query, which: int) -> float:
    """Return days since one of those that count."""
    found = opened(rows)
    return (q.as_of - found[which].effective) / L.DAY if found else NAN


def standing(rows: Rows, p: Posting) -> int:
    """Return what the document that `p` opened amounts to after all that follows; 0 where `p` does not speak for it."""
    later = [r for r in rows if r.document == p.document and (r.effective, r.seq) > (p.effective, p.seq)]
    if p.n <= 0 or any(r.n > 0 for r in later) or p.n + sum(r.n for r in later) <= 0:
        return 0
    return p.v0 + sum(r.v0 for r in later)


def split(rows: Rows, other: int, limit: int) -> list[int]:
    """Return the earlier parts at or below a limit."""
    amounts = [standing(rows, p) for p in rows if p.other == other]
    return [amount for amount in amounts if 0 < amount <= limit]


def near(amount: int, limit: int, percent: int) -> bool:
    """Tell whether an amount stays at or below a limit by at most so many per cent of it."""
    return 0 < amount <= limit and 100 * (limit - amount) <= percent * limit


def split_parts(rows: Rows, q: Query, other: int, limits: Sequence[int], percent: int) -> float:
    """Return the most parts just below the limit that the amount is just below, but for its own posting."""
    run = [p for p in rows if q.tag and p.tag == q.tag and q.as_of - p.effective <= L.HOUR]
    amounts = [standing(rows, p) for p in rows if p.other == other and p not in run]
    dodged = [limit for limit in limits if near(q.amount, limit, percent)]
    return float(max((sum(near(a, limit, percent) for a in amounts) for limit in dodged), default=0))


def split_ratio(rows: Rows, q: Query, other: int, limits: Sequence[int]) -> float:
    """Return the largest sum over its limit."""
    parts = [(split(rows, other, limit), limit) for limit in limits if q.amount <= limit]
    return max(((sum(a) + q.amount) / limit for a, limit in parts if a), default=0.0)


def hour_surprise(rows: Rows, q: Query) -> float:
    """Return the surprise of the hour against the latest 500."""

    def share(hour_class: int) -> float:
        return 0.97 / 12.0 if 8 <= hour_class < 20 else 0.03 / 36.0

    kind, hour = divmod(q.hour, 24)
    steps = {0: 1.0, 1: 0.5, 23: 0.5}
    habits = opened(rows)[-500:]
    weight = sum(steps.get((p.v1 - hour) % 24, 0.0) for p in habits if p.v1 // 24 == kind)
    beside = share(24 * kind + (hour - 1) % 24) + share(24 * kind + (hour + 1) % 24)
    return -math.log((weight + 5.0 * (share(q.hour) + 0.5 * beside)) / (2.0 * (len(habits) + 5.0)))


def amount_jump(rows: Rows, q: Query) -> float:
    """Return the robust z of the amount against the latest 64."""
    logs = [math.log(max(float(p.v0), 1.0)) for p in opened(rows)[-64:]]
    if len(logs) < 5 or q.amount <= 0:
        return NAN
    middle = median(logs)
    spread = max(1.4826 * median(abs(x - middle) for x in logs), 0.1)
    return (math.log(q.amount) - middle) / spread


def same_tag(rows: Rows, q: Query) -> float:
    """Return how many carry the number and, within 1 %, the amount."""
    amounts = [standing(rows, p) for p in rows if q.tag and p.tag == q.tag]
    return float(sum(a > 0 and abs(a - q.amount) * 100 <= q.amount for a in amounts))


def same_amount(rows: Rows, q: Query) -> float:
    """Return how many have the amount."""
    return float(sum(p.v0 == q.amount and p.n > 0 and standing(rows, p) == q.amount for p in rows))


def parts_sum(rows: Rows, q: Query) -> float:
    """Return 1 where two of one number sum to a third."""
    amounts = [a for p in rows if q.tag and p.tag == q.tag and (a := standing(rows, p)) > 0][-64:]
    pairs = [(a, b) for i, a in enumerate(amounts) for j, b in enumerate(amounts) if i != j]
    return float(any(q.amount in (b - a, a + b) for a, b in pairs))


def number_paid(rows: Rows, q: Query) -> float:
    """Return what was paid under the number, with the amount."""
    return float(q.amount + sum(standing(rows, p) for p in rows if p.tag == q.tag)) if q.tag else 0.0


def number_billed(rows: Rows, q: Query) -> float:
    """Return the largest bill under the number; a credit is no bill."""
    return float(max([0, *(p.v0 for p in opened(rows) if q.tag and p.tag == q.tag)]))


def blind_repeat(rows: Rows, q: Query, window: int) -> float:
    """Return whether the amount came once in a year, in the window and not in the last hour, no number on either."""
    if q.tag or q.flags & L.FLAG_RECURRING:
        return 0.0
    year = within(rows, q, 365 * L.DAY)
    same = [p for p in year if p.tag == 0 and p.n > 0 and p.v0 == q.amount == standing(rows, p) > 0]
    return float(len(same) == 1 and L.HOUR < q.as_of - same[0].effective <= window)


def habit_break(rows: Rows, recent: int) -> float:
    """Return the mean of the latest less the median of 64."""
    delays = [float(p.v1) for p in opened(rows)[-64:]]
    return NAN if len(delays) < 2 * recent else sum(delays[-recent:]) / recent - median(delays)


def burst(rows: Rows, q: Query, window: int) -> float:
    """Return movements of the window against those normal for the key."""
    moved = opened(rows)
    now = within(moved, q, window)
    past = [p for p in within(moved, q, 90 * L.DAY) if p not in now]
    known = q.as_of - moved[0].effective if moved else L.DAY
    known = max(min(known, 90 * L.DAY), L.DAY)
    return (len(now) + 2.0) / (len(past) * (window / known) + 1.0)


def others(rows: Rows, own: int, kind: int) -> float:
    """Return how many other counterparties there are, at most 16."""
    return float(min(len({p.other for p in rows if kind in (0, p.v0)} - {own, 0}), 16))


def latest(rows: Rows) -> Posting | None:
    """Return the latest that counts one."""
    return opened(rows)[-1] if opened(rows) else None


def by_requester(rows: Rows, q: Query) -> float:
    """Return whether the latest change was made by who requests now."""
    change = latest(rows)
    return NAN if change is None else float(change.other != 0 and change.other == q.keys.get("requester", 0))


def zeros(amount: int) -> float:
    """Return the trailing zeros of whole hundreds."""
    digits = str(amount)
    return 0.0 if amount <= 0 else float(min(max(len(digits) - len(digits.rstrip("0")) - 2, 0), 9))


def paid_tail(rows: Rows) -> Rows:
    """Return the latest 128 that count one, the latest first."""
    return opened(rows)[-128:][::-1]


@dataclass(frozen=True)
class Case:
    """All that a feature's value may depend on."""

    feature: Feature
    query: Query
    limits: Sequence[int]
    operands: Sequence[float] = ()
    rows: Sequence[Posting] = ()
    other: int = 0


def paid(case: Case) -> float:
    """Return one statistic of one selection of payments."""
    days = oracle_paying.days_of(case.feature.aggregate, paid_tail(case.rows), case.query)
    return oracle_paying.statistic(days, case.feature.number)


ROW_VALUES: dict[str, Callable[[Case], float]] = {
    "ratio": lambda c: over(c.operands[0] * c.feature.number, c.operands[1]),
    "difference": lambda c: c.operands[0] - c.operands[1],
    "total": lambda c: c.operands[0] + c.operands[1],
    "per_amount": lambda c: over(c.query.amount, c.operands[0]),
    "plus_amount": lambda c: c.query.amount + c.operands[0],
    "per_month": lambda c: (
        NAN
        if math.isnan(c.operands[1])
        else c.operands[0] * MONTH_DAYS / max(min(c.operands[1], YEAR_DAYS), MONTH_DAYS)
    ),
    "balance_dbt": lambda c: over(
        15.0 * c.operands[1] + 30.0 * (c.operands[2] + c.operands[3] + c.operands[4]), c.operands[0]
    ),
}

QUERY_VALUES: dict[str, Callable[[Case], float]] = {
    "query": lambda c: (
        c.query.amount
        if c.feature.number == L.Q_AMOUNT
        else (NAN if c.query.terms == L.NEVER else c.query.terms)
    ),
    "hour": lambda c: NAN if c.query.hour == L.NEVER else c.query.hour % 24,
    "day_kind": lambda c: NAN if c.query.hour == L.NEVER else c.query.hour // 24,
    "flag": lambda c: float(bool(c.query.flags & c.feature.number)),
    "below_limit": lambda c: min(
        [(x - c.query.amount) / x for x in c.limits if c.query.amount <= x], default=1.0
    ),
    "zeros": lambda c: zeros(c.query.amount),
}

# rows: seen within the window (and with the counterparty, for plain aggregates)
TABLE_VALUES: dict[str, Callable[[Case], float]] = {
    "count": lambda c: float(sum(p.n for p in c.rows)),
    "sum": lambda c: float(sum(p.v0 for p in c.rows)),
    "state": lambda c: float(sum(p.v0 for p in c.rows)),
    "sum_second": lambda c: float(sum(p.v1 for p in c.rows)),
    "mean": lambda c: over(float(sum(p.v0 for p in c.rows)), sum(p.n for p in c.rows)),
    "mean_second": lambda c: over(float(sum(p.v1 for p in c.rows)), sum(p.n for p in c.rows)),
    "share_second": lambda c: over(float(sum(p.v1 for p in c.rows)), sum(p.n for p in c.rows)),
    "max": lambda c: float(max((p.v0 for p in opened(c.rows)), default=NAN)),
    "max_second": lambda c: float(max((p.v1 for p in opened(c.rows)), default=NAN)),
    "distinct": lambda c: float(len({p.other for p in [p for p in opened(c.rows) if p.other][-512:]})),
    "idle": lambda c: days_since(c.rows, c.query, -1),
    "age": lambda c: days_since(c.rows, c.query, 0),
    "hour_surprise": lambda c: NAN if c.query.hour == L.NEVER else hour_surprise(c.rows, c.query),
    "split_parts": lambda c: (
        0.0
        if c.query.flags & L.FLAG_RECURRING
        else split_parts(c.rows, c.query, c.other, c.limits, c.feature.number)
    ),
    "split_ratio": lambda c: (
        0.0 if c.query.flags & L.FLAG_RECURRING else split_ratio(c.rows, c.query, c.other, c.limits)
    ),
    "jump": lambda c: amount_jump(c.rows, c.query),
    "same_tag": lambda c: same_tag(c.rows, c.query),
    "same_amount": lambda c: 0.0 if c.query.flags & L.FLAG_RECURRING else same_amount(c.rows, c.query),
    "parts_sum": lambda c: parts_sum(c.rows, c.query),
    "first_use": lambda c: float(not any(p.other == c.other for p in opened(c.rows))),
    "alone": lambda c: float(change.v0) if (change := latest(c.rows)) else NAN,
    "by_requester": lambda c: by_requester(c.rows, c.query),
    "others": lambda c: others(c.rows, c.other, c.feature.number),
    "number_paid": lambda c: number_paid(c.rows, c.query),
    "number_billed": lambda c: number_billed(c.rows, c.query),
    "blind_repeat": lambda c: blind_repeat(c.rows, c.query, window_us(c.feature.window)),
    "habit_break": lambda c: habit_break(c.rows, c.feature.number),
    "count_above": lambda c: float(sum(p.v1 > c.feature.number for p in opened(c.rows))),
    "reversed_share": lambda c: over(sum(p.n < 0 for p in c.rows), len(opened(c.rows))),
    "burst": lambda c: burst(c.rows, c.query, window_us(c.feature.window)),
    "pay_gap": lambda c: oracle_paying.pay_gap(paid_tail(c.rows)),
    "paid_amount_rank": lambda c: oracle_paying.amount_rank(paid_tail(c.rows), c.query),
    **{name: paid for name in AGGREGATES if name.startswith("paid_") and name != "paid_amount_rank"},
}
WHOLE_HISTORY = {"blind_repeat", "burst"}
"""Aggregates that cut the window themselves."""
OWN_COUNTERPARTY = {"split_parts", "split_ratio", "first_use", "others"}
"""Aggregates that look at the counterparty themselves."""


def value(f: Feature, history: History, q: Query, known: dict[str, float], limits: Sequence[int]) -> float:
    """Return one feature as of the query."""
    if f.place != "any" and PLACE_NUMBER[f.place] != q.place:
        return NAN
    if f.operands:
        return ROW_VALUES[f.aggregate](Case(f, q, limits, [known[name] for name in f.operands]))
    if f.table is None:
        return QUERY_VALUES[f.aggregate](Case(f, q, limits))
    key = q.keys.get(TABLES[f.table].entity, 0)
    other = q.keys.get(f.other, 0) if f.other else 0
    if key == 0 or (f.other and other == 0):
        return NAN
    rows = visible(history.get((int(f.table), key), ()), q)
    if f.aggregate not in WHOLE_HISTORY:
        rows = within(rows, q, window_us(f.window))
    if other and f.aggregate not in OWN_COUNTERPARTY:
        rows = [p for p in rows if p.other == other]
    return TABLE_VALUES[f.aggregate](Case(f, q, limits, (), rows, other))


def vector(
    features: Sequence[Feature], history: History, q: Query, limits: Sequence[Sequence[int]]
) -> list[float]:
    """Return the whole vector as of the query."""
    assert set(ENTITY_COLUMN) >= set(q.keys)
    known: dict[str, float] = {}
    at = limits[1] if q.place == L.PLACE_PAYMENT else limits[0]
    for feature in features:
        known[feature.name] = value(feature, history, q, known, at)
    return list(known.values())
