"""Who takes part: employees, customers, suppliers, with what is latent about them."""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal

Department = Literal["sales", "purchasing", "finance", "risk", "operations"]
Trade = Literal["materials", "services", "recurring"]


class Health(IntEnum):
    """How a customer stands; nobody outside sees it."""

    SOUND = 0
    STRAINED = 1
    DEFAULTED = 2


@dataclass(slots=True)
class Person:
    """An employee and the hours that person keeps."""

    employee_id: str
    name: str
    department: Department
    region: int
    account: str
    home_address: str
    shift_seconds: int
    works_late: bool
    salary: int
    claims_a_month: float
    started: int
    left: bool = False


@dataclass(slots=True)
class Customer:
    """A customer: what it buys, how well it pays, how it pays."""

    index: int
    customer_id: str
    name: str
    account: str
    industry: int
    region: int
    salesperson: Person
    typical: float  # median order, minor units
    spread: float  # sigma of log(order)
    orders_a_day: float  # on an ordinary working day
    terms_days: int
    quality: float  # standard normal among customers, drifts
    habit_days: float  # how late it pays when all is well
    pay_days: tuple[int, ...]  # days of the month on which it pays; empty: any working day
    buys_in_batches: bool
    bills_monthly: bool
    started: int
    contract_id: str | None = None
    group_id: str | None = None
    pause: tuple[int, int] | None = None
    woken: bool = False
    health: Health = Health.SOUND
    strain: float = 0.0
    defaulted_on: int | None = None
    left: bool = False
    orders: int = 0
    last_order_day: int = -10_000
    to_pay: dict[int, list["Invoice"]] = field(default_factory=dict)


@dataclass(slots=True)
class Supplier:
    """A supplier: what it bills, and the account that it is paid to."""

    index: int
    supplier_id: str
    name: str
    account: str
    trade: Trade
    region: int
    buyer: Person
    typical: float
    spread: float
    bills_a_day: float
    terms_days: int
    prefix: str
    number: int  # last number on its invoices
    number_step: int  # it has other clients: how far apart its numbers to us lie
    number_width: int
    started: int
    contract_id: str | None = None
    fixed_amount: int | None = None
    pause: tuple[int, int] | None = None
    woken: bool = False
    left: bool = False
    payments: int = 0
    last_payment_day: int = -10_000
    paid: list["PaidBill"] = field(default_factory=list)
    account_episode: int | None = None
    account_is_fraud: bool = False
    payments_on_account: int = 0


@dataclass(slots=True)
class PaidBill:
    """A bill that was paid: what a duplicate is made from."""

    invoice_no: str
    amount: int
    day: int
    known: int  # when the bill was known


@dataclass(slots=True)
class Invoice:
    """An invoice of ours, with what is still owed of it."""

    invoice_id: str
    customer: Customer
    owed: int
    due_day: int
    known: int
    contested: bool = False
    closed: bool = False
