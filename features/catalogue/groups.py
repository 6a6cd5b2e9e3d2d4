"""The customer's group of companies and its industry: what they owe, and how they pay."""

from functools import partial
from typing import Final

from features.catalogue.balances import CREDIT
from features.catalogue.compose import composed
from features.catalogue.feature import Feature
from features.kernel.tables import Table
from riskdesk.core.i18n import Text

_GROUPS = "group companies, as in OCA credit control"
_THOUSAND: Final = 1_000
_MILLION: Final = 1_000_000

_group = partial(Feature, "group", reason="group_pays_late", models=CREDIT, source=_GROUPS)
_industry = partial(
    Feature, "industry", reason="industry_pays_late", table=Table.INDUSTRY_PAID, models=CREDIT
)

GROUPS: Final[tuple[Feature, ...]] = (
    _group("receivable_amount", "state", table=Table.GROUP_RECEIVABLE, text=Text(zh="所属集团的应收余额", en="billed to its group of companies and unpaid"), unit="money"),
    _group("past_due_amount", "state", table=Table.GROUP_PAST_DUE_0, text=Text(zh="所属集团逾期的应收金额", en="owed by its group of companies and past due"), unit="money", direction=1),
    Feature("group", "past_due_share", "ratio", number=1, operands=("group_past_due_amount", "group_receivable_amount"), reason="group_pays_late", models=CREDIT, text=Text(zh="所属集团应收中逾期的比例", en="share of its group's receivables that is past due"), unit="share", direction=1, source=_GROUPS),
    _group("paid_delay_days", "mean_second", "365d", table=Table.GROUP_PAID, text=Text(zh="所属集团近365天平均逾期天数", en="mean days late of its group of companies in 365 days"), unit="days", direction=1),
    _group("paid_late", "count_above", "365d", table=Table.GROUP_PAID, text=Text(zh="所属集团近365天逾期付款次数", en="payments of its group of companies that came late in 365 days"), unit="count"),
    _group("paid", "count", "365d", table=Table.GROUP_PAID, text=Text(zh="所属集团近365天付款次数", en="payments of its group of companies in 365 days"), unit="count"),
    Feature("group", "paid_late_share_365d", "ratio", number=1, operands=("group_paid_late_count_365d", "group_paid_count_365d"), reason="group_pays_late", models=CREDIT, text=Text(zh="所属集团近365天逾期付款的比例", en="share of its group's payments of 365 days that came late"), unit="share", direction=1, source=_GROUPS),
    _industry("paid_delay_days", "per_unit", number=_THOUSAND, text=Text(zh="所属行业近一年平均逾期天数", en="mean days late of its industry in a year"), unit="days"),
    _industry("paid_late_15_share", "per_unit_second", number=_MILLION, text=Text(zh="所属行业近一年逾期超过15天的付款比例", en="share of its industry's payments of a year more than 15 days late"), unit="share"),
    composed("paid_delay_over_industry_days", "difference", operands=("customer_paid_delay_days_mean_365d", "industry_paid_delay_days"), reason="industry_pays_late", text=Text(zh="近365天平均逾期天数比所属行业多的天数", en="days that it pays later than its industry, over 365 days"), unit="days", direction=1),
)  # fmt: skip
