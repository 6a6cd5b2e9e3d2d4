"""An event as the log takes it: parsed, with amounts as integers and secrets sealed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from features.events.kinds import EventKind


@dataclass(frozen=True, slots=True)
class Event:
    """One fact, not yet in the log.

    Parameters
    ----------
    kind
        Its kind.
    source
        The system that says so; with `kind` and `event_id` it identifies the event.
    event_id
        The caller's id of the event.
    occurred_at_us, known_at_us
        When it happened and when it was known, microseconds since the epoch (UTC).
    known_assumed
        No second clock came with the row: `known_at_us` is `occurred_at_us`.
    document, reference
        `order:25SH00137` and the like; `reference` may be None.
    parties
        Column of the log -> key of the party (digests for accounts and addresses).
    currency, amount_minor
        The event's amount; None and 0 where it has none.
    due_at_us
        The moment from which an unpaid invoice is past due, or 0.
    delivery_at_us
        Midnight of the day on which an order is to be delivered, in the company's zone, or 0.
    body
        The canonical body: amounts normalised, times in UTC, secrets as digest and cipher.
    body_hash
        32 bytes over kind, occurred_at and the canonical body, ciphers left out.
    """

    kind: EventKind
    source: str
    event_id: str
    occurred_at_us: int
    known_at_us: int
    known_assumed: bool
    document: str
    reference: str | None
    parties: Mapping[str, str]
    currency: str | None
    amount_minor: int
    due_at_us: int
    delivery_at_us: int
    body: Mapping[str, Any]
    body_hash: bytes
