"""Booking what the company decided and what riskdesk noted: limits, verdicts, links between parties."""

from typing import Final

from features.booking.document import FLAG_REFUSED, FLAG_RELEASED, Booked, Document
from features.events.event import Event
from features.kernel.layout import FLAG_CONFIRMED, FLAG_JUDGED
from riskdesk.core.clock import parse_time

_CONCERNED: Final = ("customer", "salesperson", "payee", "account", "requester", "approver")
"""Parties of what was judged whom a verdict concerns."""

_BOUND: Final = ("order:", "payment:")
"""What a reviewer's block binds."""
_SORTS: Final = {"employee": 1, "customer": 2, "supplier": 3}
_SHARED: Final = {"phone": 1, "address": 2, "legal_person": 4, "registry_id": 8}


def limit(event: Event, _customer: Document, _reference: Document | None, booked: Booked) -> None:
    """Note until when a limit set by a person is in force."""
    expires_at = event.body.get("expires_at")
    booked.due_at_us = 0 if expires_at is None else parse_time(expires_at, field="expires_at")


def judge(event: Event, decision: Document, subject: Document | None, booked: Booked) -> None:
    """Carry a verdict to all whom its subject concerns; a later verdict counts its difference.

    A block binds the order or payment until a release. A verdict on what the log has not heard of concerns nobody.
    """
    _bind(event.body["action"], decision, subject)
    if subject is None:
        return
    confirmed = event.body["verdict"] == "confirmed"
    booked.count_delta = 0 if subject.flags & FLAG_JUDGED else 1
    booked.delta_minor = int(confirmed) - (1 if subject.flags & FLAG_CONFIRMED else 0)
    booked.base_minor = subject.amount_minor
    booked.ref_at_us = subject.opened_at_us
    booked.parties |= {name: subject.parties[name] for name in _CONCERNED if name in subject.parties}
    subject.known_at_us = booked.known_at_us  # what the next verdict differs from is known no earlier
    subject.flags = subject.flags & ~FLAG_CONFIRMED | FLAG_JUDGED | (FLAG_CONFIRMED if confirmed else 0)


def _bind(action: str, decision: Document, subject: Document | None) -> None:
    """Note what a reviewer did: what was refused, and which decision was released; `none` leaves both."""
    if action == "none":
        return
    released = action == "release"
    decision.flags = decision.flags & ~FLAG_RELEASED | (FLAG_RELEASED if released else 0)
    if subject is not None and subject.document.startswith(_BOUND):
        subject.flags = subject.flags & ~FLAG_REFUSED | (0 if released else FLAG_REFUSED)


def link(event: Event, _link: Document, _other: Document | None, booked: Booked) -> None:
    """Note who the other party is (1 staff, 2 customer, 3 supplier) and what is shared, as bits.

    A link is known from when both sides had said what they share, whatever the other said since.
    """
    booked.base_minor = _SORTS[str(event.body["other"]).partition(":")[0]]
    booked.delta_minor = sum(_SHARED[name] for name in event.body["by"])
    booked.known_at_us = event.known_at_us
