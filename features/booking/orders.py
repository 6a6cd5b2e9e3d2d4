"""Booking what happens to an order: submitted, placed, amended, cancelled, delivered, reserved."""

from typing import Final

from features.booking.document import Booked, Document
from features.events.event import Event
from features.kernel.layout import DAY, FLAG_RECURRING
from riskdesk.core.errors import EventInvalid

HORIZON_DAYS: Final = 30
"""An order to be delivered later than this is left out of the dynamic credit check until it comes near.

SAP credit management, "Different types of credit checks": the credit horizon of the dynamic check.
"""


def submit(event: Event, order: Document, contract: Document | None, booked: Booked) -> None:
    """Count the order once; a later revision counts its difference."""
    _date(event, order)
    _count(event, order, booked)
    if order.status == "new":
        order.status = "submitted"
    _inherit(contract, booked)


def place(event: Event, order: Document, contract: Document | None, booked: Booked) -> None:
    """Open the order; it supersedes a submission and its reservation, another amount is an amendment."""
    if order.status not in ("new", "submitted"):
        remedy = "is cancelled; reopen it" if order.status == "cancelled" else "was placed already; amend it"
        raise EventInvalid(f"{order.document} {remedy}", field="order_id")
    _date(event, order)
    _count(event, order, booked)
    _open(order, booked, booked.base_minor - order.fulfilled_minor)
    order.reserved_minor = 0
    order.status = "open"
    _inherit(contract, booked)


def amend(event: Event, order: Document, _contract: Document | None, booked: Booked) -> None:
    """Change the amount; what was delivered or billed stays so."""
    if order.status == "cancelled":
        raise EventInvalid(f"{order.document} is cancelled; reopen it", field="order_id")
    _date(event, order)
    _count(event, order, booked)
    if order.status == "open":
        _open(order, booked, booked.base_minor - order.fulfilled_minor)


def cancel(_event: Event, order: Document, _contract: Document | None, booked: Booked) -> None:
    """Take back what is open or reserved; an order of which nothing was delivered counts no more."""
    kept_minor = min(order.amount_minor, order.fulfilled_minor)
    if order.status == "cancelled" and order.amount_minor == kept_minor:
        raise EventInvalid(f"{order.document} is cancelled already", field="order_id")
    _amount(order, booked, kept_minor)
    _open(order, booked, 0)
    order.reserved_minor = 0
    order.status = "cancelled"


def reopen(_event: Event, order: Document, _contract: Document | None, booked: Booked) -> None:
    """Open a cancelled order again with this amount, beside what was delivered or billed before."""
    if order.status != "cancelled":
        raise EventInvalid(f"{order.document} is not cancelled", field="order_id")
    _amount(order, booked, order.fulfilled_minor + booked.base_minor)
    _open(order, booked, booked.base_minor)
    order.status = "open"


def deliver(_event: Event, order: Document, _contract: Document | None, booked: Booked) -> None:
    """Move value from open to delivered."""
    if order.status == "cancelled":
        raise EventInvalid(f"{order.document} is cancelled", field="order_id")
    _open(order, booked, order.open_minor - booked.base_minor)
    booked.delivered_delta_minor = booked.base_minor
    order.delivered_minor += booked.base_minor
    order.fulfilled_minor += booked.base_minor
    _convert(order, booked.base_minor)


def bill_order(invoice: Document, order: Document, booked: Booked) -> None:
    """Take a billed amount out of what was delivered, the rest out of what is open; the invoice keeps both."""
    from_delivered = min(booked.ref_minor, order.delivered_minor)
    rest_minor = booked.ref_minor - from_delivered
    invoice.bills, invoice.delivered_minor, invoice.fulfilled_minor = (
        order.document,
        from_delivered,
        rest_minor,
    )
    booked.near_at_us = order.near_at_us
    order.delivered_minor -= from_delivered
    booked.delivered_delta_minor = -from_delivered
    order.fulfilled_minor += rest_minor
    _open(order, booked, order.open_minor - rest_minor)
    _convert(order, rest_minor)


def unbill_order(invoice: Document, order: Document, booked: Booked) -> None:
    """Give back to the order what is unpaid of an invoice: first as delivered, the rest as not delivered yet.

    What was paid or credited of it stays billed. Of a cancelled order nothing is open again but what was delivered.
    """
    unpaid_minor = invoice.delivered_minor + invoice.fulfilled_minor
    if invoice.open_minor != invoice.amount_minor:
        unpaid_minor = unpaid_minor * invoice.open_minor // invoice.amount_minor
    to_delivered = min(unpaid_minor, invoice.delivered_minor)
    booked.near_at_us = order.near_at_us
    booked.delivered_delta_minor = to_delivered
    order.delivered_minor += to_delivered
    order.fulfilled_minor -= unpaid_minor - to_delivered
    if order.status == "open":
        _open(order, booked, order.amount_minor - order.fulfilled_minor)


def reserve(_event: Event, order: Document, _contract: Document | None, booked: Booked) -> None:
    """Hold exposure for what is to come of the order; a new reservation replaces the one before."""
    order.reserved_minor = max(booked.base_minor - order.fulfilled_minor, 0)


def release(_event: Event, order: Document, _contract: Document | None, _booked: Booked) -> None:
    """Give the reservation back."""
    order.reserved_minor = 0


def _convert(order: Document, minor: int) -> None:
    """Take what was delivered or billed out of the reservation: it counts as such from now on."""
    order.reserved_minor = max(order.reserved_minor - minor, 0)


def _date(event: Event, order: Document) -> None:
    """Note from when the order is near, while nothing of it stands open or delivered without a bill.

    What stands was posted from the moment that was stated then, and has to leave at the same one: a date
    that is amended later counts from when the order is placed or opened anew.
    """
    if event.delivery_at_us and order.open_minor == order.delivered_minor == 0:
        order.near_at_us = event.delivery_at_us - HORIZON_DAYS * DAY


def _count(event: Event, order: Document, booked: Booked) -> None:
    terms_days = event.body.get("terms_days")
    if terms_days is not None:
        booked.due_at_us = event.occurred_at_us + terms_days * DAY  # if it were billed at once
    _amount(order, booked, booked.base_minor)


def _amount(order: Document, booked: Booked, amount_minor: int) -> None:
    booked.delta_minor = amount_minor - order.amount_minor
    booked.count_delta = (amount_minor > 0) - (order.amount_minor > 0)
    order.amount_minor = amount_minor


def _open(order: Document, booked: Booked, open_minor: int) -> None:
    """Set what is open; more delivered than was ordered leaves nothing open, and no less."""
    booked.open_delta_minor = max(open_minor, 0) - order.open_minor
    order.open_minor = max(open_minor, 0)


def _inherit(contract: Document | None, booked: Booked) -> None:
    booked.flags |= (contract.flags & FLAG_RECURRING) if contract is not None else 0
