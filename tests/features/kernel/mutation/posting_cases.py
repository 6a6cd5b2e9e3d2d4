"""Events and what they mean for each key: the kernel's postings beside the oracle's."""

import random
from collections.abc import Iterator
from functools import partial
from typing import Final

import numpy as np

from features.events.kinds import KINDS
from features.kernel import arena as arenas
from features.kernel import layout as L
from features.kernel.arrays import Ints
from tests.features.kernel import oracle_postings
from tests.features.kernel.history import AS_OF
from tests.features.kernel.mutation.case import Case

KIND_CODES: Final = tuple({*(kind.code for kind in KINDS), 67, 68})
CLASSES: Final = (0, 1, 2, 47, 48, 49, 50, 62, 63, 64, 65, 112, 113, 128, 129, 176, 177, 256, 257)
COLUMNS: Final = tuple(name for name in vars(L) if name.startswith("E_") and name != "E_WIDTH")


def posting_cases() -> Iterator[Case]:
    """Yield logs of a few events, derived at once and three at a time."""
    draw = random.Random(2)
    for i in range(150):
        kinds = (43, 44) if i % 10 == 0 else KIND_CODES  # payments make the most postings
        events = [_event(draw, seq, kinds) for seq in range(1, draw.randint(1, 24) + 1)]
        array = np.array([[event[name[2:].lower()] for event in events] for name in COLUMNS], np.int64)
        expected = [
            (table, key, *posting, later) for table, key, posting, later in oracle_postings.postings(events)
        ]
        yield Case(f"postings {i}", expected, partial(_derived, array))
        yield Case(f"postings in parts {i}", expected, partial(_derived_in_parts, array))
    yield from _dense_cases()
    nothing = np.zeros((len(COLUMNS), 0), np.int64)
    yield Case("postings of nothing", (0, L.D_WIDTH), lambda: arenas.postings_of(nothing).shape)


def _dense_cases() -> Iterator[Case]:
    """Yield logs whose events name all parties and so make most postings, and those that make few among them."""
    draw = random.Random(7)
    for i in range(60):
        dense = {name[2:].lower(): 5 for name in COLUMNS} | {
            "open": 9,
            "delivered": 4,
            "flags": 17,
            "due": AS_OF,
        }
        events = []
        for seq in range(1, draw.choice([3, 9, 18, 36, 37]) + 1):
            kind = draw.choice([31, 31, 31, 20, 43]) if draw.random() < i / 50 else 0
            events.append(dense | {"seq": seq, "kind": kind, "occurred": AS_OF + seq, "known": AS_OF})
        array = np.array([[event[name[2:].lower()] for event in events] for name in COLUMNS], np.int64)
        expected = [
            (table, key, *posting, later) for table, key, posting, later in oracle_postings.postings(events)
        ]
        yield Case(f"postings dense, in parts {i}", expected, partial(_derived_in_parts, array))


def _derived(array: Ints) -> list[tuple[int, ...]]:
    return [tuple(row) for row in arenas.postings_of(array).tolist()]


def _derived_in_parts(array: Ints) -> list[tuple[int, ...]]:
    """Derive three events at a time."""
    before = arenas._CHUNK
    arenas._CHUNK = 3  # type: ignore[misc]
    try:
        return _derived(array)
    finally:
        arenas._CHUNK = before  # type: ignore[misc]


def _event(draw: random.Random, seq: int, kinds: tuple[int, ...]) -> dict[str, int]:
    event = {name[2:].lower(): draw.choice([0, draw.randint(1, 99)]) for name in COLUMNS}
    at = AS_OF + draw.randint(-200, 200) * L.DAY + draw.choice([0, 1, -1])
    due = draw.choice([0, at + draw.randint(-100, 100) * L.DAY + draw.choice([0, 0, 1, -1])])
    near = draw.choice([0, at + draw.randint(-9, 9) * L.DAY])
    times = {
        "seq": seq,
        "kind": draw.choice(kinds),
        "occurred": at,
        "known": at + 7,
        "due": due,
        "near": near,
    }
    moved = {
        "delta": draw.choice([0, -500, 500]),
        "count": draw.choice([0, 1, -1]),
        "open": draw.choice([0, 9, -9]),
    }
    return (
        event
        | times
        | moved
        | {"delivered": draw.choice([0, 9, 4]), "flags": draw.randrange(64), "class": draw.choice(CLASSES)}
    )
