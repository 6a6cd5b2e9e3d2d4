"""Signs of a supplier that does not exist, and of one that is related to who pays it."""

from functools import partial
from typing import Final

from features.catalogue.feature import Feature, Role
from features.kernel.tables import Table
from riskdesk.core.i18n import Text

_ANOMALY: Final[tuple[Role, ...]] = ("payment_anomaly",)
_FICTITIOUS = "fictitious supplier: first invoice soon after creation, one person, no order, round amounts"
_RELATED = (
    "related parties: phone, address or legal person equals an employee's, a customer's, another supplier's"
)
_REGISTRY = "GB 32100-2015: check digit of the unified social credit code"
_STAFF, _CUSTOMER, _SUPPLIER = 16, 32, 48
_PHONE, _ADDRESS, _LEGAL_PERSON, _REGISTRY_ID = 1, 2, 4, 8

_sign = partial(
    Feature, "payee", reason="fictitious_supplier", place="payment", models=_ANOMALY, source=_FICTITIOUS
)
_bill = partial(_sign, table=Table.PAYEE_BILL)


def _link(measure: str, number: int, zh: str, en: str) -> Feature:
    return Feature(
        "payee",
        f"linked_{measure}",
        "linked",
        text=Text(zh=zh, en=en),
        unit="count",
        reason="related_by_master",
        table=Table.PAYEE_LINK,
        number=number,
        direction=1,
        place="payment",
        models=_ANOMALY,
        source=_RELATED,
    )


SUPPLIERS: Final[tuple[Feature, ...]] = (
    _bill("bill", "age", text=Text(zh="首张发票以来天数", en="days since its first bill"), unit="days", direction=-1),
    _sign("first_bill_after_days", "difference", operands=("payee_age_days", "payee_bill_age_days"), text=Text(zh="建档到首张发票的天数", en="days from its registration to its first bill"), unit="days"),
    _bill("number_ordered", "number_ordered", "365d", text=Text(zh="所付发票是否有采购订单", en="whether the bill being paid has a purchase order"), unit="flag", direction=-1),
    _sign("false_registry_id", "flag_second", table=Table.PAYEE_PROFILE, text=Text(zh="统一社会信用代码校验不符", en="its registry id fails the check digit"), unit="flag", direction=1, source=_REGISTRY),
    _bill("bill_consecutive", "consecutive", text=Text(zh="最近10张发票中号码相连的比例", en="share of its latest ten bills whose number follows the one before"), unit="share", direction=1),
    _bill("bill_round", "round_share", text=Text(zh="最近10张发票中金额为整千的比例", en="share of its latest ten bills that are multiples of a thousand"), unit="share", direction=1),
    _sign("payment_round", "round_share", table=Table.PAYEE_PAYMENT, text=Text(zh="最近10笔付款中金额为整千的比例", en="share of its latest ten payments that are multiples of a thousand"), unit="share", direction=1),
    _sign("requester", "top_share", "365d", table=Table.PAYEE_PAYMENT, text=Text(zh="近365天最近64笔付款中同一申请人的最大占比", en="largest share of one requester in its latest 64 payments of 365 days"), unit="share"),
    _link("staff", _STAFF, "与其资料相同的员工数", "employees who share its phone, address, legal person or registry id"),
    _link("staff_person", _STAFF + _PHONE + _LEGAL_PERSON, "电话或法人与其相同的员工数", "employees who have its phone or are its legal person"),
    _link("customer", _CUSTOMER, "与其资料相同的客户数", "customers that share its phone, address, legal person or registry id"),
    _link("supplier", _SUPPLIER, "与其资料相同的其他供应商数", "other suppliers that share its phone, address, legal person or registry id"),
    _link("phone", _PHONE, "与其电话相同的主体数", "parties with its phone"),
    _link("address", _ADDRESS, "与其地址相同的主体数", "parties at its address"),
    _link("legal_person", _LEGAL_PERSON, "与其法人相同的主体数", "parties with its legal person"),
    _link("registry_id", _REGISTRY_ID, "与其统一社会信用代码相同的主体数", "parties with its registry id"),
)  # fmt: skip
