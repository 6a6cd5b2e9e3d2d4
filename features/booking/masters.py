"""Booking master data: whether a second person stood behind a change."""

from features.booking.document import Booked, Document
from features.events.event import Event
from features.kernel.layout import FLAG_ONE_PERSON, FLAG_RECURRING


def two_persons(event: Event, _payee: Document, _reference: Document | None, booked: Booked) -> None:
    """Note where nobody else approved what one person changed."""
    approved_by = event.body.get("approved_by")
    if approved_by is None or approved_by == event.body.get("changed_by"):
        booked.flags |= FLAG_ONE_PERSON


def sign(event: Event, contract: Document, _reference: Document | None, booked: Booked) -> None:
    """Remember that a contract recurs: it explains equal amounts."""
    if event.body.get("recurring"):
        contract.flags |= FLAG_RECURRING
        booked.flags |= FLAG_RECURRING
