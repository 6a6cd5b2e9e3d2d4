"""Words for the codes that decisions and facts are kept in; a code without words is a bug that a test finds."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from riskdesk.core.i18n import Language, Text


def _table(**texts: tuple[str, str]) -> Mapping[str, Text]:
    return MappingProxyType({code: Text(zh=zh, en=en) for code, (zh, en) in texts.items()})


OUTCOMES: Final = _table(approve=("通过", "Approve"), review=("复核", "Review"), block=("拦截", "Block"))
PLACES: Final = _table(order=("订单", "Order"), payment=("付款", "Payment"))
VERDICTS: Final = _table(confirmed=("确认可疑", "Confirmed"), cleared=("排除嫌疑", "Cleared"))
ACTIONS: Final = _table(none=("不处理", "No action"), release=("放行", "Release"), block=("拦截", "Block"))
ROLES: Final = _table(
    credit=("客户违约", "Customer default"),
    lateness=("发票逾期天数", "Days late"),
    order_anomaly=("订单异常", "Order anomaly"),
    payment_anomaly=("付款异常", "Payment anomaly"),
    application=("新客户评分卡", "Scorecard of new customers"),
)
ROUTES: Final = _table(
    model=("模型评级", "graded by the model"),
    application=("新客户流程，历史不足以评级", "new customer: too little history for the model"),
    unavailable=("模型不可用，按新客户授信", "no model to ask: granted as to a new customer"),
)
SHIPPING: Final = _table(
    normal=("正常发货", "Normal"), prepay=("款到发货", "Prepayment"), hold=("暂停发货", "Hold")
)
PAYMENT_KINDS: Final = _table(
    supplier=("供应商付款", "Supplier"),
    expense=("费用报销", "Expense"),
    refund=("退款", "Refund"),
    salary=("工资", "Salary"),
)
CHECKPOINTS: Final = _table(
    order=("下单", "Order"),
    delivery=("发货", "Delivery"),
    invoice=("开票", "Invoice"),
    payment=("付款", "Payment"),
)
TYPOLOGIES: Final = _table(
    split_order=("拆分订单", "Split order"),
    split_payment=("拆分付款", "Split payment"),
    odd_hours=("异常时点", "Odd hours"),
    account_change=("变更收款账户", "Changed account"),
    duplicate_payment=("重复付款", "Duplicate payment"),
    amount_jump=("金额突增", "Jump of amount"),
    frequency_jump=("频率突增", "Jump of frequency"),
    address_burst=("同一地址集中提交", "Burst from one address"),
    fictitious_supplier=("疑似虚构供应商", "Fictitious supplier"),
    related_party=("关联关系", "Related party"),
    dormant_active=("休眠后突然活跃", "Dormant, then active"),
)
INPUTS: Final = _table(
    credit_model=("信用模型", "credit model"),
    order_anomaly_model=("订单异常模型", "model of order anomalies"),
    payment_anomaly_model=("付款异常模型", "model of payment anomalies"),
    lateness_model=("逾期天数模型", "model of days late"),
    order_anomaly_labels=("订单复核结论（模型尚未训练）", "verdicts on orders (no model is trained yet)"),
    payment_anomaly_labels=("付款复核结论（模型尚未训练）", "verdicts on payments (no model is trained yet)"),
    calendar=("当年的工作日历", "working calendar of the year"),
    exposure=("信用占用", "exposure"),
    group_exposure=("集团信用占用", "exposure of the group"),
    past_due=("逾期金额", "amount past due"),
    fx_rate=("汇率", "rate of exchange"),
    history=("历史记录", "history"),
)
DOCUMENTS: Final = _table(
    order=("订单", "Order"),
    invoice=("发票", "Invoice"),
    payment=("付款", "Payment"),
    claim=("报销", "Claim"),
    contract=("合同", "Contract"),
    baseline=("公司常态基线", "Baseline"),
    link=("关联方提示", "Link"),
    customer=("客户", "Customer"),
    supplier=("供应商", "Supplier"),
    employee=("员工", "Employee"),
    payee=("收款方", "Payee"),
    receipt=("收款", "Receipt"),
    budget=("预算", "Budget"),
    group=("集团", "Group of companies"),
    rate=("汇率", "Rate"),
    purchase=("采购订单", "Purchase order"),
    goods=("收货", "Goods receipt"),
    bill=("供应商发票", "Supplier invoice"),
    approval=("特批", "Special approval"),
    decision=("决定", "Decision"),
    policy=("策略", "Policy"),
    bundle=("模型", "Model"),
)
VERSIONS: Final = _table(
    credit=("信用模型", "Credit model"),
    lateness=("逾期天数模型", "Days-late model"),
    order_anomaly=("订单异常模型", "Order anomaly model"),
    payment_anomaly=("付款异常模型", "Payment anomaly model"),
    policy=("策略", "Policy"),
    features=("特征目录", "Features"),
    typologies=("异常模式", "Patterns"),
)
_NOT_JUDGED: Final = Text(zh="判断“{name}”所需的信息", en="inputs that tell “{name}”")
_BUNDLE_REFUSED: Final = Text(
    zh="新的“{name}”模型（未通过自检，沿用旧模型）",
    en="newest model of “{name}” (failed its self-test, the one before stays)",
)
_JOINT: Final[Mapping[Language, str]] = {"zh": "、", "en": ", "}


def word(table: Mapping[str, Text], code: str, language: Language) -> str:
    """Return the word for a code; the code itself only where a later release wrote one unknown here."""
    text = table.get(code)
    return code if text is None else text.render(language)


def missing_input(name: str, language: Language) -> str:
    """Return the words for one degraded input.

    >>> missing_input("typology:split_order", "en")
    'inputs that tell “Split order”'
    """
    sort, _, code = name.partition(":")
    if sort == "typology" and code:
        return _NOT_JUDGED.render(language, {"name": word(TYPOLOGIES, code, language)})
    if sort == "bundle" and code:
        return _BUNDLE_REFUSED.render(language, {"name": word(ROLES, code, language)})
    return word(INPUTS, name, language)


def joined(words: Iterable[str], language: Language) -> str:
    """Return words as one enumeration."""
    return _JOINT[language].join(words)


def readable(params: Mapping[str, Any], language: Language) -> Mapping[str, Any]:
    """Return a reason's parameters with the names of inputs and of checkpoints among them as words."""
    checkpoint = params.get("checkpoint")
    if isinstance(checkpoint, str):
        params = {**params, "checkpoint": word(CHECKPOINTS, checkpoint, language)}
    inputs = params.get("inputs")
    if not isinstance(inputs, str):
        return params
    said = joined((missing_input(name, language) for name in inputs.split(", ")), language)
    return {**params, "inputs": said}


def document_name(document: str, language: Language) -> str:
    """Return a document as it is spoken of.

    >>> document_name("order:25SH00137", "en")
    'Order 25SH00137'
    """
    sort, _, number = document.partition(":")
    return f"{word(DOCUMENTS, sort, language)} {number}"
