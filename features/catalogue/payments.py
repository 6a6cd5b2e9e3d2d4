"""A payment against its payee's own history: size, pace, duplicates, splits, dormancy."""

from functools import partial
from typing import Final

from features.catalogue.feature import Feature, Role, Unit
from features.kernel.tables import Table
from riskdesk.core.i18n import Text

ANOMALY: Final[tuple[Role, ...]] = ("payment_anomaly",)
_DUPLICATE = "duplicate, exact and relaxed; two parts that sum to one"
_FICTITIOUS = "fictitious supplier: first invoice soon after creation, one person, no order"


_payee = partial(Feature, "payee", table=Table.PAYEE_PAYMENT, place="payment", models=ANOMALY)


def _split(aggregate: str, hours: int, unit: Unit, text: Text) -> Feature:
    whole = Text(zh=f"{hours}小时内{text.zh}", en=f"{text.en} in {hours} hours")
    return _payee(
        "payment",
        aggregate,
        f"{hours}h",
        reason="split_payment",
        text=whole,
        unit=unit,
        other="requester",
        direction=1,
    )


_PARTS = Text(
    zh="同一收款方、同一申请人合计越过限额的较早付款数",
    en="earlier payments, same payee and requester, past a limit together",
)
_RATIO = Text(
    zh="同一收款方、同一申请人合计金额与限额之比",
    en="sum with earlier payments, same payee and requester, over the limit",
)

PAYMENTS: Final[tuple[Feature, ...]] = (
    _payee("invoice_repeated", "same_tag", "365d", reason="duplicate_payment", text=Text(zh="近365天同一发票号、金额相近的付款数", en="payments of the same invoice number and like amount in 365 days"), source=_DUPLICATE, direction=1, unit="count"),
    _payee("amount_repeated", "same_amount", "30d", reason="duplicate_payment", text=Text(zh="近30天金额相同的付款数", en="payments of the same amount in 30 days"), source=_DUPLICATE, direction=1, unit="count"),
    _payee("amount_repeated", "same_amount", "90d", reason="duplicate_payment", text=Text(zh="近90天金额相同的付款数", en="payments of the same amount in 90 days"), source=_DUPLICATE, direction=1, unit="count"),
    _payee("invoice_parts", "parts_sum", "365d", reason="duplicate_payment", text=Text(zh="同一发票号的两笔合计等于第三笔", en="two payments of the same invoice number sum to a third"), unit="flag", source=_DUPLICATE, direction=1),
    _payee("", "age", "", reason="fictitious_supplier", text=Text(zh="收款方建档以来天数", en="days since the payee was registered"), table=Table.PAYEE_PROFILE, unit="days", direction=-1, source=_FICTITIOUS),
    _payee("registered", "alone", "", reason="fictitious_supplier", text=Text(zh="收款方由一人建档、无人复核", en="the payee was registered by one person alone"), table=Table.PAYEE_PROFILE, unit="flag", source=_FICTITIOUS, direction=1),
    _payee("bill", "count", "365d", reason="fictitious_supplier", text=Text(zh="近365天收到的发票数", en="its bills in 365 days"), table=Table.PAYEE_BILL, source=_FICTITIOUS, unit="count"),
    _payee("bill_ordered", "share_second", "365d", reason="fictitious_supplier", text=Text(zh="近365天有采购订单的发票占比", en="share of its bills of 365 days with a purchase order"), table=Table.PAYEE_BILL, unit="share", direction=-1, source=_FICTITIOUS),
    _payee("payment", "age", "", reason="payment_volume", text=Text(zh="首次付款以来天数", en="days since its first payment"), unit="days", direction=-1),
    _payee("payment", "idle", "", reason="dormant_active", text=Text(zh="距上次付款天数", en="days since its latest payment"), unit="days", source="dormant 180 days, then active"),
    _payee("payment", "count", "365d", reason="payment_volume", text=Text(zh="近365天付款数", en="its payments in 365 days"), unit="count"),
    _payee("payment_amount", "sum", "365d", reason="payment_volume", text=Text(zh="近365天付款金额", en="its payments of 365 days by amount"), unit="money"),
    _payee("payment_amount", "mean", "365d", reason="amount_jump", text=Text(zh="近365天平均付款金额", en="its mean payment in 365 days"), unit="money"),
    Feature(
        "payment",
        "amount_per_payee_mean",
        "per_amount",
        text=Text(zh="本次金额与该收款方平均付款之比", en="its amount over the payee's mean payment"),
        unit="ratio",
        reason="amount_jump",
        operands=("payee_payment_amount_mean_365d",),
        place="payment",
        models=ANOMALY,
    ),
    _payee("payment_amount", "jump", "", reason="amount_jump", text=Text(zh="本次金额偏离该收款方习惯的程度（稳健 z）", en="its amount against the payee's own, robust z"), unit="score"),
    _payee("payment", "burst", "7d", reason="frequency_jump", text=Text(zh="该收款方近7天频率与自身常态之比", en="the payee's payments of 7 days against its normal"), unit="ratio", direction=1),
    _split("split_parts", 36, "count", _PARTS),
    _split("split_parts", 72, "count", _PARTS),
    _split("split_ratio", 36, "ratio", _RATIO),
    _split("split_ratio", 72, "ratio", _RATIO),
    _payee("payment_returned", "reversed_share", "365d", reason="returned_payments", text=Text(zh="近365天付款被退回的比例", en="share of its payments of 365 days that were returned"), unit="share", direction=1),
)  # fmt: skip
