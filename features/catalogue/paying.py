"""How a customer pays: days late, days beyond terms, breaks of habit."""

from typing import Final

from features.catalogue.balances import CREDIT
from features.catalogue.compose import composed
from features.catalogue.feature import Feature, Role
from features.kernel.tables import Table
from riskdesk.core.i18n import Text

_DBT = "CreditorWatch, DBT from paid invoices"


def _paid_delay(aggregate: str, days: int, zh: str, en: str) -> Feature:
    return Feature(
        "customer",
        "paid_delay_days",
        aggregate,
        f"{days}d",
        text=Text(
            zh=f"近{days}天已付发票的{zh}逾期天数", en=f"{en} days late of what was paid in {days} days"
        ),
        unit="days",
        reason="late_payer",
        table=Table.CUSTOMER_PAID,
        direction=1,
        models=CREDIT,
    )


def _late(measure: str, above: int, days: int, models: tuple[Role, ...] = ()) -> Feature:
    return Feature(
        "customer",
        measure,
        "count_above",
        f"{days}d",
        text=Text(
            zh=f"近{days}天逾期超过{above}天才付款的次数",
            en=f"payments more than {above} days late in {days} days",
        ),
        unit="count",
        reason="late_payer",
        table=Table.CUSTOMER_PAID,
        number=above,
        direction=1 if models else 0,
        models=models,
        source="company manuals: overdue count in the last 6 months",
    )


def _paid(
    measure: str, aggregate: str, days: int, table: Table, text: Text, models: tuple[Role, ...] = CREDIT
) -> Feature:
    return Feature(
        "customer",
        measure,
        aggregate,
        f"{days}d",
        text=Text(zh=f"近{days}天{text.zh}", en=f"{text.en} in {days} days"),
        unit="count" if aggregate == "count" else "money",
        reason="late_payer",
        table=table,
        models=models,
    )


PAYING: Final[tuple[Feature, ...]] = (
    _paid_delay("mean_second", 90, "平均", "mean"),
    _paid_delay("mean_second", 180, "平均", "mean"),
    _paid_delay("mean_second", 365, "平均", "mean"),
    _paid_delay("max_second", 90, "最大", "most"),
    _paid_delay("max_second", 365, "最大", "most"),
    _paid("paid", "count", 7, Table.CUSTOMER_PAID, Text(zh="付款次数", en="payments"), ("lateness",)),
    _paid("paid", "count", 180, Table.CUSTOMER_PAID, Text(zh="付款次数", en="payments")),
    _paid("paid", "count", 365, Table.CUSTOMER_PAID, Text(zh="付款次数", en="payments")),
    _late("paid_late", 0, 180, CREDIT),
    _late("paid_late", 0, 365),
    _late("paid_late_15", 15, 180, CREDIT),
    _late("paid_late_15", 15, 365),
    composed(
        "paid_late_share_365d",
        "ratio",
        operands=("customer_paid_late_count_365d", "customer_paid_count_365d"),
        text=Text(zh="近365天逾期付款的次数占比", en="share of the payments of 365 days that came late"),
        unit="share",
        reason="late_payer",
        number=1,
        direction=1,
    ),
    composed(
        "paid_late_15_share_365d",
        "ratio",
        operands=("customer_paid_late_15_count_365d", "customer_paid_count_365d"),
        text=Text(
            zh="近365天逾期超过15天付款的次数占比",
            en="share of the payments of 365 days more than 15 days late",
        ),
        unit="share",
        reason="late_payer",
        number=1,
        direction=1,
    ),
    *(
        feature
        for days in (90, 365)
        for feature in (
            _paid(
                "paid_weighted",
                "sum",
                days,
                Table.CUSTOMER_PAID_WEIGHTED,
                Text(zh="付款金额乘逾期天数之和", en="sum of amount times days late"),
                (),
            ),
            _paid(
                "paid_amount",
                "sum_second",
                days,
                Table.CUSTOMER_PAID_WEIGHTED,
                Text(zh="付款金额", en="amount paid"),
                (),
            ),
            composed(
                f"paid_dbt_days_{days}d",
                "ratio",
                operands=(f"customer_paid_weighted_sum_{days}d", f"customer_paid_amount_sum_{days}d"),
                text=Text(
                    zh=f"近{days}天按付款金额加权的超期天数（DBT）",
                    en=f"days beyond terms of what was paid in {days} days, weighted by amount",
                ),
                unit="days",
                reason="late_payer",
                number=1,
                direction=1,
                source=_DBT,
            ),
        )
    ),
    Feature(
        "customer",
        "paid",
        "habit_break",
        text=Text(
            zh="最近5次付款比自身习惯（近64次中位数）晚的天数",
            en="days that the latest 5 payments came later than its own habit (median of 64)",
        ),
        unit="days",
        reason="habit_break",
        table=Table.CUSTOMER_PAID,
        number=5,
        direction=1,
        models=CREDIT,
    ),
    Feature(
        "customer",
        "paid",
        "idle",
        text=Text(zh="距上次付款天数", en="days since the latest payment"),
        unit="days",
        reason="idle_customer",
        table=Table.CUSTOMER_PAID,
        direction=1,
        models=CREDIT,
    ),
)
