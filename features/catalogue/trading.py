"""How a customer trades: how much, since when, with what trend, with what trouble."""

from typing import Final

from features.catalogue.balances import CREDIT
from features.catalogue.compose import composed
from features.catalogue.feature import Direction, Feature, Role, Unit
from features.kernel.tables import Table
from riskdesk.core.i18n import Text

_ORDERS: Final[tuple[Role, ...]] = (*CREDIT, "order_anomaly")


def _moved(
    measure: str, aggregate: str, days: int, table: Table, text: Text, models: tuple[Role, ...] = CREDIT
) -> Feature:
    return Feature(
        "customer",
        measure,
        aggregate,
        f"{days}d",
        text=Text(zh=f"近{days}天{text.zh}", en=f"{text.en} in {days} days"),
        unit="count" if aggregate == "count" else "money",
        reason="thin_history",
        table=table,
        models=models,
    )


def _days_since(measure: str, aggregate: str, table: Table, text: Text, direction: Direction) -> Feature:
    return Feature(
        "customer",
        measure,
        aggregate,
        text=text,
        unit="days",
        reason="thin_history" if aggregate == "age" else "idle_customer",
        table=table,
        direction=direction,
        models=CREDIT,
    )


def _noted(
    measure: str, aggregate: str, window: str, table: Table, text: Text, unit: Unit, reason: str
) -> Feature:
    return Feature(
        "customer",
        measure,
        aggregate,
        window,
        text=text,
        unit=unit,
        reason=reason,
        table=table,
        direction=1,
        models=CREDIT,
    )


_ORDER_AMOUNT = Text(zh="订单金额", en="orders by amount")
_ORDER_COUNT = Text(zh="订单数", en="orders")
_BILLED = Text(zh="开票金额", en="amount billed")

TRADING: Final[tuple[Feature, ...]] = (
    _moved("order_amount", "sum", 30, Table.CUSTOMER_ORDER, _ORDER_AMOUNT),
    _moved("order_amount", "sum", 90, Table.CUSTOMER_ORDER, _ORDER_AMOUNT),
    _moved("order_amount", "sum", 365, Table.CUSTOMER_ORDER, _ORDER_AMOUNT),
    _moved(
        "order_amount", "mean", 365, Table.CUSTOMER_ORDER, Text(zh="平均订单金额", en="mean order"), _ORDERS
    ),
    _moved("order", "count", 30, Table.CUSTOMER_ORDER, _ORDER_COUNT, _ORDERS),
    _moved("order", "count", 90, Table.CUSTOMER_ORDER, _ORDER_COUNT, _ORDERS),
    _moved("order", "count", 365, Table.CUSTOMER_ORDER, _ORDER_COUNT, _ORDERS),
    _moved("invoice_amount", "sum", 90, Table.CUSTOMER_INVOICE, _BILLED),
    _moved("invoice_amount", "sum", 365, Table.CUSTOMER_INVOICE, _BILLED),
    _moved("invoice", "count", 365, Table.CUSTOMER_INVOICE, Text(zh="开票张数", en="invoices")),
    _days_since(
        "registered", "age", Table.CUSTOMER_PROFILE, Text(zh="登记以来天数", en="days since registered"), 0
    ),
    _days_since(
        "order", "age", Table.CUSTOMER_ORDER, Text(zh="首次下单以来天数", en="days since the first order"), -1
    ),
    _days_since(
        "invoice",
        "age",
        Table.CUSTOMER_INVOICE,
        Text(zh="首次开票以来天数", en="days since the first invoice"),
        -1,
    ),
    _days_since(
        "order", "idle", Table.CUSTOMER_ORDER, Text(zh="距上次下单天数", en="days since the latest order"), 0
    ),
    composed(
        "order_amount_trend_30d",
        "ratio",
        operands=("customer_order_amount_sum_30d", "customer_order_amount_sum_90d"),
        text=Text(zh="近30天订单金额与近90天月均之比", en="orders of 30 days against the monthly mean of 90"),
        unit="ratio",
        reason="sales_change",
        number=3,
    ),
    composed(
        "order_amount_trend_90d",
        "ratio",
        operands=("customer_order_amount_sum_90d", "customer_order_amount_sum_365d"),
        text=Text(
            zh="近90天订单金额与近一年季均之比", en="orders of 90 days against the quarterly mean of a year"
        ),
        unit="ratio",
        reason="sales_change",
        number=4,
    ),
    composed(
        "monthly_sales_amount",
        "per_month",
        operands=("customer_invoice_amount_sum_365d", "customer_invoice_age_days"),
        text=Text(zh="近一年月均开票金额", en="average billed a month over a year"),
        unit="money",
        reason="thin_history",
        source="company manuals: average monthly sales",
    ),
    composed(
        "receivable_months",
        "ratio",
        operands=("customer_receivable_amount", "customer_monthly_sales_amount"),
        text=Text(zh="应收余额相当于几个月的销售", en="receivables in months of sales"),
        unit="ratio",
        reason="high_exposure",
        number=1,
        direction=1,
        source="JD Edwards, DSO",
    ),
    _noted(
        "dispute",
        "count",
        "365d",
        Table.CUSTOMER_DISPUTE,
        Text(zh="近365天争议发票数", en="disputes in 365 days"),
        "count",
        "disputes",
    ),
    _noted(
        "credit_note_amount",
        "sum",
        "365d",
        Table.CUSTOMER_CREDIT_NOTE,
        Text(zh="近365天红字发票金额", en="credit notes of 365 days by amount"),
        "money",
        "disputes",
    ),
    composed(
        "credit_note_share_365d",
        "ratio",
        operands=("customer_credit_note_amount_sum_365d", "customer_invoice_amount_sum_365d"),
        text=Text(
            zh="近365天红字金额占开票金额的比例", en="credit notes as a share of what was billed in 365 days"
        ),
        unit="share",
        reason="disputes",
        number=1,
        direction=1,
    ),
    _noted(
        "write_off_amount",
        "sum",
        "",
        Table.CUSTOMER_WRITE_OFF,
        Text(zh="历史坏账核销金额", en="written off, ever"),
        "money",
        "write_offs",
    ),
    _noted(
        "order_cancelled",
        "reversed_share",
        "365d",
        Table.CUSTOMER_ORDER,
        Text(zh="近365天订单取消率", en="share of the orders of 365 days that were cancelled"),
        "share",
        "many_cancellations",
    ),
    _noted(
        "salesperson",
        "distinct",
        "365d",
        Table.CUSTOMER_ORDER,
        Text(zh="近365天经手的销售员人数", en="salespeople who took its orders in 365 days"),
        "count",
        "many_salespeople",
    ),
    Feature(
        "customer",
        "registered_capital_amount",
        "max",
        text=Text(zh="注册资本（0 为未登记）", en="registered capital (0: not stated)"),
        unit="money",
        reason="thin_history",
        table=Table.CUSTOMER_PROFILE,
        models=("credit",),
        source="company manuals: registered capital 10 %",
    ),
)
