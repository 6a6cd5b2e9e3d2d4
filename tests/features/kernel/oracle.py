"""The naive oracle: what each feature is, over plain lists, with no sums kept and nothing skipped."""

import math
from collections.abc import Callable, Sequence

from features.catalogue.feature import PLACE_NUMBER, Feature, window_us
from features.kernel import layout as L
from features.kernel.compositions import MONTH_DAYS, YEAR_DAYS
from features.kernel.tables import ENTITY_COLUMN, TABLES
from tests.features.kernel import (
    oracle_moments,
    oracle_pace,
    oracle_parties,
    oracle_paying,
    oracle_repeats,
    oracle_splits,
)
from tests.features.kernel.history import History, Query
from tests.features.kernel.oracle_rows import (
    NAN,
    Case,
    Rows,
    days_since,
    latest,
    opened,
    over,
    visible,
    was_withdrawn,
    withdraws,
    within,
)


def zeros(amount: int) -> float:
    """Return the trailing zeros of whole hundreds."""
    digits = str(amount)
    return 0.0 if amount <= 0 else float(min(max(len(digits) - len(digits.rstrip("0")) - 2, 0), 9))


def paid_tail(rows: Rows) -> Rows:
    """Return the latest 128 that count one, the latest first."""
    return opened(rows)[-128:][::-1]


def paid(case: Case) -> float:
    """Return one statistic of one selection of payments."""
    days = oracle_paying.days_of(case.feature.aggregate, paid_tail(case.rows), case.query)
    return oracle_paying.statistic(days, case.feature.number)


def weighed(case: Case) -> float:
    """Return one statistic of payments, weighed."""
    return oracle_paying.weighed(
        case.feature.aggregate, case.feature.number, paid_tail(case.rows), case.query
    )


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
    "hour": lambda c: NAN if c.query.hour == L.NEVER else c.query.hour % 48 % 24,
    "day_kind": lambda c: NAN if c.query.hour == L.NEVER else c.query.hour % 48 // 24,
    "flag": lambda c: float(bool(c.query.flags & c.feature.number)),
    "below_limit": lambda c: min(
        [(x - c.query.amount) / x for x in c.limits if c.query.amount <= x], default=1.0
    ),
    "zeros": lambda c: zeros(c.query.amount),
    "due_weekday": lambda c: (
        NAN if c.query.terms == L.NEVER else float(oracle_paying.due_date(c.query).weekday())
    ),
    "due_monthday": lambda c: NAN if c.query.terms == L.NEVER else float(oracle_paying.due_date(c.query).day),
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
    "confirmed_count": lambda c: float(sum(p.v0 for p in c.rows)),
    "confirmed_share": lambda c: over(float(sum(p.v0 for p in c.rows)), sum(p.n for p in c.rows)),
    "max": lambda c: float(max((p.v0 for p in opened(c.rows)), default=NAN)),
    "max_second": lambda c: float(max((p.v1 for p in opened(c.rows)), default=NAN)),
    "distinct": lambda c: float(len({p.other for p in [p for p in opened(c.rows) if p.other][-512:]})),
    "latest": lambda c: float(opened(c.rows)[-1].v0) if opened(c.rows) else NAN,
    "latest_second": lambda c: float(opened(c.rows)[-1].v1) if opened(c.rows) else NAN,
    "flag_second": lambda c: float(opened(c.rows)[-1].v1) if opened(c.rows) else NAN,
    "idle": lambda c: days_since(c.rows, c.query, -1),
    "age": lambda c: days_since(c.rows, c.query, 0),
    "hour_surprise": oracle_moments.hour_surprise,
    "weekday_surprise": oracle_moments.weekday_surprise,
    "company_share": lambda c: oracle_moments.company_share(c.rows, c.query, c.feature.number),
    "company_surprise": lambda c: -math.log(oracle_moments.company_share(c.rows, c.query, c.feature.number)),
    "split_parts": oracle_splits.split_parts,
    "split_ratio": oracle_splits.split_ratio,
    "same_tag": oracle_repeats.same_tag,
    "same_amount": oracle_repeats.same_amount,
    "parts_sum": oracle_repeats.parts_sum,
    "number_paid": oracle_repeats.number_paid,
    "number_billed": oracle_repeats.number_billed,
    "blind_repeat": oracle_repeats.blind_repeat,
    "near_amount": lambda c: float(len(oracle_repeats.candidates(c, c.feature.number))),
    "near_tag": oracle_repeats.near_tag,
    "fuzzy_tag": oracle_repeats.fuzzy_tag,
    "alike_amount": oracle_repeats.alike_amount,
    "alike_tag": oracle_repeats.alike_tag,
    "alike_parts": oracle_repeats.alike_parts,
    "judged_amount": oracle_repeats.judged_amount,
    "first_use": lambda c: float(
        not any(p.other == c.other and not was_withdrawn(c.rows, p, c.query) for p in opened(c.rows))
    ),
    "alone": lambda c: float(change.v0) if (change := latest(c.rows)) else NAN,
    "by_requester": lambda c: oracle_parties.changed_by(c, "requester"),
    "by_approver": lambda c: oracle_parties.changed_by(c, "approver"),
    "to_this": oracle_parties.changed_to_this,
    "distinct_tag": oracle_parties.distinct_tag,
    "others": lambda c: oracle_parties.others(c.rows, c.other, c.feature.number),
    "linked": oracle_parties.linked,
    "top_share": oracle_parties.top_share,
    "count_tagged": lambda c: float(sum(p.tag == c.feature.number for p in opened(c.rows))),
    "distinct_tagged": oracle_parties.distinct_tagged,
    "verdict_latest": oracle_parties.verdict_latest,
    "verdict_run": oracle_parties.verdict_run,
    "verdict_run_age": oracle_parties.verdict_run_age,
    "plain_run": lambda c: oracle_parties.verdict_run(oracle_parties.plain(c)),
    "plain_run_age": lambda c: oracle_parties.verdict_run_age(oracle_parties.plain(c)),
    "plain_share": oracle_parties.plain_share,
    "plain_confirmed_idle": oracle_parties.plain_confirmed_idle,
    "cleared_idle": oracle_parties.cleared_idle,
    "jump_count": oracle_pace.jump_count,
    "days_past_due": oracle_paying.days_past_due,
    "confirmed_idle": oracle_parties.confirmed_idle,
    "number_ordered": oracle_parties.number_ordered,
    "consecutive": oracle_parties.consecutive,
    "round_share": oracle_parties.round_share,
    "jump": oracle_pace.amount_jump,
    "habit_break": oracle_pace.habit_break,
    "burst": oracle_pace.burst,
    "rate_jump": oracle_pace.rate_jump,
    "dormant_ratio": oracle_pace.dormant_ratio,
    "over_median": oracle_pace.over_median,
    "peak": oracle_pace.peak,
    "limit_in_force": oracle_pace.limit_in_force,
    "sum_since": oracle_pace.sum_since,
    "idle_before": oracle_pace.idle_before,
    "number_held_before": oracle_pace.number_held_before,
    "count_above": lambda c: float(sum(p.v1 > c.feature.number for p in opened(c.rows))),
    "sum_above": lambda c: float(sum(p.v0 for p in opened(c.rows) if p.v1 > c.feature.number)),
    "reversed_share": lambda c: over(
        sum(p.n < 0 and not withdraws(p, c.query) for p in c.rows), len(opened(c.rows))
    ),
    "per_unit": lambda c: float(last.v0) / c.feature.number if (last := latest(c.rows)) else NAN,
    "per_unit_second": lambda c: float(last.v1) / c.feature.number if (last := latest(c.rows)) else NAN,
    "pay_gap": lambda c: oracle_paying.pay_gap(paid_tail(c.rows)),
    "paid_amount_rank": lambda c: oracle_paying.amount_rank(paid_tail(c.rows), c.query),
    **dict.fromkeys((*(f"paid_latest_{count}" for count in (5, 20, 64)), "paid_similar"), paid),
    **dict.fromkeys(("paid_recent", "paid_same_amount", "paid_like", "paid_monthday"), weighed),
}
WHOLE_HISTORY = {"plain_share", "jump_count", "blind_repeat", "burst", "rate_jump", "peak", "sum_since"}
"""Aggregates that cut the window themselves."""
OWN_COUNTERPARTY = {"split_parts", "split_ratio", "first_use", "others"}
"""Aggregates that look at the counterparty themselves."""


def value(f: Feature, history: History, q: Query, known: dict[str, float], limits: Sequence[int]) -> float:
    """Return one feature as of the query."""
    if f.place != "any" and PLACE_NUMBER[f.place] != q.place:
        return NAN
    operands = [known[name] for name in f.operands]
    if f.operands and f.table is None:
        return ROW_VALUES[f.aggregate](Case(f, q, limits, operands))
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
    return TABLE_VALUES[f.aggregate](Case(f, q, limits, operands, rows, other))


def vector(
    features: Sequence[Feature], history: History, q: Query, limits: Sequence[Sequence[int]]
) -> list[float]:
    """Return the whole vector as of the query."""
    assert set(ENTITY_COLUMN) >= set(q.keys)
    known: dict[str, float] = {}
    kind = q.flags >> L.SHIFT_PAYMENT_KIND & 3
    at = limits[{L.PLACE_PAYMENT: 1 + kind, L.PLACE_CLAIM: 2}.get(q.place, 0)]
    for feature in features:
        known[feature.name] = value(feature, history, q, known, at)
    return list(known.values())
