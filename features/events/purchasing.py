"""The buying side: purchase order, receipt of goods, a supplier's invoice, payment, claim."""

from typing import Annotated, Literal

from pydantic import Field

from features.events.fields import AccountNumber, Amount, Body, Currency, Day, Id, Ip, Name

PaymentKind = Literal["supplier", "expense", "refund", "salary"]


class PurchaseOrdered(Body):
    """We ordered from a supplier."""

    purchase_order_id: Id
    supplier_id: Id
    amount: Amount
    currency: Currency
    requester_id: Id | None = None
    approver_id: Id | None = None
    contract_id: Id | None = None


class GoodsReceived(Body):
    """A supplier delivered."""

    receipt_id: Id
    supplier_id: Id
    amount: Amount
    currency: Currency
    purchase_order_id: Id | None = None


class InvoiceReceived(Body):
    """A supplier billed us."""

    supplier_invoice_id: Id
    supplier_id: Id
    invoice_no: Id
    amount: Amount
    currency: Currency
    due_date: Day | None = None
    purchase_order_id: Id | None = None


class PaymentSubmitted(Body):
    """A payment was put before riskdesk: written by the transaction that answers.

    `customer_id` is the customer on whose account it is made or to whom it is refunded.
    """

    payment_id: Id
    kind_of_payment: PaymentKind
    payee_id: Id
    payee_account: AccountNumber
    amount: Amount
    currency: Currency
    requester_id: Id
    customer_id: Id | None = None
    approver_id: Id | None = None
    invoice_no: Id | None = None
    voucher_no: Id | None = None
    budget_id: Id | None = None
    contract_id: Id | None = None
    ip: Ip | None = None
    revision: Annotated[int, Field(ge=0, le=10_000)] = 0
    checkpoint: Literal["payment"] = "payment"
    special_approval_id: Id | None = None


class PaymentExecuted(Body):
    """The bank paid; history that never passed riskdesk comes as this kind alone."""

    payment_id: Id
    kind_of_payment: PaymentKind
    payee_id: Id
    amount: Amount
    currency: Currency
    payee_account: AccountNumber | None = None
    customer_id: Id | None = None
    requester_id: Id | None = None
    approver_id: Id | None = None
    invoice_no: Id | None = None
    voucher_no: Id | None = None
    budget_id: Id | None = None
    contract_id: Id | None = None
    ip: Ip | None = None


class PaymentReturned(Body):
    """The bank sent a payment back."""

    payment_id: Id
    reason: Name | None = None


class PaymentWithdrawn(Body):
    """A payment that was submitted will not be made: it was withdrawn before the bank paid."""

    payment_id: Id


class ExpenseClaimed(Body):
    """An employee claimed expenses."""

    claim_id: Id
    employee_id: Id
    amount: Amount
    currency: Currency
    category: Name | None = None
    ip: Ip | None = None
