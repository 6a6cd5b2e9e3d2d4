"""One call on its way through the appender."""

import hashlib
import math
import time
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from features.events.event import Event
from models.role import Place
from serving.ledger.store import Entry, Identity


@dataclass(slots=True, eq=False)
class Item:
    """A request, what was computed for it, and where its answer goes.

    Parameters
    ----------
    place
        `order` or `payment`.
    identity
        What a retry repeats.
    event
        The submission as the log will hold it.
    reserve
        Whether exposure is to be held.
    terms_days, special_approval_id
        As asked.
    answer
        Completed with the stored decision, or with the error.
    ends_s
        Moment of `time.monotonic` from which on it may no longer be taken.
    missing
        Inputs that are late for every decision at this moment.
    query, vector, base_minor
        Computed before the lock; computed again where the tail touched a key.
    """

    place: Place
    identity: Identity
    event: Event
    reserve: bool = False
    terms_days: int | None = None
    special_approval_id: str | None = None
    answer: "Future[Entry]" = field(default_factory=Future)
    ends_s: float = math.inf
    missing: tuple[str, ...] = ()
    query: npt.NDArray[np.int64] | None = None
    vector: npt.NDArray[np.float64] | None = None
    base_minor: int = 0

    def take(self) -> bool:
        """Begin to decide it; False where its time is over. Of `take` and `drop` the first one wins, for good."""
        if time.monotonic() > self.ends_s:
            self.drop()
        return self.answer.set_running_or_notify_cancel()

    def drop(self) -> bool:
        """Give it up, never to be decided; False where it was taken before."""
        return self.answer.cancel()

    @property
    def request(self) -> dict[str, Any]:
        """What was asked, as the ledger keeps it: the event's body, and of an order whether to reserve."""
        return {**self.event.body, **({"reserve": self.reserve} if self.place == "order" else {})}

    @property
    def request_hash(self) -> bytes:
        """32 bytes over all that was asked, the moment included."""
        return hashlib.sha256(self.event.body_hash + bytes([self.reserve])).digest()

    @property
    def customer(self) -> str | None:
        """The customer's key, None for a payment: what it is asked of is its payee."""
        return self.event.parties.get("customer") if self.place == "order" else None
