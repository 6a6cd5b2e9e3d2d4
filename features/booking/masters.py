"""Booking master data: whether a second person stood behind a change, whether an id can be genuine."""

from features.booking.document import Booked, Document
from features.booking.registry_id import is_false
from features.events.event import Event
from features.kernel.layout import FLAG_BAD_REGISTRY, FLAG_ONE_PERSON, FLAG_RECURRING


def two_persons(event: Event, _payee: Document, _reference: Document | None, booked: Booked) -> None:
    """Note where nobody else approved what one person changed."""
    approved_by = event.body.get("approved_by")
    if approved_by is None or approved_by == event.body.get("changed_by"):
        booked.flags |= FLAG_ONE_PERSON


def supplier(event: Event, registered: Document, reference: Document | None, booked: Booked) -> None:
    """Note the persons, and whether the registry id that stands fails its check sign."""
    two_persons(event, registered, reference, booked)
    registry_id = event.body.get("registry_id")
    if registry_id is not None:
        registered.flags = registered.flags & ~FLAG_BAD_REGISTRY | (
            FLAG_BAD_REGISTRY if is_false(registry_id) else 0
        )
    booked.flags |= registered.flags & FLAG_BAD_REGISTRY


def sign(event: Event, contract: Document, _reference: Document | None, booked: Booked) -> None:
    """Remember that a contract recurs: it explains equal amounts."""
    if event.body.get("recurring"):
        contract.flags |= FLAG_RECURRING
        booked.flags |= FLAG_RECURRING
