"""Blocks of made events: the kernel's event array for some facts of one kind."""

from typing import Final

import numpy as np

from benchmarks.features.made_draws import codes
from benchmarks.features.made_parties import DOCUMENT
from features.events.kinds import BY_NAME
from features.kernel import layout as L
from features.kernel.arrays import Ints
from features.kernel.tables import EVENT_COLUMN, PARTY_ENTITIES

_KEPT: Final = ("document", "reference", "tag", "due", "near", *PARTY_ENTITIES)
"""What an event has of the document that it is about."""
_COLUMN: Final = EVENT_COLUMN | {
    name.removeprefix("E_").lower(): column for name, column in vars(L).items() if name.startswith("E_")
}


def block(kind: str, occurred_us: Ints, known_us: Ints, **columns: Ints | int) -> Ints:
    """Return events of one kind, int64 of shape (E_WIDTH, n); columns by name, absent ones 0."""
    events = np.zeros((L.E_WIDTH, len(occurred_us)), np.int64)
    events[L.E_KIND] = BY_NAME[kind].code
    events[L.E_OCCURRED] = occurred_us
    events[L.E_KNOWN] = known_us
    for name, values in columns.items():
        events[_COLUMN[name]] = values
    return events


def follow(kind: str, before: Ints, occurred_us: Ints, known_us: Ints, **columns: Ints | int) -> Ints:
    """Return events about the documents of `before`: same parties, known no earlier than those."""
    same = {name: before[_COLUMN[name]] for name in _KEPT}
    known = np.maximum(known_us, before[L.E_KNOWN])
    return block(kind, np.maximum(occurred_us, before[L.E_OCCURRED]), known, **{**same, **columns})


def documents(space: int, count: int) -> Ints:
    """Return codes of new documents of one kind."""
    return codes(DOCUMENT + 10 * (space + 1), np.arange(count))
