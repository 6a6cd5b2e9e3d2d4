"""Reservations: made by a decision, given back by the caller, a later decision, or because their time is over.

What a payment takes of a budget needs none: its submission takes it, and a refusal gives it back.
"""

from datetime import timedelta
from typing import Any, Final, Literal

import uuid_utils

from features.events.event import Event
from features.events.own import budget_released, reservation_made, reservation_released
from features.history.log import Log
from features.history.parties import expired_reservations, reservation
from models.decision.conclusion import Conclusion
from models.policy.outcome import Outcome
from riskdesk.core.database.unit import write_unit
from riskdesk.core.errors import Conflict, NotFound
from serving.runtime import Runtime
from serving.scoring.item import Item

_MICROSECOND: Final = timedelta(microseconds=1)

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
            log.books.expect([event])
            append_own(log, [event], runtime.clock.now_us())
            log.flush()


def release_held(runtime: Runtime, log: Log, document: str, customer: str, cause: Cause) -> None:
    """Append the release of what holds exposure for a document, if anything does."""
    held = log.books.reservations.of(document)
    if held is not None:
        event = released(runtime, held, document, customer, cause)
        append_own(log, [event], runtime.clock.now_us())


def release_expired(runtime: Runtime, log: Log, customers: list[str], now_us: int) -> None:
    """Append the release of every reservation of these customers, and of their groups, whose time is over."""
    over = expired_reservations(log.connection, customers, now_us)
    if over:
        batch = [released(runtime, rid, document, customer, "expired") for rid, document, customer in over]
        log.books.expect(batch)
        append_own(log, batch, now_us)


def append_own(log: Log, batch: list[Event], now_us: int) -> None:
    """Append events of riskdesk's own; one that the log refuses is a bug, and nothing of the group is kept.

    The books were told to expect them: about an order or a payment that is being decided they know all there is.
    """
    for event, fate in zip(batch, log.append_new(batch, recorded_at_us=now_us), strict=True):
        if fate.seq is None:
            raise RuntimeError(f"{event.kind.name} was refused by the log: {fate.field}: {fate.detail}")


def released(runtime: Runtime, reservation_id: str, document: str, customer: str, cause: Cause) -> Event:
    """Return the event that gives a reservation back."""
    return reservation_released(
        reservation_id=reservation_id,
        document=document,
        customer=customer,
        cause=cause,
        at_us=runtime.clock.now_us(),
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
    expires_us = now_us + runtime.settings.reservation_ttl // _MICROSECOND
    reservation_id = str(uuid_utils.uuid7())
    event = reservation_made(
        reservation_id=reservation_id,
        decision_id=decision_id,
        order=item.event,
        expires_us=expires_us,
        at_us=now_us,
    )
    append_own(log, [event], now_us)
    return {"id": reservation_id, "amount_minor": item.base_minor, "expires_at_us": expires_us}


def give_back_budget(log: Log, item: Item, conclusion: Conclusion, decision_id: str, now_us: int) -> None:
    """Let a payment that was refused give back what its submission has taken of its budget."""
    budget_id = item.event.body.get("budget_id")
    if item.place != "payment" or budget_id is None or conclusion.outcome is not Outcome.BLOCK:
        return
    event = budget_released(
        decision_id=decision_id, payment=item.event.document, budget_id=budget_id, at_us=now_us
    )
    append_own(log, [event], now_us)
