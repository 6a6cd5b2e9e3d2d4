"""What is sent: fields and their meaning are those of the service's interface."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

import msgspec

Checkpoint = Literal["order", "delivery", "invoice"]
PaymentKind = Literal["supplier", "expense", "refund", "salary"]


class _Document(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    amount: Decimal
    currency: str
    occurred_at: datetime

    def __post_init__(self) -> None:
        # a float has lost the amount already, and a time without offset the moment
        if not isinstance(self.amount, Decimal):
            raise TypeError("amount: expected a Decimal, such as Decimal('85000.00')")
        if not self.amount.is_finite():
            raise ValueError("amount: expected a finite number")
        if self.occurred_at.utcoffset() is None:
            raise ValueError("occurred_at: expected a time with its offset from UTC")
        msgspec.structs.force_setattr(self, "amount", Decimal(format(self.amount, "f")))


class Order(_Document, frozen=True, kw_only=True, omit_defaults=True):
    """An order before it is approved.

    Raises
    ------
    TypeError, ValueError
        An amount that is no finite Decimal, or a time without offset.
    """

    order_id: str
    customer_id: str
    salesperson_id: str | None = None
    contract_id: str | None = None
    terms_days: int | None = None
    delivery_date: date | None = None
    ip: str | None = None
    reserve: bool = True
    revision: int = 0
    checkpoint: Checkpoint = "order"
    special_approval_id: str | None = None


class Payment(_Document, frozen=True, kw_only=True, omit_defaults=True):
    """A payment before it is approved.

    Raises
    ------
    TypeError, ValueError
        An amount that is no finite Decimal, or a time without offset.
    """

    payment_id: str
    kind: PaymentKind
    payee_id: str
    payee_account: str
    requester_id: str
    customer_id: str | None = None
    approver_id: str | None = None
    invoice_no: str | None = None
    voucher_no: str | None = None
    budget_id: str | None = None
    contract_id: str | None = None
    ip: str | None = None
    revision: int = 0
    special_approval_id: str | None = None

    def __repr__(self) -> str:
        """Name the payment and no account."""
        return f"Payment(payment_id={self.payment_id!r}, revision={self.revision})"


class Verdict(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a reviewer concluded."""

    verdict: Literal["confirmed", "cleared"]
    action: Literal["release", "block", "none"] = "none"
    typology: str | None = None
    note: str | None = None
