"""What some kinds change beside their document: limits, groups, rates, budgets, approvals."""

from collections.abc import Callable
from typing import Final

import sqlalchemy as sa

from features.booking.document import Booked
from features.events.event import Event
from features.history.books import OpenBooks
from features.history.statements import upsert
from riskdesk.core.clock import parse_time
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
    books.customer(event.parties["customer"]).group_id = group_id
    books.change(event.parties["customer"], seq)
    books.known.note(event.document, "corporate_group", group_id, from_us=event.known_at_us, seq=seq)


def _limit(_connection: sa.Connection, books: OpenBooks, event: Event, booked: Booked, seq: int) -> None:
    held = books.customer(event.parties["customer"])
    held.limit_minor = booked.base_minor
    expires_at = event.body.get("expires_at")
    held.limit_expires_at_us = None if expires_at is None else parse_time(expires_at, field="expires_at")
    books.change(event.parties["customer"], seq)


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


def _spend(_connection: sa.Connection, books: OpenBooks, event: Event, booked: Booked, seq: int) -> None:
    """Keep what payments take from budgets; a payment that names another one moves there."""
    payment = books.document(event.document)
    if payment is None:
        return
    before, now = payment.budget_id, event.body.get("budget_id", payment.budget_id)
    payment.budget_id = now
    if before is not None:
        books.budgets.take(before, booked.delta_minor - payment.amount_minor, seq)
    if now is not None:
        books.budgets.take(now, payment.amount_minor, seq)


def _approval(connection: sa.Connection, _books: OpenBooks, event: Event, booked: Booked, seq: int) -> None:
    row = {
        "special_approval_id": event.body["special_approval_id"],
        "customer": event.parties["customer"],
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


PROJECTIONS: Final[dict[str, Projection]] = {
    "customer_registered": _customer,
    "supplier_registered": _supplier,
    "group_membership_set": _group,
    "limit_overridden": _limit,
    "fx_rate_set": _rate,
    "budget_set": _budget,
    "payment_submitted": _spend,
    "payment_executed": _spend,
    "payment_returned": _spend,
    "special_approval_granted": _approval,
    "order_placed": _placed,
    "order_cancelled": _cancelled,
    "reservation_made": _reserved,
    "reservation_released": _released,
}
