"""The aggregates that a definition may name: the kernel's operation, and its part of the name."""

from dataclasses import dataclass
from typing import Final

from features.kernel import ops


@dataclass(frozen=True, slots=True)
class Aggregate:
    """One aggregate.

    Parameters
    ----------
    op
        Operation of the kernel.
    suffix
        What it adds to a feature's name, or nothing.
    operands
        How many other features it is made of.
    """

    op: int
    suffix: str = ""
    operands: int = 0


AGGREGATES: Final[dict[str, Aggregate]] = {
    "count": Aggregate(ops.OP_COUNT, "count"),
    "sum": Aggregate(ops.OP_SUM, "sum"),
    "sum_second": Aggregate(ops.OP_SUM_SECOND, "sum"),
    "mean": Aggregate(ops.OP_MEAN, "mean"),
    "mean_second": Aggregate(ops.OP_MEAN_SECOND, "mean"),
    "share_second": Aggregate(ops.OP_MEAN_SECOND, "share"),
    "max": Aggregate(ops.OP_MAX, "max"),
    "max_second": Aggregate(ops.OP_MAX_SECOND, "max"),
    "state": Aggregate(ops.OP_STATE),
    "distinct": Aggregate(ops.OP_DISTINCT, "distinct"),
    "idle": Aggregate(ops.OP_DAYS_SINCE_LAST, "idle_days"),
    "age": Aggregate(ops.OP_DAYS_SINCE_FIRST, "age_days"),
    "latest": Aggregate(ops.OP_LATEST, "latest"),
    "latest_second": Aggregate(ops.OP_LATEST_SECOND, "latest"),
    "query": Aggregate(ops.OP_QUERY),
    "ratio": Aggregate(ops.OP_RATIO, operands=2),
    "difference": Aggregate(ops.OP_DIFFERENCE, operands=2),
    "total": Aggregate(ops.OP_TOTAL, operands=2),
    "per_amount": Aggregate(ops.OP_PER_AMOUNT, operands=1),
    "plus_amount": Aggregate(ops.OP_PLUS_AMOUNT, operands=1),
    "per_month": Aggregate(ops.OP_PER_MONTH, operands=2),
    "balance_dbt": Aggregate(ops.OP_BALANCE_DBT, operands=5),
    "hour": Aggregate(ops.OP_HOUR),
    "day_kind": Aggregate(ops.OP_DAY_KIND),
    "flag": Aggregate(ops.OP_FLAG),
    "below_limit": Aggregate(ops.OP_BELOW_LIMIT),
    "zeros": Aggregate(ops.OP_ROUND_AMOUNT),
    "hour_surprise": Aggregate(ops.OP_HOUR_SURPRISE, "hour_surprise", operands=1),
    "split_parts": Aggregate(ops.OP_SPLIT_PARTS, "split_parts"),
    "split_ratio": Aggregate(ops.OP_SPLIT_RATIO, "split_ratio"),
    "jump": Aggregate(ops.OP_AMOUNT_JUMP, "jump"),
    "same_tag": Aggregate(ops.OP_SAME_TAG, "count"),
    "same_amount": Aggregate(ops.OP_SAME_AMOUNT, "count"),
    "parts_sum": Aggregate(ops.OP_PARTS_SUM),
    "first_use": Aggregate(ops.OP_FIRST_USE, "first_use"),
    "alone": Aggregate(ops.OP_CHANGE_ALONE, "alone"),
    "by_requester": Aggregate(ops.OP_CHANGE_BY_REQUESTER, "by_requester"),
    "others": Aggregate(ops.OP_OTHER_OWNERS, "count"),
    "habit_break": Aggregate(ops.OP_HABIT_BREAK, "habit_break_days"),
    "count_above": Aggregate(ops.OP_COUNT_ABOVE, "count"),
    "reversed_share": Aggregate(ops.OP_REVERSED_SHARE, "share"),
    "burst": Aggregate(ops.OP_BURST, "burst"),
    "number_paid": Aggregate(ops.OP_NUMBER_PAID),
    "number_billed": Aggregate(ops.OP_NUMBER_BILLED),
    "blind_repeat": Aggregate(ops.OP_BLIND_REPEAT, "count"),
    "pay_gap": Aggregate(ops.OP_PAY_GAP),
    "paid_amount_rank": Aggregate(ops.OP_PAID_AMOUNT_RANK),
    "paid_latest_5": Aggregate(ops.OP_PAID_LATEST_5),
    "paid_latest_20": Aggregate(ops.OP_PAID_LATEST_20),
    "paid_latest_64": Aggregate(ops.OP_PAID_LATEST_64),
    "paid_similar": Aggregate(ops.OP_PAID_SIMILAR),
    "paid_nearest": Aggregate(ops.OP_PAID_NEAREST),
    "paid_weekday": Aggregate(ops.OP_PAID_WEEKDAY),
    "paid_payday": Aggregate(ops.OP_PAID_PAYDAY),
    "paid_nearest_payday": Aggregate(ops.OP_PAID_NEAREST_PAYDAY),
    "flag_second": Aggregate(ops.OP_LATEST_SECOND),
    "confirmed_count": Aggregate(ops.OP_SUM, "count"),
    "confirmed_share": Aggregate(ops.OP_MEAN, "share"),
    "by_approver": Aggregate(ops.OP_CHANGE_BY_APPROVER, "by_approver"),
    "to_this": Aggregate(ops.OP_CHANGE_TO_THIS, "to_this"),
    "sum_since": Aggregate(ops.OP_SUM_SINCE, "sum", operands=1),
    "idle_before": Aggregate(ops.OP_IDLE_BEFORE, "idle_days", operands=1),
    "distinct_tag": Aggregate(ops.OP_DISTINCT_TAG, "distinct"),
    "near_amount": Aggregate(ops.OP_NEAR_AMOUNT, "count"),
    "near_tag": Aggregate(ops.OP_NEAR_TAG, "count"),
    "fuzzy_tag": Aggregate(ops.OP_FUZZY_TAG, "count"),
    "alike_amount": Aggregate(ops.OP_ALIKE_AMOUNT, "count"),
    "alike_tag": Aggregate(ops.OP_ALIKE_TAG, "count"),
    "alike_parts": Aggregate(ops.OP_ALIKE_PARTS),
    "number_ordered": Aggregate(ops.OP_NUMBER_ORDERED),
    "consecutive": Aggregate(ops.OP_CONSECUTIVE, "share"),
    "round_share": Aggregate(ops.OP_ROUND_SHARE, "share"),
    "verdict_latest": Aggregate(ops.OP_VERDICT_LATEST, "latest"),
    "verdict_run": Aggregate(ops.OP_VERDICT_RUN, "run"),
    "confirmed_idle": Aggregate(ops.OP_CONFIRMED_IDLE, "idle_days"),
    "judged_amount": Aggregate(ops.OP_JUDGED_AMOUNT, "count"),
    "rate_jump": Aggregate(ops.OP_RATE_JUMP, "rate_jump"),
    "dormant_ratio": Aggregate(ops.OP_DORMANT_RATIO, "dormant_ratio"),
    "over_median": Aggregate(ops.OP_OVER_MEDIAN, "over_median"),
    "top_share": Aggregate(ops.OP_TOP_SHARE, "top_share"),
    "count_tagged": Aggregate(ops.OP_COUNT_TAGGED, "count"),
    "distinct_tagged": Aggregate(ops.OP_DISTINCT_TAGGED, "distinct"),
    "linked": Aggregate(ops.OP_LINKED, "count"),
    "sum_above": Aggregate(ops.OP_SUM_ABOVE, "sum"),
    "peak": Aggregate(ops.OP_PEAK, "peak"),
    "limit_in_force": Aggregate(ops.OP_LIMIT_IN_FORCE),
    "per_unit": Aggregate(ops.OP_PER_UNIT),
    "per_unit_second": Aggregate(ops.OP_PER_UNIT_SECOND),
    "company_share": Aggregate(ops.OP_COMPANY_SHARE, "share"),
    "company_surprise": Aggregate(ops.OP_COMPANY_SURPRISE, "surprise"),
    "weekday_surprise": Aggregate(ops.OP_WEEKDAY_SURPRISE, "weekday_surprise", operands=1),
}
