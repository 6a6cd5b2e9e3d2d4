"""Booking what happens to a payment and to a supplier's invoice."""

from typing import Final, get_args

from features.booking.document import Booked, Document
from features.events.event import Event
from features.events.purchasing import PaymentKind
from features.kernel.layout import FLAG_ORDERED, FLAG_RECURRING, SHIFT_PAYMENT_KIND
from riskdesk.core.errors import EventInvalid

_KINDS: Final = get_args(PaymentKind)
_KIND_BITS: Final = 3 << SHIFT_PAYMENT_KIND


def kind_flags(event: Event) -> int:
    """Return the two bits of flags that tell the kind of a payment: supplier 0, expense, refund, salary 3."""
    return int(_KINDS.index(event.body["kind_of_payment"])) << SHIFT_PAYMENT_KIND


def submit(event: Event, payment: Document, contract: Document | None, booked: Booked) -> None:
    """Count the payment once; a later revision counts its difference."""
    if payment.status not in ("new", "submitted"):
        raise EventInvalid(f"{payment.document} is {payment.status} already", field="payment_id")
    _count(event, payment, booked)
    if payment.status == "new":
        payment.status = "submitted"
    _inherit(contract, booked)


def execute(event: Event, payment: Document, contract: Document | None, booked: Booked) -> None:
    """The bank paid; it supersedes a submission, another amount is an amendment."""
    if payment.status not in ("new", "submitted"):
        raise EventInvalid(f"{payment.document} is {payment.status} already", field="payment_id")
    _count(event, payment, booked)
    payment.status = "settled"
    _inherit(contract, booked)


def send_back(_event: Event, payment: Document, _contract: Document | None, booked: Booked) -> None:
    """Take the payment back: it counts no more."""
    if payment.status == "returned":
        raise EventInvalid(f"{payment.document} was returned already", field="payment_id")
    booked.delta_minor = -payment.amount_minor
    booked.count_delta = -1
    booked.flags |= payment.flags & _KIND_BITS
    payment.amount_minor = 0
    payment.status = "returned"


def give_back(event: Event, payment: Document, _contract: Document | None, _booked: Booked) -> None:
    """Check that what the payment took of its budget may be given back: what was paid stays taken."""
    if payment.status != "submitted":
        raise EventInvalid(f"{payment.document} is {payment.status} already", field="payment_id")
    if payment.budget_id != event.body["budget_id"]:
        raise EventInvalid(f"{payment.document} is not taken from this budget", field="budget_id")


def bill(event: Event, received: Document, purchase: Document | None, booked: Booked) -> None:
    """Note a supplier's invoice, and whether a purchase order stands behind it."""
    received.amount_minor = booked.base_minor
    received.due_at_us = event.due_at_us
    if purchase is not None:
        booked.flags |= FLAG_ORDERED


def claim(_event: Event, claimed: Document, _reference: Document | None, booked: Booked) -> None:
    """Note what was claimed."""
    claimed.amount_minor = booked.base_minor


def _count(event: Event, payment: Document, booked: Booked) -> None:
    booked.count_delta = 1 if payment.status == "new" else 0
    booked.delta_minor = booked.base_minor - payment.amount_minor
    payment.amount_minor = booked.base_minor
    payment.flags = payment.flags & ~_KIND_BITS | kind_flags(event)
    booked.flags |= payment.flags & _KIND_BITS


def _inherit(contract: Document | None, booked: Booked) -> None:
    booked.flags |= (contract.flags & FLAG_RECURRING) if contract is not None else 0
