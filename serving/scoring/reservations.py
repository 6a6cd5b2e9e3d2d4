"""Reservations: made by a decision, given back by the caller, a later decision, or because their time is over."""

from datetime import timedelta
from typing import Any, Literal

import uuid_utils

from features.events.event import Event
from features.events.kinds import BY_NAME
from features.events.parse import read_body
from features.history.log import Log
from features.history.parties import expired_reservations, held_reservation, reservation
from models.decision.conclusion import Conclusion
from riskdesk.core.clock import from_us
from riskdesk.core.database.unit import write_unit
from riskdesk.core.errors import Conflict, NotFound
from serving.runtime import Runtime
from serving.scoring.item import Item

Cause = Literal["caller", "expired", "replaced", "blocked"]


def release(runtime: Runtime, reservation_id: str) -> None:
    """Give one reservation back; a second time changes nothing.

    Raises
    ------
    NotFound
        There is no such reservation.
    Conflict
        It was booked or replaced: nothing of it is held any more.
    """
    with write_unit(runtime.engine) as connection:
        found = reservation(connection, reservation_id)
        if found is None:
            raise NotFound("no reservation has this id", field="reservation_id")
        document, customer, state = found
        if state in ("booked", "replaced"):
            raise Conflict(f"the reservation was {state}", field="reservation_id")
        if state == "held":
            log = Log(connection, runtime.settings.base_currency)
            event = released(runtime, reservation_id, document, customer, "caller")
            append_own(log, [event], runtime.clock.now_us())
            log.flush()


def release_held(runtime: Runtime, log: Log, document: str, customer: str, cause: Cause) -> None:
    """Append the release of what holds exposure for a document, if anything does."""
    held = held_reservation(log.connection, document)
    if held is not None:
        event = released(runtime, held, document, customer, cause)
        append_own(log, [event], runtime.clock.now_us())


def release_expired(runtime: Runtime, log: Log, customers: list[str], now_us: int) -> None:
    """Append the release of every reservation of these customers, and of their groups, whose time is over."""
    over = expired_reservations(log.connection, customers, now_us)
    if over:
        batch = [released(runtime, rid, document, customer, "expired") for rid, document, customer in over]
        append_own(log, batch, now_us)


def append_own(log: Log, batch: list[Event], now_us: int) -> None:
    """Append events of riskdesk's own; one that the log refuses is a bug, and nothing of the group is kept."""
    for event, fate in zip(batch, log.append(batch, recorded_at_us=now_us), strict=True):
        if fate.seq is None:
            raise RuntimeError(f"{event.kind.name} was refused by the log: {fate.field}: {fate.detail}")


def released(runtime: Runtime, reservation_id: str, document: str, customer: str, cause: Cause) -> Event:
    """Return the event that gives a reservation back."""
    kind = BY_NAME["reservation_released"]
    now_us = runtime.clock.now_us()
    fields = {
        "reservation_id": reservation_id,
        "order_id": document.partition(":")[2],
        "customer_id": customer,
        "cause": cause,
    }
    return runtime.parser.build(
        kind,
        read_body(kind, fields),
        source="riskdesk",
        event_id=f"{reservation_id}/released",
        occurred_at_us=now_us,
        known_at_us=now_us,
    )


def reserve(
    runtime: Runtime, log: Log, item: Item, conclusion: Conclusion, decision_id: str, now_us: int
) -> dict[str, Any] | None:
    """Hold the order's amount unless it was refused; the reservation is an event of its own.

    What an earlier decision held for the order is replaced, or given back.
    """
    if item.place != "order":
        return None
    blocked = conclusion.outcome.value == "block"
    if blocked or not item.reserve:
        customer = item.event.parties["customer"]
        release_held(runtime, log, item.event.document, customer, "blocked" if blocked else "replaced")
        return None
    expires_us = now_us + int(runtime.settings.reservation_ttl / timedelta(microseconds=1))
    reservation_id = str(uuid_utils.uuid7())
    kind = BY_NAME["reservation_made"]
    body = read_body(
        kind,
        {
            "reservation_id": reservation_id,
            "decision_id": decision_id,
            "order_id": item.identity[2],
            "customer_id": item.event.parties["customer"],
            "amount": item.event.body["amount"],
            "currency": item.event.currency,
            "expires_at": from_us(expires_us).isoformat(),
        },
    )
    event = runtime.parser.build(
        kind, body, source="riskdesk", event_id=reservation_id, occurred_at_us=now_us, known_at_us=now_us
    )
    append_own(log, [event], now_us)
    return {"id": reservation_id, "amount_minor": item.base_minor, "expires_at_us": expires_us}
