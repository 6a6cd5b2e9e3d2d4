"""The persons who act: salesperson, requester, approver, each against their own history."""

from functools import partial
from typing import Final

from features.catalogue.company import HOUR_SHARE, WEEKDAY_SHARE
from features.catalogue.feature import Feature, Role
from features.kernel.tables import Table
from riskdesk.core.i18n import Text

_SELLER_MODELS: Final[tuple[Role, ...]] = ("order_anomaly",)
_PAYER_MODELS: Final[tuple[Role, ...]] = ("payment_anomaly",)

_seller = partial(Feature, "salesperson", place="order", models=_SELLER_MODELS)
_payer = partial(Feature, place="payment", models=_PAYER_MODELS)

_SALES: Final = Table.SALESPERSON_ORDER
_ASKED: Final = Table.REQUESTER_PAYMENT
_CLAIMED: Final = Table.REQUESTER_CLAIM
_APPROVED: Final = Table.APPROVER_PAYMENT

PEOPLE: Final[tuple[Feature, ...]] = (
    _seller("", "hour_surprise", "", table=_SALES, operands=(HOUR_SHARE,), version=2, reason="odd_hours", text=Text(zh="下单时点对该销售员的意外程度", en="surprise of the hour for the salesperson"), unit="score", direction=1),
    _seller("", "weekday_surprise", "", table=_SALES, operands=(WEEKDAY_SHARE,), reason="odd_hours", text=Text(zh="下单日对该销售员的意外程度", en="surprise of the weekday for the salesperson"), unit="score", direction=1),
    _seller("order_amount", "jump", "", table=_SALES, reason="amount_jump", text=Text(zh="本单金额偏离该销售员习惯的程度（稳健 z）", en="its amount against the salesperson's own, robust z"), unit="score"),
    _seller("order", "burst", "7d", table=_SALES, reason="frequency_jump", text=Text(zh="该销售员近7天频率与自身常态之比", en="the salesperson's orders of 7 days against their normal"), unit="ratio", direction=1),
    _seller("order", "rate_jump", "7d", table=_SALES, reason="frequency_jump", text=Text(zh="该销售员近7天频率偏离前13周的程度（稳健 z）", en="the salesperson's orders of 7 days against the 13 weeks before, robust z"), unit="score", direction=1),
    _seller("order", "count", "90d", table=_SALES, reason="first_contact", text=Text(zh="该销售员近90天订单数", en="the salesperson's orders in 90 days"), unit="count"),
    _seller("customer", "distinct", "90d", table=_SALES, reason="concentration", text=Text(zh="该销售员近90天的客户数", en="the salesperson's customers in 90 days"), unit="count"),
    _seller("order_cancelled", "reversed_share", "365d", table=_SALES, reason="many_cancellations", text=Text(zh="该销售员近365天订单取消率", en="share of the salesperson's orders of 365 days that were cancelled"), unit="share", direction=1),
    _seller("customer_order", "count", "90d", table=_SALES, reason="concentration", text=Text(zh="该销售员近90天与此客户的订单数", en="the salesperson's orders with this customer in 90 days"), other="customer", unit="count"),
    _seller("customer_share_90d", "ratio", operands=("salesperson_customer_order_count_90d", "salesperson_order_count_90d"), unit="share", reason="concentration", number=1, text=Text(zh="此客户占该销售员近90天订单的比例", en="this customer's share of the salesperson's orders of 90 days")),
    _payer("requester", "", "hour_surprise", "", table=_ASKED, operands=(HOUR_SHARE,), version=2, reason="odd_hours", text=Text(zh="提交时点对该申请人的意外程度", en="surprise of the hour for the requester"), unit="score", direction=1),
    _payer("requester", "", "weekday_surprise", "", table=_ASKED, operands=(WEEKDAY_SHARE,), reason="odd_hours", text=Text(zh="提交日对该申请人的意外程度", en="surprise of the weekday for the requester"), unit="score", direction=1),
    _payer("requester", "payment_amount", "jump", "", table=_ASKED, reason="amount_jump", text=Text(zh="本次金额偏离该申请人习惯的程度（稳健 z）", en="its amount against the requester's own, robust z"), unit="score"),
    _payer("requester", "payment", "burst", "7d", table=_ASKED, reason="frequency_jump", text=Text(zh="该申请人近7天频率与自身常态之比", en="the requester's payments of 7 days against their normal"), unit="ratio", direction=1),
    _payer("requester", "payment", "rate_jump", "7d", table=_ASKED, reason="frequency_jump", text=Text(zh="该申请人近7天频率偏离前13周的程度（稳健 z）", en="the requester's payments of 7 days against the 13 weeks before, robust z"), unit="score", direction=1),
    _payer("requester", "payment", "count", "90d", table=_ASKED, reason="payment_volume", text=Text(zh="该申请人近90天付款申请数", en="the requester's payments in 90 days"), unit="count"),
    _payer("requester", "payee", "distinct", "90d", table=_ASKED, reason="concentration", text=Text(zh="该申请人近90天的收款方数", en="the requester's payees in 90 days"), unit="count"),
    _payer("requester", "payee", "first_use", "", table=_ASKED, reason="first_contact", text=Text(zh="该申请人首次申请付给此收款方", en="the requester's first payment to this payee"), unit="flag", other="payee", direction=1),
    _payer("requester", "claim", "count", "30d", table=_CLAIMED, reason="many_claims", text=Text(zh="该申请人近30天报销数", en="the requester's claims in 30 days"), unit="count"),
    _payer("requester", "claim", "burst", "7d", table=_CLAIMED, reason="many_claims", text=Text(zh="该申请人近7天报销频率与自身常态之比", en="the requester's claims of 7 days against their normal"), unit="ratio", direction=1),
    _payer("approver", "payment", "count", "90d", table=_APPROVED, reason="payment_volume", text=Text(zh="该审批人近90天付款数", en="the approver's payments in 90 days"), unit="count"),
    _payer("approver", "requester_payment", "count", "90d", table=_APPROVED, reason="concentration", text=Text(zh="该审批人近90天来自此申请人的付款数", en="the approver's payments by this requester in 90 days"), other="requester", unit="count"),
    _payer("approver", "requester_share_90d", "ratio", operands=("approver_requester_payment_count_90d", "approver_payment_count_90d"), unit="share", reason="concentration", number=1, text=Text(zh="此申请人占该审批人近90天付款的比例", en="this requester's share of the approver's payments of 90 days")),
)  # fmt: skip
