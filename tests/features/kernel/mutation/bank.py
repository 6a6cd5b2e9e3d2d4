"""The bank of cases that a mutant must pass: the kernel's answers beside those of the naive oracles."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from features.catalogue.aggregates import SPECIAL
from features.catalogue.feature import Feature
from features.catalogue.program import CATALOGUE, compile_program
from features.kernel import compute, ops
from features.kernel import layout as L
from features.kernel.arrays import Floats, Ints
from features.kernel.tables import Table
from tests.features.kernel import oracle
from tests.features.kernel.histories import KEYS
from tests.features.kernel.history import AS_OF, History, Posting, Query, lay_out, query_row
from tests.features.kernel.mutation.arena_cases import arena_cases
from tests.features.kernel.mutation.beyond import BEYOND
from tests.features.kernel.mutation.case import Case, Columns
from tests.features.kernel.mutation.direct_cases import direct_cases
from tests.features.kernel.mutation.evidence_cases import evidence_cases
from tests.features.kernel.mutation.narrow import narrow_scenes
from tests.features.kernel.mutation.number_cases import likeness_cases, number_cases
from tests.features.kernel.mutation.posting_cases import posting_cases
from tests.features.kernel.mutation.room_cases import room_cases
from tests.features.kernel.mutation.scenes import PARAMETERS, Scene, all_scenes
from tests.features.kernel.mutation.sweep_cases import sweep_cases

FEATURES: Final[tuple[Feature, ...]] = (*CATALOGUE, *BEYOND)
ALL: Final[Columns] = tuple(range(len(FEATURES)))
_INDEX: Final = {feature.name: i for i, feature in enumerate(FEATURES)}


@dataclass(frozen=True, eq=False)
class VectorCase:
    """Queries of one history with their vectors; some of their features can be asked alone."""

    name: str
    arrays: tuple[Ints, Ints, Ints]
    expected: Floats
    only: Columns = ()

    def holds(self, columns: Columns = ALL) -> bool:
        """Tell whether the kernel gives the oracle's values of these features, or of `only` some."""
        columns = self.only or columns
        p, slots, rows = self.arrays
        shifted = (*AHEAD, *columns)
        out = np.empty((len(rows), len(shifted)))
        compute.compute(p, slots, _program(shifted), LIMITS, rows.copy(), out)
        return np.array_equal(self.expected[:, list(shifted)], out, equal_nan=True)


LIMITS: Final = PARAMETERS.to_array()
AHEAD: Final[Columns] = (next(i for i, f in enumerate(CATALOGUE) if f.aggregate == "zeros"),) * 5
"""Rows before all others, so that no row stands where it does in the catalogue."""


@cache
def _program(columns: Columns) -> Ints:
    return compile_program([FEATURES[i] for i in columns])


def with_operands(features: Iterable[int]) -> Columns:
    """Return these features with all that they are made of."""
    wanted: set[int] = set()
    ahead = list(features)
    while ahead:
        i = ahead.pop()
        wanted.add(i)
        ahead += [_INDEX[name] for name in FEATURES[i].operands]
    return tuple(sorted(wanted))


def all_cases(*, wild: int = 250, close: int = 250) -> "list[AnyCase]":
    """Return the bank: vectors, then postings, arenas and evidence."""
    scenes = list(all_scenes(wild=wild, close=close))
    vectors = [_vector_case(f"vector {i}", history, query) for i, (history, query) in enumerate(scenes)]
    batches = [_vector_case(f"batch {i}", *_batch(scenes[i : i + 3])) for i in range(0, 90, 3)]
    narrow = [_vector_case(f"vector narrow {i}", *scene) for i, scene in enumerate(narrow_scenes())]
    return [*vectors, *batches, *narrow, *_apart(vectors), *_followed_by_nothing(), *_all_others(scenes)]


def _apart(vectors: Sequence[VectorCase]) -> Iterator[VectorCase]:
    """Yield single measures of payments, which share what they looked up with those before them."""
    apart = [i for i, feature in enumerate(FEATURES) if feature.aggregate in SPECIAL and feature in BEYOND]
    for k, i in enumerate(apart):
        for case in vectors[-1 - k % 7 :: -97]:
            yield VectorCase(f"apart {i} {case.name}", case.arrays, case.expected, (i,))


def _followed_by_nothing() -> Iterator[VectorCase]:
    """Yield payments of a customer, then those of a group that begin where they end, of which none is seen.

    Before them stand as many counts of different parties as there are places before the group's.
    """
    counts = [i for i, feature in enumerate(FEATURES) if feature in BEYOND and feature.op == ops.OP_DISTINCT]
    paid = [
        i for i, feature in enumerate(FEATURES) if feature in BEYOND and feature.aggregate == "paid_latest_5"
    ]
    for many in range(1, len(counts)):
        rows = [Posting(AS_OF - L.DAY * (i + 1), i + 1, document=i, v0=100, v1=9) for i in range(many)]
        history = {
            (int(Table.CUSTOMER_PAID), KEYS["customer"]): rows,
            (int(Table.GROUP_PAID), KEYS["corporate_group"]): [Posting(AS_OF + L.DAY, 9, v1=3)],
        }
        query = Query(keys=KEYS)
        p, slots, slot_of = lay_out(history)
        expected = np.array([oracle.vector(FEATURES, history, query, LIMITS.tolist())], float)
        rows_asked = query_row(query, slot_of).reshape(1, -1)
        columns = (*counts[: many + 1], *paid)
        yield VectorCase(f"vector followed by nothing {many}", (p, slots, rows_asked), expected, columns)


def _all_others(scenes: list[Scene]) -> Iterator[Case]:
    yield from posting_cases()
    yield from arena_cases()
    yield from evidence_cases(scenes)
    yield from number_cases()
    yield from likeness_cases()
    yield from sweep_cases()
    yield from room_cases()
    yield from direct_cases()


def _vector_case(name: str, history: History, *queries: Query) -> VectorCase:
    names = list(history)
    alone = bool(names) and len(history[names[0]]) == 1
    if not alone:
        random.Random(name).shuffle(names)  # each table stands first somewhere
    p, slots, slot_of = lay_out({name: history[name] for name in names})
    slots[:, L.S_CAPACITY] += 2
    p[:, 0] = NOBODYS
    if alone or len(name) % 2:  # some begin at 0
        p, slots[:, L.S_START] = np.ascontiguousarray(p[:, 1:]), slots[:, L.S_START] - 1
    expected = [oracle.vector(FEATURES, history, query, LIMITS.tolist()) for query in queries]
    rows = np.stack([query_row(query, slot_of) for query in queries])
    return VectorCase(name, (p, slots, rows), np.array(expected, float))


NOBODYS: Final = np.full(L.P_WIDTH, 7, np.int64)
"""A posting of a key that nobody asks for, before all others."""


def _batch(scenes: Sequence[Scene]) -> tuple[History, *tuple[Query, ...]]:
    """Return one of the histories with the queries of all."""
    return scenes[0][0], *(query for _, query in scenes)


AnyCase = Case | VectorCase
