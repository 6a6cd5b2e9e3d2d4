"""The selling side: contract, order, delivery, invoice, and what goes wrong with an invoice."""

from typing import Annotated, Literal

from pydantic import Field

from features.events.fields import Amount, Body, Currency, Day, Id, Ip, Name

Terms = Annotated[int, Field(ge=0, le=730)]
Revision = Annotated[int, Field(ge=0, le=10_000)]
Checkpoint = Literal["order", "delivery", "invoice"]


class ContractSigned(Body):
    """A contract with a customer or a payee; a recurring one explains equal amounts."""

    contract_id: Id
    customer_id: Id | None = None
    payee_id: Id | None = None
    amount: Amount | None = None
    currency: Currency | None = None
    recurring: bool = False
    valid_until: str | None = None


class OrderSubmitted(Body):
    """An order was put before riskdesk: written by the transaction that answers."""

    order_id: Id
    customer_id: Id
    amount: Amount
    currency: Currency
    salesperson_id: Id | None = None
    contract_id: Id | None = None
    terms_days: Terms | None = None
    delivery_date: Day | None = None
    ip: Ip | None = None
    revision: Revision = 0
    checkpoint: Checkpoint = "order"
    special_approval_id: Id | None = None


class OrderPlaced(Body):
    """The order system booked an order; it supersedes the submission of the same id."""

    order_id: Id
    customer_id: Id
    amount: Amount
    currency: Currency
    salesperson_id: Id | None = None
    contract_id: Id | None = None
    terms_days: Terms | None = None
    delivery_date: Day | None = None
    ip: Ip | None = None


class OrderAmended(Body):
    """The amount of an order is now this; a new delivery date counts where nothing of it is open yet."""

    order_id: Id
    amount: Amount
    currency: Currency
    delivery_date: Day | None = None


class OrderCancelled(Body):
    """What was open of an order will not be delivered."""

    order_id: Id


class OrderReopened(Body):
    """A cancelled order is open again with this amount."""

    order_id: Id
    amount: Amount
    currency: Currency


class OrderDelivered(Body):
    """Goods of this value left for the customer."""

    order_id: Id
    delivery_id: Id
    amount: Amount
    currency: Currency


class InvoiceIssued(Body):
    """We billed a customer."""

    invoice_id: Id
    customer_id: Id
    amount: Amount
    currency: Currency
    due_date: Day
    order_id: Id | None = None
    salesperson_id: Id | None = None
    terms_days: Terms | None = None


class InvoiceVoided(Body):
    """An invoice was taken back; nothing of it is owed, and what was unpaid of it is open again on its order."""

    invoice_id: Id


class InvoiceDisputed(Body):
    """The customer disputes an invoice, or part of it."""

    invoice_id: Id
    amount: Amount | None = None
    currency: Currency | None = None
    reason: Name | None = None


class CreditNoteIssued(Body):
    """An invoice was reduced."""

    credit_note_id: Id
    invoice_id: Id
    amount: Amount
    currency: Currency


class InvoiceWrittenOff(Body):
    """What was still owed of an invoice was given up."""

    invoice_id: Id
