"""An order against its customer's own history: size, pace, splits, exposure."""

from typing import Final

from features.catalogue.company import HOUR_SHARE, WEEKDAY_SHARE
from features.catalogue.feature import Feature, Role
from features.kernel.tables import Table
from riskdesk.core.i18n import Text

DORMANT_DAYS: Final = 180
ANOMALY: Final[tuple[Role, ...]] = ("order_anomaly",)
NEAR_PERCENT: Final = 5
"""How far below a limit a part of two still is just below it."""
NEAR_PERCENT_OF_MANY: Final = 10
"""The same of more parts: together they are less likely to be chance."""
NEAR_PERCENT_OF_WEEK: Final = 2
"""The same over a week, in which much is near a limit by chance. Source: "just below", [limit (1 - 2 %), limit)."""


def _split(aggregate: str, window: str, said: Text, number: int = 0, by: str = "salesperson") -> Feature:
    hours = _SAID[window]
    return Feature(
        "customer",
        "order" if by else "order_by_anyone",
        aggregate,
        window,
        text=Text(zh=f"{hours.zh}内{said.zh}", en=f"{said.en} in {hours.en}"),
        unit="ratio" if aggregate == "split_ratio" else "count",
        reason="split_order",
        number=number,
        table=Table.CUSTOMER_ORDER,
        other=by,
        direction=1,
        place="order",
        models=ANOMALY,
        version=3 if aggregate == "split_parts" else 2,
        source="split: the sum with the one being scored above a limit that no part passes",
    )


_SAID: Final = {
    "24h": Text(zh="24小时", en="24 hours"),
    "36h": Text(zh="36小时", en="36 hours"),
    "72h": Text(zh="72小时", en="72 hours"),
    "7d": Text(zh="7天", en="7 days"),
}


def _parts(percent: int, by: str = "salesperson") -> Text:
    zh, en = ("、同一销售员", "same customer and salesperson") if by else ("（不论销售员）", "same customer")
    return Text(
        zh=f"同一客户{zh}略低于同一审批限额（{percent}%以内）的较早订单数",
        en=f"earlier orders, {en}, at most {percent} % below the same limit",
    )


def _ratio(by: str = "salesperson") -> Text:
    zh, en = ("、同一销售员", "same customer and salesperson") if by else ("（不论销售员）", "same customer")
    return Text(zh=f"同一客户{zh}合计金额与限额之比", en=f"sum with earlier orders, {en}, over the limit")


ORDERS: Final[tuple[Feature, ...]] = (
    Feature(
        "order",
        "amount_per_customer_mean",
        "per_amount",
        text=Text(zh="本单金额与该客户平均订单之比", en="its amount over the customer's mean order"),
        unit="ratio",
        reason="amount_jump",
        operands=("customer_order_amount_mean_365d",),
        place="order",
        models=ANOMALY,
    ),
    Feature(
        "customer",
        "order_amount",
        "jump",
        text=Text(
            zh="本单金额偏离该客户习惯的程度（稳健 z）", en="its amount against the customer's own, robust z"
        ),
        unit="score",
        reason="amount_jump",
        table=Table.CUSTOMER_ORDER,
        place="order",
        models=ANOMALY,
        source="robust z (median, MAD)",
    ),
    Feature(
        "customer",
        "order",
        "hour_surprise",
        text=Text(zh="下单时点对该客户的意外程度", en="surprise of the hour for the customer"),
        unit="score",
        reason="odd_hours",
        table=Table.CUSTOMER_ORDER,
        operands=(HOUR_SHARE,),
        version=2,
        direction=1,
        place="order",
        models=ANOMALY,
    ),
    Feature(
        "customer",
        "order",
        "weekday_surprise",
        text=Text(zh="下单日对该客户的意外程度", en="surprise of the weekday for the customer"),
        unit="score",
        reason="odd_hours",
        table=Table.CUSTOMER_ORDER,
        operands=(WEEKDAY_SHARE,),
        direction=1,
        place="order",
        models=ANOMALY,
    ),
    _split("split_parts", "24h", _parts(NEAR_PERCENT), NEAR_PERCENT),
    _split("split_parts", "36h", _parts(NEAR_PERCENT), NEAR_PERCENT),
    _split("split_parts", "72h", _parts(NEAR_PERCENT_OF_MANY), NEAR_PERCENT_OF_MANY),
    _split("split_parts", "7d", _parts(NEAR_PERCENT_OF_WEEK), NEAR_PERCENT_OF_WEEK),
    _split("split_ratio", "24h", _ratio()),
    _split("split_ratio", "36h", _ratio()),
    _split("split_ratio", "72h", _ratio()),
    _split("split_ratio", "7d", _ratio()),
    _split("split_parts", "72h", _parts(NEAR_PERCENT, ""), NEAR_PERCENT, by=""),
    _split("split_ratio", "72h", _ratio(""), by=""),
    Feature(
        "customer",
        "order",
        "burst",
        "7d",
        text=Text(zh="近7天下单频率与自身90天常态之比", en="orders of 7 days against its own normal of 90"),
        unit="ratio",
        reason="frequency_jump",
        table=Table.CUSTOMER_ORDER,
        direction=1,
        place="order",
        models=ANOMALY,
        source="rate 7 d against 90 d",
    ),
    Feature(
        "customer",
        "order",
        "rate_jump",
        "7d",
        text=Text(
            zh="该客户近7天下单频率偏离前13周的程度（稳健 z）",
            en="orders of 7 days against the 13 weeks before, robust z",
        ),
        unit="score",
        reason="frequency_jump",
        table=Table.CUSTOMER_ORDER,
        direction=1,
        place="order",
        models=ANOMALY,
        source="rate 7 d against 90 d, robust (median, MAD)",
    ),
    Feature(
        "customer",
        "order",
        "dormant_ratio",
        text=Text(
            zh="沉寂180天以上后本单金额与自身均值之比（未沉寂为 0）",
            en="its amount over its own mean after 180 days without an order, else 0",
        ),
        unit="ratio",
        reason="dormant_active",
        table=Table.CUSTOMER_ORDER,
        number=DORMANT_DAYS,
        direction=1,
        place="order",
        models=ANOMALY,
        source="dormant 180 days, then a large movement",
    ),
    Feature(
        "customer",
        "salesperson_order",
        "count",
        "365d",
        text=Text(zh="近365天该客户经此销售员的订单数", en="its orders with this salesperson in 365 days"),
        unit="count",
        reason="first_contact",
        table=Table.CUSTOMER_ORDER,
        other="salesperson",
        direction=-1,
        place="order",
        models=ANOMALY,
    ),
    Feature(
        "customer",
        "salesperson",
        "first_use",
        text=Text(zh="该客户首次经此销售员下单", en="its first order with this salesperson"),
        unit="flag",
        reason="first_contact",
        table=Table.CUSTOMER_ORDER,
        other="salesperson",
        direction=1,
        place="order",
        models=ANOMALY,
    ),
    Feature(
        "order",
        "exposure_amount",
        "plus_amount",
        text=Text(zh="含本单的信用占用", en="exposure with this order"),
        unit="money",
        reason="high_exposure",
        operands=("customer_exposure_amount",),
        place="order",
        models=ANOMALY,
        source="total + current document, U8 credit check",
    ),
    Feature(
        "order",
        "exposure_months",
        "ratio",
        text=Text(zh="含本单的信用占用相当于几个月的销售", en="exposure with this order in months of sales"),
        unit="ratio",
        reason="high_exposure",
        operands=("order_exposure_amount", "customer_monthly_sales_amount"),
        number=1,
        place="order",
        models=ANOMALY,
    ),
)
