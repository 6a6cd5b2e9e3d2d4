"""What the company's books show at the end: who owes what, who sells to whom, who is paid where."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Any

Row = dict[str, Any]


@dataclass(slots=True)
class Customer:
    """One customer's books."""

    amounts: list[Decimal] = field(default_factory=list)
    salespeople: Counter[str] = field(default_factory=Counter)
    last_order: str = ""
    ip: str | None = None
    group: str | None = None
    owed: Decimal = Decimal(0)
    past_due: Decimal = Decimal(0)
    oldest_past_due_days: int = 0

    @property
    def usual(self) -> Decimal:
        """The median order."""
        return median(self.amounts)

    @property
    def salesperson(self) -> str:
        """Who sells to it most."""
        return self.salespeople.most_common(1)[0][0]


@dataclass(slots=True)
class Payee:
    """One supplier's books."""

    account: str = ""
    payments: list[Row] = field(default_factory=list)
    account_changes: int = 0


@dataclass(slots=True)
class Books:
    """All of it."""

    customers: dict[str, Customer]
    payees: dict[str, Payee]


def read_books(rows: list[Row], today: date) -> Books:
    """Add up the rows of a company as of the end of its books."""
    customers: dict[str, Customer] = defaultdict(Customer)
    payees: dict[str, Payee] = defaultdict(Payee)
    owed: dict[str, tuple[str, date, Decimal]] = {}
    for row in rows:
        kind = row["kind"]
        if kind == "order_placed":
            _read_order(row, customers[row["customer_id"]])
        elif kind == "group_membership_set":
            customers[row["customer_id"]].group = row.get("group_id")
        elif kind == "invoice_issued":
            due = date.fromisoformat(row["due_date"])
            owed[row["invoice_id"]] = (row["customer_id"], due, Decimal(row["amount"]))
        elif kind in ("money_matched", "credit_note_issued"):
            customer_id, due, left = owed[row["invoice_id"]]
            owed[row["invoice_id"]] = (customer_id, due, left - Decimal(row["amount"]))
        elif kind in ("invoice_voided", "invoice_written_off"):
            owed.pop(row["invoice_id"], None)
        else:
            _read_payee(row, payees)
    for customer_id, _due, left in owed.values():
        customers[customer_id].owed += left
    for customer_id, due, left in owed.values():
        if left > 0 and due < today:
            customers[customer_id].past_due += left
            days = (today - due).days
            customers[customer_id].oldest_past_due_days = max(
                customers[customer_id].oldest_past_due_days, days
            )
    return Books(dict(customers), dict(payees))


def _read_order(row: Row, customer: Customer) -> None:
    customer.amounts.append(Decimal(row["amount"]))
    customer.last_order = max(customer.last_order, row["occurred_at"])
    customer.ip = row.get("ip", customer.ip)
    if row.get("salesperson_id"):
        customer.salespeople[row["salesperson_id"]] += 1


def _read_payee(row: Row, payees: dict[str, Payee]) -> None:
    if row["kind"] == "supplier_registered" and row.get("account"):
        payees[row["supplier_id"]].account = row["account"]
    elif row["kind"] == "payee_account_changed":
        payees[row["payee_id"]].account = row["account"]
        payees[row["payee_id"]].account_changes += 1
    elif row["kind"] == "payment_executed" and row["kind_of_payment"] == "supplier":
        payees[row["payee_id"]].payments.append(row)
