"""Booking what happens to a payment and to a supplier's invoice."""

from typing import Final, get_args

from features.booking.document import Booked, Document
from features.events.event import Event
from features.events.purchasing import PaymentKind
from features.kernel.layout import FLAG_ORDERED, FLAG_RECURRING, FLAG_WITHDRAWN, SHIFT_PAYMENT_KIND
from riskdesk.core.errors import EventInvalid

_KINDS: Final = get_args(PaymentKind)
_KIND_BITS: Final = 3 << SHIFT_PAYMENT_KIND
_MAY_COME: Final = ("new", "submitted", "withdrawn")
"""States in which a payment may be submitted or paid; one that was withdrawn counts anew."""


def kind_flags(event: Event) -> int:
    """Return the two bits of flags that tell the kind of a payment: supplier 0, expense, refund, salary 3."""
    return int(_KINDS.index(event.body["kind_of_payment"])) << SHIFT_PAYMENT_KIND


def submit(event: Event, payment: Document, contract: Document | None, booked: Booked) -> None:
    """Count the payment once; a later revision counts its difference."""
    _count(event, payment, booked)
    payment.status = "submitted"
    _inherit(contract, booked)


def execute(event: Event, payment: Document, contract: Document | None, booked: Booked) -> None:
    """The bank paid; it supersedes a submission, another amount is an amendment."""
    _count(event, payment, booked)
    payment.status = "settled"
    _inherit(contract, booked)


def send_back(_event: Event, payment: Document, _contract: Document | None, booked: Booked) -> None:
    """Take the payment back: it counts no more."""
    if payment.status in ("returned", "withdrawn"):
        raise EventInvalid(f"{payment.document} was {payment.status} already", field="payment_id")
    _take_back(payment, booked, "returned")
    payment.amount_minor = 0


def withdraw(_event: Event, payment: Document, _contract: Document | None, booked: Booked) -> None:
    """Take a payment back that was never made: it counts no more, unless it is submitted or paid after all."""
    _still_submitted(payment)
    _take_back(payment, booked, "withdrawn")
    booked.flags |= FLAG_WITHDRAWN


def give_back(event: Event, payment: Document, contract: Document | None, booked: Booked) -> None:
    """Check that what the payment took of its budget may be given back: what was paid stays taken."""
    _still_submitted(payment)
    if payment.budget_id != event.body["budget_id"]:
        raise EventInvalid(f"{payment.document} is not taken from this budget", field="budget_id")
    if event.body["cause"] == "withdrawn":
        withdraw(event, payment, contract, booked)


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
    if payment.status not in _MAY_COME:
        raise EventInvalid(f"{payment.document} is {payment.status} already", field="payment_id")
    counts = payment.status == "submitted"
    booked.count_delta = 0 if counts else 1
    booked.delta_minor = booked.base_minor - (payment.amount_minor if counts else 0)
    payment.amount_minor = booked.base_minor
    payment.flags = payment.flags & ~_KIND_BITS | kind_flags(event)
    booked.flags |= payment.flags & _KIND_BITS


def _still_submitted(payment: Document) -> None:
    if payment.status != "submitted":
        raise EventInvalid(f"{payment.document} is {payment.status} already", field="payment_id")


def _take_back(payment: Document, booked: Booked, status: str) -> None:
    booked.delta_minor = -payment.amount_minor
    booked.count_delta = -1
    booked.flags |= payment.flags & _KIND_BITS
    payment.status = status


def _inherit(contract: Document | None, booked: Booked) -> None:
    booked.flags |= (contract.flags & FLAG_RECURRING) if contract is not None else 0
