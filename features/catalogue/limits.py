"""Credit as limits see it: exposure within the horizon, use of the limit in force, overdue, peak, concentration."""

from functools import partial
from typing import Final

from features.catalogue.balances import CREDIT
from features.catalogue.compose import composed
from features.catalogue.feature import Feature, Role
from features.kernel.tables import Table
from riskdesk.core.i18n import Text

_ORDER: Final[tuple[Role, ...]] = ("order_anomaly",)
_HORIZON = "SAP credit management: orders due beyond a horizon are left out of the dynamic check"
_U8 = "U8 credit check: total + current document - limit"
_OVERDUE = "company manuals: overdue count and amount of the last 1, 3, 6 and 12 months"
_MONTHS: Final = {30: "1", 90: "3", 180: "6", 365: "12"}

_customer = partial(Feature, "customer", models=CREDIT)


def _late_amount(days: int) -> Feature:
    return _customer(
        "paid_late_amount",
        "sum_above",
        f"{days}d",
        text=Text(
            zh=f"近{_MONTHS[days]}个月（{days}天）逾期才付的金额", en=f"amount paid late in {days} days"
        ),
        unit="money",
        reason="late_payer",
        table=Table.CUSTOMER_PAID,
        number=0,
        source=_OVERDUE,
    )


def _late_count(days: int) -> Feature:
    return _customer(
        "paid_late",
        "count_above",
        f"{days}d",
        text=Text(
            zh=f"近{_MONTHS[days]}个月（{days}天）逾期才付款的次数",
            en=f"payments that came late in {days} days",
        ),
        unit="count",
        reason="late_payer",
        table=Table.CUSTOMER_PAID,
        number=0,
        source=_OVERDUE,
    )


LIMITS: Final[tuple[Feature, ...]] = (
    _customer("open_near_amount", "state", table=Table.CUSTOMER_OPEN_NEAR, reason="high_exposure", text=Text(zh="信用检查期内到期交货、尚未开票的金额", en="ordered, not yet billed and due within the horizon"), unit="money", source=_HORIZON),
    composed("near_exposure_amount", "total", operands=("customer_open_near_amount", "customer_receivable_amount"), reason="high_exposure", text=Text(zh="信用检查期内的信用占用", en="exposure within the horizon"), unit="money", source=_HORIZON),
    _customer("limit_amount", "limit_in_force", table=Table.CUSTOMER_LIMIT, reason="limit_use", text=Text(zh="人工设定且仍有效的信用额度", en="credit limit that a person set, while in force"), unit="money", source=_U8),
    composed("limit_used_share", "ratio", number=1, operands=("customer_exposure_amount", "customer_limit_amount"), reason="limit_use", text=Text(zh="额度使用率（不含本单）", en="share of its limit in use, without this order"), unit="share", direction=1, source=_U8),
    composed("limit_near_used_share", "ratio", number=1, operands=("customer_near_exposure_amount", "customer_limit_amount"), reason="limit_use", text=Text(zh="检查期内的额度使用率", en="share of its limit in use within the horizon"), unit="share", direction=1, source=_HORIZON),
    Feature("order", "limit_used_share", "ratio", number=1, operands=("order_exposure_amount", "customer_limit_amount"), reason="limit_use", text=Text(zh="额度使用率（含本单）", en="share of its limit in use with this order"), unit="share", direction=1, place="order", models=_ORDER, source=_U8),
    _late_count(30),
    _late_count(90),
    *(_late_amount(days) for days in _MONTHS),
    _customer("receivable_amount", "peak", "365d", table=Table.CUSTOMER_RECEIVABLE, reason="high_exposure", text=Text(zh="近一年应收余额的最高点", en="highest receivables of a year"), unit="money", source="company manuals: highest credit"),
    composed("receivable_peak_share", "ratio", number=1, operands=("customer_receivable_amount", "customer_receivable_amount_peak_365d"), reason="high_exposure", text=Text(zh="当前应收占近一年最高点的比例", en="receivables now over the highest of a year"), unit="share"),
    composed("order_count_trend_90d", "ratio", number=4, operands=("customer_order_count_90d", "customer_order_count_365d"), reason="sales_change", text=Text(zh="近90天订单数与近一年季均之比", en="number of orders of 90 days against the quarterly mean of a year"), unit="ratio"),
    composed("invoice_amount_trend_90d", "ratio", number=4, operands=("customer_invoice_amount_sum_90d", "customer_invoice_amount_sum_365d"), reason="sales_change", text=Text(zh="近90天开票金额与近一年季均之比", en="amount billed in 90 days against the quarterly mean of a year"), unit="ratio"),
    _customer("order_amount", "max", "365d", table=Table.CUSTOMER_ORDER, reason="lumpy_trade", text=Text(zh="近365天最大一笔订单", en="largest order of 365 days"), unit="money"),
    composed("largest_order_share_365d", "ratio", number=1, operands=("customer_order_amount_max_365d", "customer_order_amount_sum_365d"), reason="lumpy_trade", text=Text(zh="近365天最大一笔订单占订单金额的比例", en="largest order as a share of the orders of 365 days"), unit="share"),
    _customer("salesperson", "top_share", "365d", table=Table.CUSTOMER_ORDER, reason="lumpy_trade", text=Text(zh="近365天最近64笔订单中同一销售员的最大占比", en="largest share of one salesperson in its latest 64 orders of 365 days"), unit="share"),
    _customer("dispute_amount", "sum", "365d", table=Table.CUSTOMER_DISPUTE, reason="disputes", text=Text(zh="近365天有争议的金额", en="disputed in 365 days by amount"), unit="money", direction=1),
    composed("paid_latest_5_over_ninth_decile_days", "difference", operands=("customer_paid_latest_5_delay_days_mean", "customer_paid_latest_64_delay_days_ninth_decile"), reason="habit_break", text=Text(zh="最近5次付款平均比自身九分位数晚的天数", en="days that the latest 5 payments came later than its own ninth decile"), unit="days", direction=1, source="broken pattern: pays later than its own habit"),
    composed("paid_idle_per_gap", "ratio", number=1, operands=("customer_paid_idle_days", "customer_pay_gap_days"), reason="habit_break", text=Text(zh="距上次付款天数与自身付款间隔之比", en="days since the latest payment over its own gap between payments"), unit="ratio", source="broken pattern: pays later than its own habit"),
)  # fmt: skip
