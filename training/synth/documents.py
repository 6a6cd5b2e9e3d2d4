"""Documents that are planned and not yet written: their numbers are drawn when their moment comes."""

from collections.abc import Callable
from dataclasses import dataclass, field

from training.synth.parties import Customer, Person, Supplier
from training.synth.truth import Mark


@dataclass(slots=True)
class OrderDraft:
    """An order that a customer is about to place; amounts in minor units."""

    customer: Customer
    salesperson: Person
    amount: int
    terms_days: int
    ip: str
    contract_id: str | None
    marks: tuple[Mark, ...] = ()


@dataclass(slots=True)
class Order:
    """An order in the books."""

    order_id: str
    draft: OrderDraft
    amount: int
    known: int
    cancelled: bool = False


@dataclass(slots=True)
class Voucher:
    """An accounting voucher; several payments may be posted under one."""

    number: str | None = None


@dataclass(slots=True)
class PaymentDraft:
    """A payment that is about to be executed; `account` None means the payee's own of that day."""

    kind: str
    payee_id: str
    account: str | None
    amount: int
    requester: Person
    approver: Person | None
    ip: str
    supplier: Supplier | None = None
    invoice_no: str | None = None
    contract_id: str | None = None
    budget_id: str | None = None
    voucher: Voucher = field(default_factory=Voucher)
    known: int = 0  # when the fact that it rests on was known
    marks: tuple[Mark, ...] = ()


@dataclass(slots=True)
class BillDraft:
    """A supplier's invoice that is about to arrive, with the payments that will settle it.

    `payments` are (moment, payment); their invoice number is set on arrival. `invoice_no` None
    means the supplier's next number.
    """

    supplier: Supplier
    amount: int
    payments: list[tuple[int, PaymentDraft]]
    invoice_no: str | None = None
    purchase_order_id: str | None = None
    known: int = 0


@dataclass(slots=True)
class ClaimDraft:
    """A claim that an employee is about to file."""

    person: Person
    amount: int
    category: str
    ip: str
    marks: tuple[Mark, ...] = ()


@dataclass(slots=True)
class Purchase:
    """Something that is about to be bought; amount in minor units.

    `bill` makes the bill for the moment of its arrival; None means an ordinary one, settled in one
    sum when it falls due.
    """

    supplier: Supplier
    amount: int
    contract_id: str | None = None
    marks: tuple[Mark, ...] = ()
    bill: Callable[[int], BillDraft] | None = None
    purchase_order_id: str = ""
    known: int = 0
