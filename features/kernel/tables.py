"""The tables of postings: whose they are, what a posting's values mean there."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from features.kernel.layout import (
    E_ACCOUNT,
    E_ADDRESS,
    E_APPROVER,
    E_CLASS,
    E_CUSTOMER,
    E_GROUP,
    E_INDUSTRY,
    E_NAMESAKE,
    E_PAYEE,
    E_REQUESTER,
    E_SALESPERSON,
    Q_ACCOUNT,
    Q_ADDRESS,
    Q_APPROVER,
    Q_CUSTOMER,
    Q_GROUP,
    Q_HOUR_CLASS,
    Q_INDUSTRY,
    Q_NAMESAKE,
    Q_PAYEE,
    Q_REQUESTER,
    Q_SALESPERSON,
    Q_SLOTS,
    Q_WEEKDAY_CLASS,
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
    CUSTOMER_OPEN_NEAR = 25
    CUSTOMER_LIMIT = 26
    CUSTOMER_PAYMENT = 27
    CUSTOMER_VERDICT = 28
    SALESPERSON_VERDICT = 29
    PAYEE_VERDICT = 30
    REQUESTER_VERDICT = 31
    PAYEE_LINK = 32
    NAMESAKE_PAYMENT = 33
    GROUP_RECEIVABLE = 34
    GROUP_PAST_DUE_0 = 35
    GROUP_PAID = 36
    INDUSTRY_PAID = 37
    COMPANY_HOUR = 38
    COMPANY_WEEKDAY = 39


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
    "corporate_group": Q_GROUP,
    "industry": Q_INDUSTRY,
    "namesake": Q_NAMESAKE,
    "hour": Q_HOUR_CLASS,
    "weekday": Q_WEEKDAY_CLASS,
}
"""Entity -> the column of a query that holds its key."""

ENTITIES: Final = tuple(ENTITY_COLUMN)

EVENT_COLUMN: Final[dict[str, int]] = {
    "customer": E_CUSTOMER,
    "salesperson": E_SALESPERSON,
    "payee": E_PAYEE,
    "account": E_ACCOUNT,
    "requester": E_REQUESTER,
    "approver": E_APPROVER,
    "address": E_ADDRESS,
    "corporate_group": E_GROUP,
    "industry": E_INDUSTRY,
    "namesake": E_NAMESAKE,
    "hour": E_CLASS,
    "weekday": E_CLASS,
}
"""Entity -> the column of an event that names its key."""

PARTY_ENTITIES: Final = tuple(name for name in ENTITIES if name not in ("hour", "weekday"))
"""Entities whose keys the log holds as text; the others are classes of moments."""


_PREFIX: Final = {"corporate_group": "group", "hour": "company", "weekday": "company"}


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One table.

    Parameters
    ----------
    table
        Its number.
    entity
        Whose key it is sorted by.
    v0, v1, other, tag, mark
        What these columns of a posting hold; empty where unused.
    """

    table: Table
    entity: str
    v0: str
    v1: str = ""
    other: str = ""
    tag: str = ""
    mark: str = ""

    @property
    def measure(self) -> str:
        """The table's name without its entity."""
        return self.table.name.lower().removeprefix(f"{_PREFIX.get(self.entity, self.entity)}_")


_MINOR = "base currency, minor units"
_DUE_DAYS = "change of the sum of due days since the epoch"

TABLES: Final[tuple[TableSpec, ...]] = (
    TableSpec(
        Table.CUSTOMER_ORDER,
        "customer",
        _MINOR,
        "moment class",
        "salesperson",
        "1 under a recurring contract",
    ),
    TableSpec(Table.CUSTOMER_OPEN, "customer", f"change of what is ordered and not billed, {_MINOR}"),
    TableSpec(Table.CUSTOMER_RECEIVABLE, "customer", f"change of what is billed and unpaid, {_MINOR}"),
    TableSpec(Table.CUSTOMER_PAST_DUE_0, "customer", f"change of what is past due, {_MINOR}", _DUE_DAYS),
    TableSpec(
        Table.CUSTOMER_PAST_DUE_30,
        "customer",
        f"change of what is more than 30 days past due, {_MINOR}",
        _DUE_DAYS,
    ),
    TableSpec(
        Table.CUSTOMER_PAST_DUE_60,
        "customer",
        f"change of what is more than 60 days past due, {_MINOR}",
        _DUE_DAYS,
    ),
    TableSpec(
        Table.CUSTOMER_PAST_DUE_90,
        "customer",
        f"change of what is more than 90 days past due, {_MINOR}",
        _DUE_DAYS,
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
    TableSpec(Table.SALESPERSON_ORDER, "salesperson", _MINOR, "moment class", "customer"),
    TableSpec(Table.PAYEE_PAYMENT, "payee", _MINOR, "flags", "requester", "invoice number", "voucher"),
    TableSpec(
        Table.PAYEE_ACCOUNT_CHANGE, "payee", "1 where no second person approved", "", "changer", "account"
    ),
    TableSpec(Table.PAYEE_BILL, "payee", _MINOR, "1 with a purchase order", "", "invoice number"),
    TableSpec(
        Table.PAYEE_PROFILE,
        "payee",
        "1 where no second person approved",
        "1 with a false registry id",
        "changer",
    ),
    TableSpec(Table.ACCOUNT_PAYMENT, "account", _MINOR, "", "payee"),
    TableSpec(Table.ACCOUNT_OWNER, "account", "1 staff, 2 customer, 3 payee", "", "owner"),
    TableSpec(Table.REQUESTER_PAYMENT, "requester", _MINOR, "moment class", "payee"),
    TableSpec(Table.REQUESTER_CLAIM, "requester", _MINOR, "moment class", "address"),
    TableSpec(Table.APPROVER_PAYMENT, "approver", _MINOR, "moment class", "requester"),
    TableSpec(Table.ADDRESS_ACTIVITY, "address", _MINOR, "moment class", "person", "1 a claim"),
    TableSpec(
        Table.CUSTOMER_OPEN_NEAR,
        "customer",
        f"change of what is ordered, not billed and due within the horizon, {_MINOR}",
    ),
    TableSpec(
        Table.CUSTOMER_LIMIT, "customer", f"limit set by a person, {_MINOR}", "moment it expires, or 0"
    ),
    TableSpec(
        Table.CUSTOMER_PAYMENT, "customer", _MINOR, "moment class", "payee", "1 under a recurring contract"
    ),
    TableSpec(
        Table.CUSTOMER_VERDICT, "customer", "change of confirmed", _MINOR, "salesperson", "moment judged"
    ),
    TableSpec(
        Table.SALESPERSON_VERDICT, "salesperson", "change of confirmed", _MINOR, "customer", "moment judged"
    ),
    TableSpec(Table.PAYEE_VERDICT, "payee", "change of confirmed", _MINOR, "requester", "moment judged"),
    TableSpec(Table.REQUESTER_VERDICT, "requester", "change of confirmed", _MINOR, "payee", "moment judged"),
    TableSpec(
        Table.PAYEE_LINK,
        "payee",
        "1 staff, 2 customer, 3 payee",
        "1 phone, 2 address, 4 legal person, 8 registry id",
        "who shares it",
    ),
    TableSpec(Table.NAMESAKE_PAYMENT, "namesake", _MINOR, "flags", "payee", "invoice number", "voucher"),
    TableSpec(Table.GROUP_RECEIVABLE, "corporate_group", f"change of what is billed and unpaid, {_MINOR}"),
    TableSpec(Table.GROUP_PAST_DUE_0, "corporate_group", f"change of what is past due, {_MINOR}"),
    TableSpec(Table.GROUP_PAID, "corporate_group", _MINOR, "days past due, negative when early", "customer"),
    TableSpec(
        Table.INDUSTRY_PAID,
        "industry",
        "mean days past due of the industry's payments of a year, thousandths",
        "share of them more than 15 days late, millionths",
        "",
        "payments",
    ),
    TableSpec(Table.COMPANY_HOUR, "hour", "share of the company's movements, thousand-millionths"),
    TableSpec(Table.COMPANY_WEEKDAY, "weekday", "share of the company's movements, thousand-millionths"),
)
