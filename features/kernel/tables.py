"""The tables of postings: whose they are, what a posting's values mean there."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from features.kernel.layout import (
    Q_ACCOUNT,
    Q_ADDRESS,
    Q_APPROVER,
    Q_CUSTOMER,
    Q_PAYEE,
    Q_REQUESTER,
    Q_SALESPERSON,
    Q_SLOTS,
)


class Table(IntEnum):
    """Numbers of the tables; they index the slots of a query, and are never stored."""

    CUSTOMER_ORDER = 0
    CUSTOMER_OPEN = 1
    CUSTOMER_RECEIVABLE = 2
    CUSTOMER_PAST_DUE_0 = 3
    CUSTOMER_PAST_DUE_30 = 4
    CUSTOMER_PAST_DUE_60 = 5
    CUSTOMER_PAST_DUE_90 = 6
    CUSTOMER_INVOICE = 7
    CUSTOMER_PAID = 8
    CUSTOMER_PAID_WEIGHTED = 9
    CUSTOMER_DISPUTE = 10
    CUSTOMER_CREDIT_NOTE = 11
    CUSTOMER_WRITE_OFF = 12
    CUSTOMER_PROFILE = 13
    SALESPERSON_ORDER = 14
    PAYEE_PAYMENT = 15
    PAYEE_ACCOUNT_CHANGE = 16
    PAYEE_BILL = 17
    PAYEE_PROFILE = 18
    ACCOUNT_PAYMENT = 19
    ACCOUNT_OWNER = 20
    REQUESTER_PAYMENT = 21
    REQUESTER_CLAIM = 22
    APPROVER_PAYMENT = 23
    ADDRESS_ACTIVITY = 24


TABLE_COUNT: Final = len(Table)
Q_WIDTH: Final = Q_SLOTS + TABLE_COUNT

ENTITY_COLUMN: Final[dict[str, int]] = {
    "customer": Q_CUSTOMER,
    "salesperson": Q_SALESPERSON,
    "payee": Q_PAYEE,
    "account": Q_ACCOUNT,
    "requester": Q_REQUESTER,
    "approver": Q_APPROVER,
    "address": Q_ADDRESS,
}
"""Entity -> the column of a query that holds its key."""

ENTITIES: Final = tuple(ENTITY_COLUMN)


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One table.

    Parameters
    ----------
    table
        Its number.
    entity
        Whose key it is sorted by.
    v0, v1, other, tag
        What these columns of a posting hold; empty where unused.
    """

    table: Table
    entity: str
    v0: str
    v1: str = ""
    other: str = ""
    tag: str = ""

    @property
    def measure(self) -> str:
        """The table's name without its entity."""
        return self.table.name.lower().removeprefix(f"{self.entity}_")


_MINOR = "base currency, minor units"

TABLES: Final[tuple[TableSpec, ...]] = (
    TableSpec(Table.CUSTOMER_ORDER, "customer", _MINOR, "hour class", "salesperson"),
    TableSpec(Table.CUSTOMER_OPEN, "customer", f"change of what is ordered and not billed, {_MINOR}"),
    TableSpec(Table.CUSTOMER_RECEIVABLE, "customer", f"change of what is billed and unpaid, {_MINOR}"),
    TableSpec(Table.CUSTOMER_PAST_DUE_0, "customer", f"change of what is past due, {_MINOR}"),
    TableSpec(
        Table.CUSTOMER_PAST_DUE_30, "customer", f"change of what is more than 30 days past due, {_MINOR}"
    ),
    TableSpec(
        Table.CUSTOMER_PAST_DUE_60, "customer", f"change of what is more than 60 days past due, {_MINOR}"
    ),
    TableSpec(
        Table.CUSTOMER_PAST_DUE_90, "customer", f"change of what is more than 90 days past due, {_MINOR}"
    ),
    TableSpec(Table.CUSTOMER_INVOICE, "customer", _MINOR, "days from issue to due", "salesperson"),
    TableSpec(
        Table.CUSTOMER_PAID,
        "customer",
        _MINOR,
        "days past due, negative when early",
        "",
        "moment the invoice fell due",
    ),
    TableSpec(Table.CUSTOMER_PAID_WEIGHTED, "customer", f"amount times days past due, {_MINOR}", "amount"),
    TableSpec(Table.CUSTOMER_DISPUTE, "customer", _MINOR),
    TableSpec(Table.CUSTOMER_CREDIT_NOTE, "customer", _MINOR),
    TableSpec(Table.CUSTOMER_WRITE_OFF, "customer", _MINOR),
    TableSpec(Table.CUSTOMER_PROFILE, "customer", f"registered capital, {_MINOR}"),
    TableSpec(Table.SALESPERSON_ORDER, "salesperson", _MINOR, "hour class", "customer"),
    TableSpec(Table.PAYEE_PAYMENT, "payee", _MINOR, "flags", "requester", "invoice number, normalised"),
    TableSpec(
        Table.PAYEE_ACCOUNT_CHANGE, "payee", "1 where no second person approved", "", "changer", "account"
    ),
    TableSpec(Table.PAYEE_BILL, "payee", _MINOR, "1 with a purchase order", "", "invoice number, normalised"),
    TableSpec(Table.PAYEE_PROFILE, "payee", "1 where no second person approved", "", "changer"),
    TableSpec(Table.ACCOUNT_PAYMENT, "account", _MINOR, "", "payee"),
    TableSpec(Table.ACCOUNT_OWNER, "account", "1 staff, 2 customer, 3 payee", "", "owner"),
    TableSpec(Table.REQUESTER_PAYMENT, "requester", _MINOR, "hour class", "payee"),
    TableSpec(Table.REQUESTER_CLAIM, "requester", _MINOR, "hour class", "address"),
    TableSpec(Table.APPROVER_PAYMENT, "approver", _MINOR, "hour class", "requester"),
    TableSpec(Table.ADDRESS_ACTIVITY, "address", _MINOR, "hour class", "person"),
)
