"""Payments on a customer's account: the payer's own pace, size and payees, and how busy the payee is."""

from functools import partial
from typing import Final

from features.catalogue.feature import Feature, Role
from features.kernel.tables import Table
from riskdesk.core.i18n import Text

_ANOMALY: Final[tuple[Role, ...]] = ("payment_anomaly",)
_SOURCE = "Fraud Detection Handbook, chapter 3: count and mean amount of a customer over 1, 7 and 30 days"
_DAYS: Final = (1, 7, 30)

_payer = partial(
    Feature, "customer", reason="payer_volume", table=Table.CUSTOMER_PAYMENT, place="payment", models=_ANOMALY, source=_SOURCE
)  # fmt: skip


def _over(days: int) -> Text:
    return Text(zh=f"近{days}天", en=f"{days} days" if days > 1 else "a day")


PAYERS: Final[tuple[Feature, ...]] = (
    *(_payer("payment", "count", f"{d}d", text=Text(zh=f"{_over(d).zh}由该客户账户付出的笔数", en=f"payments on the customer's account in {_over(d).en}"), unit="count") for d in _DAYS),
    *(_payer("payment_amount", "mean", f"{d}d", text=Text(zh=f"{_over(d).zh}由该客户账户付出的平均金额", en=f"mean payment on the customer's account in {_over(d).en}"), unit="money") for d in _DAYS),
    *(_payer("payee", "distinct", f"{d}d", text=Text(zh=f"{_over(d).zh}该客户账户付给的收款方数", en=f"payees paid on the customer's account in {_over(d).en}"), unit="count") for d in _DAYS),
    _payer("payment_amount", "over_median", text=Text(zh="本次金额与该客户账户付款中位数之比", en="its amount over the median payment on the customer's account"), unit="ratio", source="amount jump: robust, by the median"),
    _payer("payment_amount", "jump", text=Text(zh="本次金额偏离该客户账户习惯的程度（稳健 z）", en="its amount against the customer's own payments, robust z"), unit="score", source="robust z (median, MAD)"),
    _payer("payment", "rate_jump", "7d", text=Text(zh="该客户账户近7天付款频率偏离前13周的程度（稳健 z）", en="payments on the customer's account in 7 days against the 13 weeks before, robust z"), unit="score", direction=1, source="rate 7 d against 90 d"),
    *(_payer("payment", "jump_count", f"{d}d", number=3, direction=1, text=Text(zh=f"近{d}天由该客户账户付出的大额（超过自身中位数3倍）笔数", en=f"payments above three times its own median in {d} days"), unit="count", source="recent jumps that nobody has judged yet") for d in (3, 7, 14)),
    _payer("payee", "first_use", other="payee", text=Text(zh="该客户账户首次付给此收款方", en="first payment on the customer's account to this payee"), unit="flag", direction=1),
    *(Feature("payee", "payment", "count", f"{d}d", table=Table.PAYEE_PAYMENT, place="payment", models=_ANOMALY, reason="payment_volume", text=Text(zh=f"{_over(d).zh}付给该收款方的笔数", en=f"its payments in {_over(d).en}"), unit="count", source=_SOURCE) for d in _DAYS),
)  # fmt: skip
