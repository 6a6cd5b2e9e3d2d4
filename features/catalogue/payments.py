"""A payment against its payee's own history: size, pace, duplicates, splits, dormancy."""

from functools import partial
from typing import Final

from features.catalogue.feature import Feature, Role, Unit
from features.catalogue.orders import DORMANT_DAYS
from features.kernel.tables import Table
from riskdesk.core.i18n import Text

ANOMALY: Final[tuple[Role, ...]] = ("payment_anomaly",)
_DUPLICATE = "duplicate, exact and relaxed; two parts that sum to one"
NEAR_PERCENT: Final = 10
"""How far below a limit a part of two still is just below it."""
NEAR_PERCENT_OF_MANY: Final = 15
"""The same of more parts: together they are less likely to be chance."""
NEAR_PERCENT_OF_WEEK: Final = 5
"""The same over a week, in which much is near a limit by chance."""
_SPLIT = "split: the sum with the one being scored above a limit that no part passes"
_FICTITIOUS = "fictitious supplier: first invoice soon after creation, one person, no order"


_payee = partial(Feature, "payee", table=Table.PAYEE_PAYMENT, place="payment", models=ANOMALY)


def _split(aggregate: str, window: str, said: Text, number: int = 0, by: str = "requester") -> Feature:
    return _payee(
        "payment" if by else "payment_by_anyone",
        aggregate,
        window,
        reason="split_payment",
        number=number,
        version=3 if aggregate == "split_parts" else 2,
        text=_within(window, said),
        unit=_unit(aggregate),
        other=by,
        direction=1,
        source=_SPLIT,
    )


def _to_account(aggregate: str, said: Text, number: int = 0) -> Feature:
    return Feature(
        "account",
        "payment",
        aggregate,
        "72h",
        table=Table.ACCOUNT_PAYMENT,
        place="payment",
        models=ANOMALY,
        reason="split_payment",
        number=number,
        text=_within("72h", said),
        unit=_unit(aggregate),
        direction=1,
        source=_SPLIT,
    )


def _unit(aggregate: str) -> Unit:
    return "ratio" if aggregate == "split_ratio" else "count"


def _within(window: str, said: Text) -> Text:
    number, days = window[:-1], window[-1] == "d"
    return Text(
        zh=f"{number}{'天' if days else '小时'}内{said.zh}",
        en=f"{said.en} in {number} {'days' if days else 'hours'}",
    )


def _parts(percent: int, who: Text) -> Text:
    return Text(
        zh=f"{who.zh}略低于同一审批限额（{percent}%以内）的较早付款数",
        en=f"earlier payments, {who.en}, at most {percent} % below the same limit",
    )


def _ratio(who: Text) -> Text:
    return Text(zh=f"{who.zh}合计金额与限额之比", en=f"sum with earlier payments, {who.en}, over the limit")


_BY_ONE = Text(zh="同一收款方、同一申请人", en="same payee and requester")
_BY_ANYONE = Text(zh="同一收款方（不论申请人）", en="same payee, whoever requests,")
_ONE_ACCOUNT = Text(zh="同一账户（不论收款方）", en="same account, whoever the payee,")

PAYMENTS: Final[tuple[Feature, ...]] = (
    _payee("invoice_repeated", "same_tag", "365d", reason="duplicate_payment", text=Text(zh="近365天同一发票号、金额相近的付款数", en="payments of the same invoice number and like amount in 365 days"), source=_DUPLICATE, direction=1, unit="count"),
    _payee("amount_repeated", "same_amount", "30d", version=2, reason="duplicate_payment", text=Text(zh="近30天金额相同的付款数", en="payments of the same amount in 30 days"), source=_DUPLICATE, direction=1, unit="count"),
    _payee("amount_repeated", "same_amount", "90d", version=2, reason="duplicate_payment", text=Text(zh="近90天金额相同的付款数", en="payments of the same amount in 90 days"), source=_DUPLICATE, direction=1, unit="count"),
    _payee("invoice_parts", "parts_sum", "365d", reason="duplicate_payment", text=Text(zh="同一发票号的两笔合计等于第三笔", en="two payments of the same invoice number sum to a third"), unit="flag", source=_DUPLICATE, direction=1),
    _payee("number_paid_amount", "number_paid", "365d", reason="duplicate_payment", text=Text(zh="近365天该发票号下已付金额（含本次）", en="paid under this invoice number in 365 days, this one included"), source=_DUPLICATE, unit="money"),
    _payee("number_billed_amount", "number_billed", "365d", table=Table.PAYEE_BILL, reason="duplicate_payment", text=Text(zh="近365天该发票号的最大开票金额", en="the largest bill under this invoice number in 365 days"), source=_DUPLICATE, unit="money"),
    Feature("payee", "number_paid_per_billed", "ratio", operands=("payee_number_paid_amount_365d", "payee_number_billed_amount_365d"), number=1, reason="duplicate_payment", place="payment", text=Text(zh="该发票号下已付金额（含本次）与开票金额之比", en="paid under this invoice number, this one included, over what was billed"), source=_DUPLICATE, unit="ratio", direction=1, models=ANOMALY),
    _payee("amount_unnumbered", "blind_repeat", "30d", version=2, reason="duplicate_payment", text=Text(zh="近30天有一笔无发票号、金额相同的付款", en="one payment of the same amount in 30 days, neither with a number"), source=_DUPLICATE, direction=1, unit="count"),
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
    _payee("payment", "dormant_ratio", "", number=DORMANT_DAYS, reason="dormant_active", text=Text(zh="沉寂180天以上后本次金额与自身均值之比（未沉寂为 0）", en="its amount over the payee's own mean after 180 days without a payment, else 0"), unit="ratio", direction=1, source="dormant 180 days, then a large movement"),
    _payee("payment", "rate_jump", "7d", reason="frequency_jump", text=Text(zh="该收款方近7天频率偏离前13周的程度（稳健 z）", en="the payee's payments of 7 days against the 13 weeks before, robust z"), unit="score", direction=1, source="rate 7 d against 90 d, robust (median, MAD)"),
    _payee("payment", "burst", "7d", reason="frequency_jump", text=Text(zh="该收款方近7天频率与自身常态之比", en="the payee's payments of 7 days against its normal"), unit="ratio", direction=1),
    _split("split_parts", "24h", _parts(NEAR_PERCENT, _BY_ONE), NEAR_PERCENT),
    _split("split_parts", "36h", _parts(NEAR_PERCENT, _BY_ONE), NEAR_PERCENT),
    _split("split_parts", "72h", _parts(NEAR_PERCENT_OF_MANY, _BY_ONE), NEAR_PERCENT_OF_MANY),
    _split("split_parts", "7d", _parts(NEAR_PERCENT_OF_WEEK, _BY_ONE), NEAR_PERCENT_OF_WEEK),
    _split("split_ratio", "24h", _ratio(_BY_ONE)),
    _split("split_ratio", "36h", _ratio(_BY_ONE)),
    _split("split_ratio", "72h", _ratio(_BY_ONE)),
    _split("split_ratio", "7d", _ratio(_BY_ONE)),
    _split("split_parts", "72h", _parts(NEAR_PERCENT, _BY_ANYONE), NEAR_PERCENT, by=""),
    _split("split_ratio", "72h", _ratio(_BY_ANYONE), by=""),
    _to_account("split_parts", _parts(NEAR_PERCENT, _ONE_ACCOUNT), NEAR_PERCENT),
    _to_account("split_ratio", _ratio(_ONE_ACCOUNT)),
    _payee("payment_returned", "reversed_share", "365d", reason="returned_payments", text=Text(zh="近365天付款被退回的比例", en="share of its payments of 365 days that were returned"), unit="share", direction=1),
)  # fmt: skip
