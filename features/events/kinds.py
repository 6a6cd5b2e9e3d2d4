"""The register of kinds: code, schema, document, texts. A code is never reused."""

from dataclasses import dataclass
from typing import Final, Literal

from features.events import control, masters, purchasing, sales, treasury
from features.events.fields import Body
from riskdesk.core.errors import EventInvalid
from riskdesk.core.i18n import Text

Origin = Literal["anyone", "import", "inside"]
"""Who may write a kind: any caller, only an import by an operator, only riskdesk itself."""


@dataclass(frozen=True, slots=True)
class EventKind:
    """One kind of fact.

    Parameters
    ----------
    code
        Small number under which the log stores the kind; for ever.
    name
        Past tense, as the API and the canonical layout spell it.
    schema
        The model of its body.
    text
        What it is called in both languages.
    document, document_field
        The document that the event is about, such as `order` and `order_id`.
    refers_to, reference_field
        Another document that it speaks of, such as the order of an invoice; without
        `refers_to` the field spells the whole document, such as `order:25SH00137`.
    opens
        It may be the first event of its document.
    once
        At most one event of this kind stands for a document, so that the document's id
        identifies the event.
    origin
        Who may write it.
    """

    code: int
    name: str
    schema: type[Body]
    text: Text
    document: str
    document_field: str
    refers_to: str | None = None
    reference_field: str | None = None
    opens: bool = True
    once: bool = False
    origin: Origin = "anyone"


KINDS: Final[tuple[EventKind, ...]] = (
    EventKind(1, "customer_registered", masters.CustomerRegistered, Text(zh="客户登记", en="customer registered"), "customer", "customer_id"),
    EventKind(2, "supplier_registered", masters.SupplierRegistered, Text(zh="供应商登记", en="supplier registered"), "supplier", "supplier_id"),
    EventKind(3, "employee_registered", masters.EmployeeRegistered, Text(zh="员工登记", en="employee registered"), "employee", "employee_id"),
    EventKind(4, "group_membership_set", masters.GroupMembershipSet, Text(zh="集团归属变更", en="group membership set"), "customer", "customer_id"),
    EventKind(5, "payee_account_changed", masters.PayeeAccountChanged, Text(zh="收款账户变更", en="payee account changed"), "payee", "payee_id"),
    EventKind(10, "contract_signed", sales.ContractSigned, Text(zh="合同签订", en="contract signed"), "contract", "contract_id", once=True),
    EventKind(11, "order_submitted", sales.OrderSubmitted, Text(zh="订单提交审批", en="order submitted"), "order", "order_id", "contract", "contract_id", origin="inside"),
    EventKind(12, "order_placed", sales.OrderPlaced, Text(zh="订单登记", en="order placed"), "order", "order_id", "contract", "contract_id", once=True),
    EventKind(13, "order_amended", sales.OrderAmended, Text(zh="订单变更", en="order amended"), "order", "order_id", opens=False),
    EventKind(14, "order_cancelled", sales.OrderCancelled, Text(zh="订单取消", en="order cancelled"), "order", "order_id", opens=False),
    EventKind(15, "order_reopened", sales.OrderReopened, Text(zh="订单重新打开", en="order reopened"), "order", "order_id", opens=False),
    EventKind(16, "order_delivered", sales.OrderDelivered, Text(zh="订单发货", en="order delivered"), "order", "order_id", opens=False),
    EventKind(20, "invoice_issued", sales.InvoiceIssued, Text(zh="开具发票", en="invoice issued"), "invoice", "invoice_id", "order", "order_id", once=True),
    EventKind(21, "invoice_voided", sales.InvoiceVoided, Text(zh="发票作废", en="invoice voided"), "invoice", "invoice_id", opens=False, once=True),
    EventKind(22, "invoice_disputed", sales.InvoiceDisputed, Text(zh="发票争议", en="invoice disputed"), "invoice", "invoice_id", opens=False),
    EventKind(23, "credit_note_issued", sales.CreditNoteIssued, Text(zh="开具红字发票", en="credit note issued"), "invoice", "invoice_id", opens=False),
    EventKind(24, "invoice_written_off", sales.InvoiceWrittenOff, Text(zh="坏账核销", en="invoice written off"), "invoice", "invoice_id", opens=False, once=True),
    EventKind(30, "money_received", treasury.MoneyReceived, Text(zh="收到款项", en="money received"), "receipt", "receipt_id", once=True),
    EventKind(31, "money_matched", treasury.MoneyMatched, Text(zh="款项核销", en="money matched"), "invoice", "invoice_id", "receipt", "receipt_id", opens=False),
    EventKind(32, "budget_set", treasury.BudgetSet, Text(zh="预算设定", en="budget set"), "budget", "budget_id"),
    EventKind(33, "fx_rate_set", treasury.FxRateSet, Text(zh="汇率设定", en="rate of exchange set"), "rate", "currency"),
    EventKind(40, "purchase_ordered", purchasing.PurchaseOrdered, Text(zh="采购订单", en="purchase ordered"), "purchase", "purchase_order_id", "contract", "contract_id", once=True),
    EventKind(41, "goods_received", purchasing.GoodsReceived, Text(zh="采购收货", en="goods received"), "goods", "receipt_id", "purchase", "purchase_order_id", once=True),
    EventKind(42, "invoice_received", purchasing.InvoiceReceived, Text(zh="收到供应商发票", en="supplier invoice received"), "bill", "supplier_invoice_id", "purchase", "purchase_order_id", once=True),
    EventKind(43, "payment_submitted", purchasing.PaymentSubmitted, Text(zh="付款提交审批", en="payment submitted"), "payment", "payment_id", "contract", "contract_id", origin="inside"),
    EventKind(44, "payment_executed", purchasing.PaymentExecuted, Text(zh="付款执行", en="payment executed"), "payment", "payment_id", "contract", "contract_id", once=True),
    EventKind(45, "payment_returned", purchasing.PaymentReturned, Text(zh="付款退回", en="payment returned"), "payment", "payment_id", opens=False, once=True),
    EventKind(46, "expense_claimed", purchasing.ExpenseClaimed, Text(zh="费用报销", en="expense claimed"), "claim", "claim_id", once=True),
    EventKind(47, "payment_withdrawn", purchasing.PaymentWithdrawn, Text(zh="付款撤回", en="payment withdrawn"), "payment", "payment_id", opens=False),
    EventKind(60, "limit_overridden", control.LimitOverridden, Text(zh="额度人工调整", en="limit overridden"), "customer", "customer_id"),
    EventKind(61, "special_approval_granted", control.SpecialApprovalGranted, Text(zh="特批", en="special approval granted"), "approval", "special_approval_id", once=True),
    EventKind(62, "verdict_recorded", control.VerdictRecorded, Text(zh="复核结论", en="verdict recorded"), "decision", "decision_id", None, "subject", origin="import"),
    EventKind(63, "policy_published", control.PolicyPublished, Text(zh="策略发布", en="policy published"), "policy", "policy_hash", origin="inside"),
    EventKind(64, "bundle_activated", control.BundleActivated, Text(zh="模型启用", en="bundle activated"), "bundle", "bundle_hash", origin="inside"),
    EventKind(65, "reservation_made", control.ReservationMade, Text(zh="额度占用", en="reservation made"), "order", "order_id", opens=False, origin="inside"),
    EventKind(66, "reservation_released", control.ReservationReleased, Text(zh="额度释放", en="reservation released"), "order", "order_id", opens=False, origin="inside"),
    EventKind(67, "baseline_taken", control.BaselineTaken, Text(zh="公司常态基线", en="baseline taken"), "baseline", "baseline_id", once=True, origin="inside"),
    EventKind(68, "party_linked", control.PartyLinked, Text(zh="关联方提示", en="party linked"), "link", "link_id", None, "other", once=True, origin="inside"),
    EventKind(69, "group_limit_set", control.GroupLimitSet, Text(zh="集团额度设定", en="group limit set"), "group", "group_id"),
    EventKind(70, "budget_released", control.BudgetReleased, Text(zh="预算释放", en="budget released"), "payment", "payment_id", opens=False),
    EventKind(71, "bundle_shadowed", control.BundleShadowed, Text(zh="模型影子运行", en="bundle shadowed"), "bundle", "bundle_hash", origin="inside"),
)  # fmt: skip

BY_NAME: Final[dict[str, EventKind]] = {kind.name: kind for kind in KINDS}
BY_CODE: Final[dict[int, EventKind]] = {kind.code: kind for kind in KINDS}


def kind_named(name: object) -> EventKind:
    """Return the kind called `name`.

    Raises
    ------
    EventInvalid
        There is no such kind.
    """
    kind = BY_NAME.get(name) if isinstance(name, str) else None
    if kind is None:
        raise EventInvalid(f"expected the name of a kind of event, got {name!r:.60}", field="kind")
    return kind
