"""One call on its way through the appender."""

import hashlib
import math
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from features.events.event import Event
from models.role import Place
from serving.ledger.store import Identity
from serving.scoring.answer import Answer

if TYPE_CHECKING:
    from serving.scoring.conclude import Concluded


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
    taken_ns
        Moment of `time.perf_counter_ns` at which its group began; 0 before.
    missing
        Inputs that are late for every decision at this moment.
    query, vector, base_minor, parties
        Computed before the lock; computed again where the tail touched a key.
    concluded
        What was concluded from that vector; None where nothing was yet.
    """

    place: Place
    identity: Identity
    event: Event
    reserve: bool = False
    terms_days: int | None = None
    special_approval_id: str | None = None
    answer: Answer = field(default_factory=Answer)
    ends_s: float = math.inf
    taken_ns: int = 0
    missing: tuple[str, ...] = ()
    query: npt.NDArray[np.int64] | None = None
    vector: npt.NDArray[np.float64] | None = None
    base_minor: int = 0
    parties: dict[str, str] = field(default_factory=dict)
    concluded: "Concluded | None" = None

    def take(self) -> bool:
        """Begin to decide it; False where its time is over. Of `take` and `drop` the first one wins, for good."""
        if time.monotonic() > self.ends_s:
            self.drop()
        self.taken_ns = time.perf_counter_ns()
        return self.answer.take()

    def drop(self) -> bool:
        """Give it up, never to be decided; False where it was taken before."""
        return self.answer.drop()

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
