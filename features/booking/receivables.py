"""Booking what happens to a customer's invoice: issued, paid, credited, voided, given up."""

from dataclasses import replace

from features.booking.document import Booked, Document
from features.booking.orders import bill_order, unbill_order
from features.events.event import Event
from features.kernel.layout import FLAG_CLOSED
from riskdesk.core.errors import EventInvalid


def issue(event: Event, invoice: Document, order: Document | None, booked: Booked) -> None:
    """Open the invoice; what it bills is no longer open on its order."""
    if event.due_at_us == 0:
        raise EventInvalid("expected the day on which the invoice falls due", field="due_date")
    invoice.amount_minor = booked.base_minor
    invoice.open_minor = booked.base_minor
    invoice.owed_minor = event.amount_minor
    invoice.due_at_us = event.due_at_us
    booked.delta_minor = booked.base_minor
    booked.count_delta = 1
    if order is not None:
        if order.parties.get("customer") != event.parties.get("customer"):
            raise EventInvalid(f"{order.document} belongs to another customer", field="order_id")
        bill_order(invoice, order, booked)
        booked.ref_at_us = order.opened_at_us
        order.known_at_us = booked.known_at_us  # what comes after it is known no earlier


def match(event: Event, invoice: Document, _receipt: Document | None, booked: Booked) -> None:
    """Pay part or all of the invoice."""
    _reduce(event.amount_minor, invoice, booked, "settled")


def credit(event: Event, invoice: Document, _order: Document | None, booked: Booked) -> None:
    """Reduce the invoice by a credit note."""
    _reduce(event.amount_minor, invoice, booked, "settled")


def void(_event: Event, invoice: Document, order: Document | None, booked: Booked) -> None:
    """Take back what is still owed; it is open again on the order that it billed."""
    unpaid = replace(invoice)
    booked.base_minor = invoice.open_minor
    booked.count_delta = -1
    _reduce(invoice.owed_minor, invoice, booked, "void")
    if order is not None:
        unbill_order(unpaid, order, booked)
        order.known_at_us = booked.known_at_us  # what comes after it is known no earlier


def write_off(_event: Event, invoice: Document, _order: Document | None, booked: Booked) -> None:
    """Give up what is still owed."""
    if invoice.owed_minor == 0:
        raise EventInvalid(f"nothing of {invoice.document} is owed", field="invoice_id")
    booked.base_minor = invoice.open_minor
    _reduce(invoice.owed_minor, invoice, booked, "written_off")


def dispute(_event: Event, invoice: Document, _order: Document | None, booked: Booked) -> None:
    """Note the dispute: of the amount named, or of all that is owed."""
    booked.base_minor = booked.base_minor or invoice.open_minor
    booked.due_at_us = invoice.due_at_us


def _reduce(amount_minor: int, invoice: Document, booked: Booked, status: str) -> None:
    """Take an amount, minor units of the invoice's currency, out of what is owed."""
    if invoice.status in ("void", "written_off"):
        raise EventInvalid(
            f"{invoice.document} is {invoice.status}; nothing of it is owed", field="invoice_id"
        )
    if amount_minor > invoice.owed_minor:
        raise EventInvalid(
            f"more than is owed of {invoice.document}: {invoice.owed_minor} minor units are open",
            field="amount",
        )
    booked.delta_minor = -booked.base_minor
    booked.due_at_us = invoice.due_at_us
    booked.ref_at_us = invoice.opened_at_us
    if amount_minor == invoice.owed_minor:
        booked.flags |= FLAG_CLOSED if amount_minor > 0 else 0
        invoice.status = status
    invoice.owed_minor -= amount_minor
    invoice.open_minor -= booked.base_minor
