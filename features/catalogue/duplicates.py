"""A payment that repeats another: near amounts, mistyped numbers, alike payees, and what reviewers said."""

from functools import partial
from typing import Final

from features.catalogue.feature import Feature, Role
from features.kernel.tables import Table
from riskdesk.core.i18n import Text

_ANOMALY: Final[tuple[Role, ...]] = ("payment_anomaly",)
_RELAXED = "duplicate, relaxed: number normalised, amount but for 0.01, within days"
_FUZZY = "duplicate, fuzzy: number, or name from 88, within 3 % or two parts that sum to one"
_MEMORY = "duplicate: remember a reviewer's verdict for the pair"
_MINOR: Final = 1
_CLEARED, _CONFIRMED = 0, 1

_payee = partial(
    Feature,
    "payee",
    reason="duplicate_payment",
    table=Table.PAYEE_PAYMENT,
    place="payment",
    unit="count",
    models=_ANOMALY,
)
_alike = partial(
    Feature, "namesake", reason="alike_payee", table=Table.NAMESAKE_PAYMENT, place="payment", direction=1, models=_ANOMALY, source=_FUZZY
)  # fmt: skip

DUPLICATES: Final[tuple[Feature, ...]] = (
    _payee("amount_near", "near_amount", "7d", number=_MINOR, text=Text(zh="近7天金额相差不超过 0.01 的付款数", en="payments of the amount but for 0.01 in 7 days"), source=_RELAXED, direction=1),
    _payee("invoice_near", "near_tag", "90d", number=_MINOR, text=Text(zh="近90天同一发票号、金额相差不超过 0.01 的付款数", en="payments of the same invoice number and of the amount but for 0.01 in 90 days"), source=_RELAXED, direction=1),
    _payee("invoice_mistyped", "fuzzy_tag", "90d", number=_MINOR, text=Text(zh="近90天发票号仅有笔误之差、金额相同的付款数", en="payments of the amount in 90 days whose invoice number is a slip of the pen away"), source=_FUZZY, direction=1),
    _payee("amount_cleared", "judged_amount", "365d", table=Table.PAYEE_VERDICT, number=_CLEARED, text=Text(zh="近365天同一金额经复核排除可疑的次数", en="payments of the amount that reviewers cleared in 365 days"), source=_MEMORY, direction=-1),
    _payee("amount_confirmed", "judged_amount", "365d", table=Table.PAYEE_VERDICT, number=_CONFIRMED, text=Text(zh="近365天同一金额经复核确认可疑的次数", en="payments of the amount that reviewers confirmed in 365 days"), source=_MEMORY, direction=1),
    Feature("payee", "invoice_unexplained_count_365d", "difference", operands=("payee_invoice_repeated_count_365d", "payee_amount_cleared_count_365d"), reason="duplicate_payment", place="payment", text=Text(zh="近365天同号重复中未经复核排除的笔数", en="repetitions of the invoice number in 365 days less what reviewers cleared"), unit="count", source=_MEMORY, models=_ANOMALY),
    _alike("amount_alike", "alike_amount", "30d", text=Text(zh="近30天名称相近的其他收款方金额相差不超过3%的付款数", en="payments within 3 % of the amount to other payees of a like name in 30 days"), unit="count"),
    _alike("amount_alike", "alike_amount", "90d", text=Text(zh="近90天名称相近的其他收款方金额相差不超过3%的付款数", en="payments within 3 % of the amount to other payees of a like name in 90 days"), unit="count"),
    _alike("number_alike", "alike_tag", "365d", text=Text(zh="近365天名称相近的其他收款方同一发票号的付款数", en="payments of the invoice number to other payees of a like name in 365 days"), unit="count"),
    _alike("parts", "alike_parts", "90d", text=Text(zh="近90天与名称相近的其他收款方的两笔合计等于一笔", en="two payments sum to one across payees of a like name in 90 days"), unit="flag"),
)  # fmt: skip
