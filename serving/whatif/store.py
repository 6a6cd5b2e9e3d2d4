"""How orders behind special approvals turned out, as the log holds it."""

from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa

from features.events.kinds import BY_NAME
from features.history.statements import parts
from features.kernel.layout import FLAG_CLOSED
from models.whatif.past import Turnout
from riskdesk.core.clock import DAY_US
from riskdesk.core.database.tables import documents, events

_ISSUED: Final = BY_NAME["invoice_issued"].code
_WRITTEN_OFF: Final = BY_NAME["invoice_written_off"].code


def turnouts(connection: sa.Connection, orders: Mapping[str, str], *, now_us: int) -> dict[str, Turnout]:
    """Return how each order turned out; an order without an invoice that stands is at its default.

    Parameters
    ----------
    orders
        Document -> customer, such as `order:25SH00137` -> `C1042`; the log has an index by customer.
    now_us
        What fell due before this is past due.
    """
    invoices = _invoices(connection, orders)
    ended = _ended(connection, orders, {str(row["document"]) for row in invoices})
    found: dict[str, list[dict[str, Any]]] = {order: [] for order in orders}
    for row in invoices:
        found[row["reference"]].append(row | ended.get(row["document"], {}))
    return {order: _turnout(rows, now_us) for order, rows in found.items()}


def _invoices(connection: sa.Connection, orders: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return invoices of these orders that were not taken back: order, amount, what is open, when due."""
    rows: list[dict[str, Any]] = []
    for customers in parts(orders.values()):
        query = (
            sa.select(
                events.c.document,
                events.c.reference,
                events.c.base_minor,
                documents.c.open_minor,
                documents.c.due_at_us,
            )
            .join(documents, documents.c.document == events.c.document)
            .where(
                events.c.customer.in_(customers),
                events.c.kind == _ISSUED,
                events.c.reference.is_not(None),
                documents.c.status != "void",
            )
        )
        rows += [dict(row) for row in connection.execute(query).mappings() if row["reference"] in orders]
    return rows


def _ended(
    connection: sa.Connection, orders: Mapping[str, str], invoices: set[str]
) -> dict[str, dict[str, Any]]:
    """Return invoice -> when it was closed, and what was given up."""
    found: dict[str, dict[str, Any]] = {}
    for customers in parts(orders.values()):
        query = sa.select(
            events.c.document, events.c.kind, events.c.occurred_at_us, events.c.base_minor
        ).where(
            events.c.customer.in_(customers),
            events.c.flags.bitwise_and(FLAG_CLOSED) != 0,
            events.c.document.startswith("invoice:"),
        )
        for row in connection.execute(query.order_by(events.c.seq)):
            if row.document in invoices:
                given_up = row.base_minor if row.kind == _WRITTEN_OFF else 0
                found[row.document] = {"closed_at_us": row.occurred_at_us, "written_off_minor": given_up}
    return found


def _turnout(invoices: list[dict[str, Any]], now_us: int) -> Turnout:
    late = [_late_days(row, now_us) for row in invoices]
    return Turnout(
        billed_minor=sum(row["base_minor"] for row in invoices),
        past_due_minor=sum(row["open_minor"] for row in invoices if row["due_at_us"] <= now_us),
        written_off_minor=sum(row.get("written_off_minor", 0) for row in invoices),
        late_days=max((days for days in late if days is not None), default=None),
    )


def _late_days(invoice: dict[str, Any], now_us: int) -> int | None:
    """Return days past due when paid, or until now; None where it is not due yet."""
    due_us: int = invoice["due_at_us"]
    closed_us: int | None = invoice.get("closed_at_us")
    if closed_us is None and due_us > now_us:
        return None
    # The due moment is the midnight after the due date: paid on that day is 0 days late.
    return ((now_us if closed_us is None else closed_us) - due_us) // DAY_US + 1
