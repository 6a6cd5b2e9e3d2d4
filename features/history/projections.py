"""What some kinds change beside their document: limits, groups, rates, budgets, approvals."""

from collections.abc import Callable
from typing import Final

import sqlalchemy as sa

from features.booking.document import Booked, Document
from features.events.event import Event
from features.history.books import OpenBooks
from features.history.statements import upsert
from features.history.superseded import superseded
from riskdesk.core.clock import LATEST_US, parse_time
from riskdesk.core.database.tables import approvals, rates

Projection = Callable[[sa.Connection, OpenBooks, Event, Booked, int], None]


def _customer(_connection: sa.Connection, books: OpenBooks, event: Event, _booked: Booked, seq: int) -> None:
    held = books.customer(event.parties["customer"])
    held.strategic = bool(event.body.get("strategic", held.strategic))
    books.change(event.parties["customer"], seq)
    _note(books, event, "industry", seq)


def _note(books: OpenBooks, event: Event, name: str, seq: int) -> None:
    """Keep what master data says of a party from when it was known; absent fields stay as they were."""
    if name in event.body:
        books.known.note(event.document, name, event.body[name], from_us=event.known_at_us, seq=seq)


def _supplier(_connection: sa.Connection, books: OpenBooks, event: Event, _booked: Booked, seq: int) -> None:
    namesake = books.names.take(event)
    if namesake is not None:
        books.known.note(event.document, "namesake", namesake, from_us=event.known_at_us, seq=seq)


def _group(_connection: sa.Connection, books: OpenBooks, event: Event, _booked: Booked, seq: int) -> None:
    group_id = event.body.get("group_id")
    books.known.note(event.document, "corporate_group", group_id, from_us=event.known_at_us, seq=seq)
    # what comes late speaks of then: the group of now is the one that was known last
    latest = books.known.of(event.document, LATEST_US)
    books.customer(event.parties["customer"]).group_id = latest.get("corporate_group")
    books.change(event.parties["customer"], seq)


def _limit(_connection: sa.Connection, books: OpenBooks, event: Event, booked: Booked, seq: int) -> None:
    held = books.customer(event.parties["customer"])
    held.limit_minor = booked.base_minor
    held.limit_expires_at_us = _expiry(event)
    books.change(event.parties["customer"], seq)


def _group_limit(
    _connection: sa.Connection, books: OpenBooks, event: Event, booked: Booked, seq: int
) -> None:
    books.group_limits.set(event.body["group_id"], booked.base_minor, _expiry(event), seq)


def _expiry(event: Event) -> int | None:
    """Return until when a limit is in force; None is without end."""
    expires_at = event.body.get("expires_at")
    return None if expires_at is None else parse_time(expires_at, field="expires_at")


def _rate(connection: sa.Connection, _books: OpenBooks, event: Event, _booked: Booked, seq: int) -> None:
    whole, _, decimals = str(event.body["rate"]).partition(".")
    row = {
        "currency": event.body["currency"],
        "from_us": event.occurred_at_us,
        "rate_micro": int(whole + decimals.ljust(6, "0")),
        "seq": seq,
    }
    upsert(connection, rates, [row], key=("currency", "from_us"))


def _budget(_connection: sa.Connection, books: OpenBooks, event: Event, booked: Booked, seq: int) -> None:
    books.budgets.set(event.body["budget_id"], booked.base_minor, seq)


def _spend(_connection: sa.Connection, books: OpenBooks, event: Event, _booked: Booked, seq: int) -> None:
    """Take a payment from its budget; one that names another budget moves there."""
    payment = books.document(event.document)
    if payment is None:
        return
    # a submission says all of a payment; a bank that names no budget leaves the one that was named
    stays = None if event.kind.name == "payment_submitted" else payment.budget_id
    books.budgets.take(payment, event.body.get("budget_id", stays), payment.amount_minor, seq)


def _unspend(_connection: sa.Connection, books: OpenBooks, event: Event, _booked: Booked, seq: int) -> None:
    payment = books.document(event.document)
    if payment is not None:
        books.budgets.take(payment, payment.budget_id, 0, seq)


def _judged(connection: sa.Connection, books: OpenBooks, event: Event, _booked: Booked, seq: int) -> None:
    """A reviewer's block gives back what the document holds; a release takes it again: budget or exposure.

    A verdict on a decision that a later one replaced changes nothing: what is held is the later one's.
    """
    document, action = books.document(event.reference) if event.reference else None, event.body["action"]
    if document is None or action == "none":
        return
    spends = document.budget_id is not None and document.status == "submitted"
    reserves = _may_reserve(document, action)
    if not (spends or reserves):
        return
    if superseded(connection, event.body.get("decision_id")):
        if reserves and action == "release":
            books.reservations.waive(document.document)
        return
    if spends:
        minor = document.amount_minor if action == "release" else 0
        books.budgets.take(document, document.budget_id, minor, seq)
        return
    if action == "block":
        books.reservations.end(document.document, "blocked")
        document.reserved_minor = 0
    else:
        amount = books.reservations.resume(document.document, document.amount_minor, event.known_at_us)
        document.reserved_minor = max(amount - document.fulfilled_minor, 0)
    books.touch(document.document, seq)


def _may_reserve(document: Document, action: str) -> bool:
    """Tell whether an order has a reservation to give back, or may take one again: what was booked is no more."""
    if not document.document.startswith("order:"):
        return False
    reserved = document.reserved_minor > 0
    return reserved if action == "block" else not reserved and document.status == "submitted"


def _approval(connection: sa.Connection, _books: OpenBooks, event: Event, booked: Booked, seq: int) -> None:
    row = {
        "special_approval_id": event.body["special_approval_id"],
        "customer": event.parties.get("customer"),
        "payment": event.body.get("payment_id"),
        "approved_by": event.body["approved_by"],
        "cap_minor": booked.base_minor,
        "expires_at_us": parse_time(event.body["expires_at"], field="expires_at"),
        "used_by": None,
        "seq": seq,
    }
    upsert(connection, approvals, [row], key=("special_approval_id",))


def _placed(_connection: sa.Connection, books: OpenBooks, event: Event, _booked: Booked, _seq: int) -> None:
    books.reservations.end(event.document, "booked")


def _cancelled(
    _connection: sa.Connection, books: OpenBooks, event: Event, _booked: Booked, _seq: int
) -> None:
    books.reservations.end(event.document, "released")


def _reserved(_connection: sa.Connection, books: OpenBooks, event: Event, booked: Booked, _seq: int) -> None:
    said = event.body
    row = {
        "reservation_id": said["reservation_id"],
        "document": event.document,
        "customer": event.parties["customer"],
        "decision_id": said.get("decision_id", ""),
        "amount_minor": booked.base_minor,
        "expires_at_us": parse_time(said["expires_at"], field="expires_at"),
        "state": "held",
    }
    books.reservations.make(row)


def _released(_connection: sa.Connection, books: OpenBooks, event: Event, _booked: Booked, _seq: int) -> None:
    books.reservations.end(event.document, "expired" if event.body["cause"] == "expired" else "released")


def _voided(_connection: sa.Connection, books: OpenBooks, event: Event, _booked: Booked, seq: int) -> None:
    """Carry what is open again to the order's customer; a reservation that still stands holds it as before."""
    invoice = books.document(event.document)
    order = books.document(invoice.bills) if invoice is not None and invoice.bills is not None else None
    if order is None:
        return
    held_minor = books.reservations.amount_of(order.document) - order.fulfilled_minor
    order.reserved_minor = max(order.reserved_minor, held_minor)
    books.touch(order.document, seq)


PROJECTIONS: Final[dict[str, Projection]] = {
    "customer_registered": _customer,
    "supplier_registered": _supplier,
    "group_membership_set": _group,
    "limit_overridden": _limit,
    "group_limit_set": _group_limit,
    "fx_rate_set": _rate,
    "budget_set": _budget,
    "payment_submitted": _spend,
    "payment_executed": _spend,
    "payment_returned": _spend,
    "payment_withdrawn": _unspend,
    "budget_released": _unspend,
    "verdict_recorded": _judged,
    "special_approval_granted": _approval,
    "order_placed": _placed,
    "order_cancelled": _cancelled,
    "invoice_voided": _voided,
    "reservation_made": _reserved,
    "reservation_released": _released,
}
