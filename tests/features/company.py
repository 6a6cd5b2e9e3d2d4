"""Tiny companies for tests: one row of every kind, rows at a day, books in memory, random histories."""

import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from features.booking.book import book
from features.booking.document import Booked, Document
from features.events.event import Event
from features.events.parse import EventParser
from features.history.log import Appended, Log
from riskdesk.core.clock import to_us
from riskdesk.core.crypto import Vault
from riskdesk.core.database.unit import write_unit
from riskdesk.core.keys import Keys

Row = dict[str, Any]

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 1, 5, 10, tzinfo=ZONE)
"""Day 0: a Monday at ten."""

PARSER = EventParser(Vault(Keys(encryption=b"e" * 32, matching=b"m" * 32)), ZONE)

_MONEY = {"amount": "1000.00", "currency": "CNY"}
_PAYMENT = {
    "payment_id": "P1",
    "kind_of_payment": "supplier",
    "payee_id": "S1",
    "payee_account": "6222 0212 3456",
    "requester_id": "E1",
    "approver_id": "E9",
    "ip": "10.1.2.3",
    **_MONEY,
}
_ORDER = {"order_id": "O1", "customer_id": "C1", "salesperson_id": "E7", "ip": "10.1.2.3", **_MONEY}
_TWO = {"proposed_by": "E1", "approved_by": "E2"}

EXAMPLES: dict[str, Row] = {
    "customer_registered": {
        "customer_id": "C1",
        "name": "Acme",
        "industry": "machinery",
        "account": "6222 0000 1111",
        "phone": "13800138000",
    },
    "supplier_registered": {
        "supplier_id": "S1",
        "name": "Meadow Tools Ltd",
        "account": "6222 0212 3456",
        "phone": "13900139000",
        "changed_by": "E1",
        "approved_by": "E2",
    },
    "employee_registered": {"employee_id": "E1", "account": "6222 9999 1111", "address": "1 Long Street"},
    "group_membership_set": {"customer_id": "C1", "group_id": "G1"},
    "payee_account_changed": {
        "payee_id": "S1",
        "account": "6222 7777",
        "changed_by": "E1",
        "approved_by": "E2",
    },
    "contract_signed": {"contract_id": "K1", "customer_id": "C1", "recurring": True},
    "order_submitted": {**_ORDER, "terms_days": 30, "revision": 0},
    "order_placed": {**_ORDER, "terms_days": 30},
    "order_amended": {"order_id": "O1", **_MONEY},
    "order_cancelled": {"order_id": "O1"},
    "order_reopened": {"order_id": "O1", **_MONEY},
    "order_delivered": {"order_id": "O1", "delivery_id": "D1", **_MONEY},
    "invoice_issued": {"invoice_id": "I1", "customer_id": "C1", "due_date": "2026-02-05", **_MONEY},
    "invoice_voided": {"invoice_id": "I1"},
    "invoice_disputed": {"invoice_id": "I1"},
    "credit_note_issued": {"credit_note_id": "N1", "invoice_id": "I1", **_MONEY},
    "invoice_written_off": {"invoice_id": "I1"},
    "money_received": {"receipt_id": "R1", "customer_id": "C1", **_MONEY},
    "money_matched": {"match_id": "M1", "invoice_id": "I1", "receipt_id": "R1", **_MONEY},
    "budget_set": {"budget_id": "B1", **_MONEY},
    "fx_rate_set": {"currency": "USD", "rate": "7.1"},
    "purchase_ordered": {"purchase_order_id": "PO1", "supplier_id": "S1", **_MONEY},
    "goods_received": {"receipt_id": "G1", "supplier_id": "S1", "purchase_order_id": "PO1", **_MONEY},
    "invoice_received": {
        "supplier_invoice_id": "SI1",
        "supplier_id": "S1",
        "invoice_no": "INV-001",
        **_MONEY,
    },
    "payment_submitted": {**_PAYMENT, "invoice_no": "INV-001"},
    "payment_executed": {**_PAYMENT, "invoice_no": "INV-001"},
    "payment_returned": {"payment_id": "P1"},
    "payment_withdrawn": {"payment_id": "P1"},
    "expense_claimed": {"claim_id": "X1", "employee_id": "E1", "ip": "10.1.2.3", **_MONEY},
    "limit_overridden": {
        "customer_id": "C1",
        "limit": "500000.00",
        "currency": "CNY",
        "decided_by": "E1",
        "approved_by": "E2",
        "reason": "growth",
        "expires_at": "2026-12-31T00:00:00+08:00",
    },
    "group_limit_set": {
        "group_id": "G1",
        "limit": "900000.00",
        "currency": "CNY",
        "decided_by": "E1",
        "approved_by": "E2",
        "reason": "merged",
        "expires_at": "2026-12-31T00:00:00+08:00",
    },
    "budget_released": {"payment_id": "P1", "budget_id": "B1", "cause": "withdrawn"},
    "special_approval_granted": {
        "special_approval_id": "A1",
        "customer_id": "C1",
        "requested_by": "E1",
        "approved_by": "E2",
        "reason": "fair",
        "expires_at": "2026-12-31T00:00:00+08:00",
        **_MONEY,
    },
    "verdict_recorded": {"subject": "order:O1", "verdict": "confirmed", "reviewer_id": "E5"},
    "policy_published": {"policy_hash": "a" * 64, **_TWO},
    "bundle_activated": {"role": "credit", "bundle_hash": "b" * 64, **_TWO},
    "bundle_shadowed": {"role": "credit", "bundle_hash": "b" * 64, "action": "start", "named_by": "E1"},
    "reservation_made": {
        "reservation_id": "V1",
        "decision_id": "D1",
        "order_id": "O1",
        "customer_id": "C1",
        "expires_at": "2026-03-01T00:00:00+08:00",
        **_MONEY,
    },
    "reservation_released": {
        "reservation_id": "V1",
        "order_id": "O1",
        "customer_id": "C1",
        "cause": "caller",
    },
    "baseline_taken": {
        "baseline_id": "2026-01-05",
        "day": "2026-01-05",
        "horizon": 7,
        "hours": {"order": [1] * 47 + [999_999_953]},
        "weekdays": {"order": [1] * 13 + [999_999_987]},
        "movements": {"order": 3},
        "industries": {"machinery": [-1_500, 250_000, 4]},
    },
    "party_linked": {"link_id": "L1", "supplier_id": "S1", "other": "employee:E1", "by": ["phone"]},
}
"""One row's fields for every kind."""


def at(day: float) -> str:
    """Return the time so many days after day 0, ten o'clock."""
    return (START + timedelta(days=day)).isoformat()


def at_us(day: float) -> int:
    """Return the same in microseconds since the epoch."""
    return to_us(START + timedelta(days=day))


def row(kind: str, day: float = 0, /, *, known: float | None = None, **fields: Any) -> Row:
    """Return the example of a kind on a day, with other fields; None takes a field out."""
    merged = {"kind": kind, "occurred_at": at(day), **EXAMPLES[kind], **fields}
    if known is not None:
        merged["known_at"] = at(known)
    return {name: value for name, value in merged.items() if value is not None}


def parse(said: Row, *, source: str = "erp", origin: str = "inside") -> Event:
    """Return the event of a row."""
    return PARSER.parse(said, source=source, origin=origin)


def append(
    engine: sa.Engine, rows: Sequence[Row], *, source: str = "erp", base: str = "CNY"
) -> list[Appended]:
    """Append rows in one transaction."""
    with write_unit(engine) as connection:
        log = Log(connection, base)
        taken = log.append([parse(said, source=source) for said in rows], recorded_at_us=at_us(900))
        log.flush()
    return taken


class MemoryBooks:
    """Books without a database: documents, rates and reservations in dictionaries."""

    base_currency = "CNY"

    def __init__(self) -> None:
        self.documents: dict[str, Document] = {}
        self.rates: list[tuple[str, int, int]] = []
        self.held: dict[str, str] = {}
        self.known: dict[str, dict[str, str]] = {}

    def document(self, document: str) -> Document | None:
        """Return the document, or None."""
        return self.documents.get(document)

    def open(self, document: Document) -> None:
        """Take in a new document."""
        self.documents[document.document] = document

    def attributes(self, party: str, _at_us: int) -> dict[str, str]:
        """Return what was put into `known`."""
        return self.known.get(party, {})

    def rate_micro(self, currency: str, at_us: int) -> int | None:
        """Return the latest rate up to a moment."""
        known = [(from_us, rate) for of, from_us, rate in self.rates if of == currency and from_us <= at_us]
        return max(known)[1] if known else None

    def holds(self, document: str, reservation_id: str) -> bool:
        """Tell whether this reservation holds."""
        return self.held.get(document) == reservation_id

    def post(self, kind: str, day: float = 0, /, *, known: float | None = None, **fields: Any) -> Booked:
        """Book one row, and what the store would keep beside it."""
        event = parse(row(kind, day, known=known, **fields))
        booked = book(event, self)
        if kind == "fx_rate_set":
            self.rates.append(
                (event.body["currency"], event.occurred_at_us, round(float(event.body["rate"]) * 1e6))
            )
        if kind == "reservation_made":
            self.held[event.document] = event.body["reservation_id"]
        if kind == "reservation_released":
            del self.held[event.document]
        return booked


_ANY_ORDER = ("order_amended", "order_cancelled", "order_reopened", "order_delivered", "order_placed")
_ANY_PAYMENT = ("payment_returned", "payment_withdrawn")
_ANY_INVOICE = (
    "money_matched",
    "money_matched",
    "money_matched",
    "credit_note_issued",
    "invoice_voided",
    "invoice_written_off",
    "invoice_disputed",
)
_OPENING = (
    "order_placed",
    "order_submitted",
    "invoice_issued",
    "payment_executed",
    "payment_submitted",
    "payee_account_changed",
    "expense_claimed",
    "invoice_received",
    "supplier_registered",
    "employee_registered",
    "customer_registered",
    "group_membership_set",
    "limit_overridden",
    "baseline_taken",
)
_AMOUNTS = ("1000.00", "495.50", "49999.99", "29500.00", "30500.00", "120000.00", "0.03")
_SMALL = ("1000.00", "495.50", "495.50", "29500.00", "0.03")
_SHARED = {
    "customer_id": ("C1", "C2", "C3"),
    "salesperson_id": ("E7", "E8"),
    "payee_id": ("S1", "S2"),
    "supplier_id": ("S1", "S2"),
    "account": ("6222 0001", "6222 0002", "6222 0003"),
    "payee_account": ("6222 0001", "6222 0002", "6222 0003"),
    "requester_id": ("E1", "E2"),
    "employee_id": ("E1", "E2"),
    "changed_by": ("E1", "E2"),
    "approver_id": ("E9", "E8"),
    "ip": ("10.0.0.1", "10.0.0.2"),
    "invoice_no": ("INV-001", "inv 1", "INV-77"),
    "group_id": ("G1", "G2"),
    "industry": ("machinery", "food"),
    "name": ("Meadow Tools Ltd", "Meadows Tools Inc", "Harbour Freight"),
    "phone": ("13800138000", "13900139000"),
}
_IDS = {
    "order_placed": ("order_id", "O"),
    "order_submitted": ("order_id", "O"),
    "invoice_issued": ("invoice_id", "I"),
    "payment_executed": ("payment_id", "P"),
    "payment_submitted": ("payment_id", "P"),
    "expense_claimed": ("claim_id", "X"),
    "invoice_received": ("supplier_invoice_id", "SI"),
    "baseline_taken": ("baseline_id", "BL"),
}
_ALSO: dict[str, dict[str, tuple[Any, ...]]] = {
    "customer_registered": {"registered_capital": ("500000.00", None), "currency": ("CNY",)},
    "supplier_registered": {
        "registry_id": ("91350100M000100Y43", "91350100M000100Y44", None),
        "legal_person": ("Wang Qi", "Li Min", None),
        "address": ("1 Long Street", "2 Long Street", None),
        "approved_by": ("E1", "E2"),
    },
    "employee_registered": {"phone": ("13900139000", None)},
    "order_placed": {"delivery_date": ("2026-03-01", "2026-09-01", None)},
    "order_submitted": {"delivery_date": ("2026-03-01", None)},
    "payment_executed": {"customer_id": ("C1", "C2", None), "voucher_no": ("V-1", "V-2", None)},
    "payment_submitted": {
        "customer_id": ("C1", None),
        "voucher_no": ("V-1", None),
        "kind_of_payment": ("supplier", "expense", "refund", "salary"),
    },
    "limit_overridden": {"expires_at": ("2026-12-31T00:00:00+08:00", None)},
    "baseline_taken": {"movements": ({"order": 3}, {"order": 300}), "industries": ({"food": [2_000, 0, 1]},)},
}
"""Fields that a kind may have beside its example's, and what random histories put there."""


def random_rows(seed: int, count: int, *, late: float = 0.15, days: float = 400) -> list[Row]:
    """Return rows in the order in which they happen to come: ties, late ones, some that contradict.

    Occurred moments fall on half hours, so that ties are common; a share `late` is known later,
    and a share comes to the log out of order.
    """
    draw = random.Random(seed)
    rows = list(_random_rows(draw, count, late, days))
    for _ in range(count // 5):
        i, j = draw.randrange(count), draw.randrange(count)
        rows.insert(i, rows.pop(j))
    return rows


def _random_rows(draw: random.Random, count: int, late: float, days: float) -> Iterator[Row]:
    orders: list[str] = []
    invoices: list[str] = []
    payments: list[str] = []
    for i in range(count):
        day = round(i * days / count * 48) / 48
        known = day + draw.choice([0.01, 1, 20, 90]) if draw.random() < late else None
        fields: Row = {}
        turn = draw.random()
        if turn < 0.3 and orders:
            kind = draw.choice(_ANY_ORDER)
            fields = {"order_id": draw.choice(orders[-6:])}
        elif turn < 0.5 and invoices:
            kind = draw.choice(_ANY_INVOICE)
            fields = {"invoice_id": draw.choice(invoices[-6:])}
        elif turn < 0.55 and payments:
            kind, fields = draw.choice(_ANY_PAYMENT), {"payment_id": draw.choice(payments[-6:])}
        elif turn < 0.62 and orders + payments:
            subjects = [f"order:{name}" for name in orders] + [f"payment:{name}" for name in payments]
            kind = "verdict_recorded"
            fields = {"subject": draw.choice(subjects), "verdict": draw.choice(["confirmed", "cleared"])}
        else:
            kind = draw.choice(_OPENING)
        fields |= _opening_fields(draw, kind, i, orders) if kind in _OPENING and not fields else {}
        if "amount" in EXAMPLES[kind]:
            small = kind == "money_matched"
            fields["amount"] = draw.choice(_SMALL if small else _AMOUNTS)
        orders += [fields["order_id"]] if kind in {"order_placed", "order_submitted"} else []
        invoices += [fields["invoice_id"]] if kind == "invoice_issued" else []
        payments += [fields["payment_id"]] if "payment_id" in fields and kind in _IDS else []
        yield row(kind, day, known=known, event_id=f"{kind}-{i}", **fields)


def _opening_fields(draw: random.Random, kind: str, i: int, orders: list[str]) -> Row:
    fields: Row = {name: draw.choice(keys) for name, keys in _SHARED.items() if name in EXAMPLES[kind]}
    if kind in _IDS:
        name, prefix = _IDS[kind]
        fields[name] = f"{prefix}{i}"
    fields |= {name: draw.choice(values) for name, values in _ALSO.get(kind, {}).items()}
    if kind == "order_placed" and orders and draw.random() < 0.3:
        fields["order_id"] = draw.choice(orders[-6:])
    if kind == "invoice_issued":
        due = START + timedelta(days=draw.choice([0, 10, 45, 200]) + i)
        fields["due_date"] = due.date().isoformat()
        fields["order_id"] = draw.choice(orders[-4:]) if orders and draw.random() < 0.6 else None
    return fields


def chunked(rows: Sequence[Row], seed: int) -> Iterator[Sequence[Row]]:
    """Cut rows into transactions of random length."""
    draw = random.Random(seed)
    begin = 0
    while begin < len(rows):
        end = begin + draw.choice([1, 1, 2, 3, 7, 20])
        yield rows[begin:end]
        begin = end


def taken(appended: Iterable[Appended]) -> int:
    """Return how many were taken."""
    return sum(one.status == "taken" for one in appended)


def keys() -> dict[str, list[str]]:
    """Return for every entity the keys that random histories use, as the log stores them, and one that none uses."""
    seal = PARSER.vault.digest
    return {
        "customer": [*_SHARED["customer_id"], "C9"],
        "salesperson": [*_SHARED["salesperson_id"], "E99"],
        "payee": [*_SHARED["payee_id"], "S9"],
        "account": [seal("account", number) for number in (*_SHARED["account"], "6222 9999")],
        "requester": [*_SHARED["requester_id"], "E99"],
        "approver": [*_SHARED["approver_id"], "E99"],
        "address": [seal("ip", ip) for ip in (*_SHARED["ip"], "10.9.9.9")],
        "corporate_group": [*_SHARED["group_id"], "G9"],
        "industry": [*_SHARED["industry"], "mining"],
        "namesake": [*_SHARED["supplier_id"], "S9"],
    }
