"""Small histories for the kernel's tests: postings as tuples, laid out without any code under test."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from features.kernel import layout as L
from features.kernel.arrays import Ints
from features.kernel.tables import ENTITY_COLUMN, Q_WIDTH, TABLES

AS_OF = 1_750_000_000 * L.SECOND


class Posting(NamedTuple):
    """The ten columns of a posting that are not derived."""

    effective: int
    seq: int
    known: int = 0
    document: int = 1
    other: int = 0
    tag: int = 0
    mark: int = 0
    v0: int = 100
    v1: int = 0
    n: int = 1


@dataclass(frozen=True)
class Query:
    """One vector that is asked for, with its keys by entity."""

    as_of: int = AS_OF
    seq: int = 1_000
    horizon: int = 1_000
    known_by: int = AS_OF
    document: int = 0
    again: bool = False
    amount: int = 100
    hour: int = 10
    tag: int = 0
    mark: int = 0
    flags: int = 0
    terms: int = 30
    place: int = L.PLACE_ORDER
    keys: Mapping[str, int] = field(default_factory=dict)


History = Mapping[tuple[int, int], Sequence[Posting]]


def later_of(postings: Sequence[Posting]) -> list[int]:
    """Return 1 for each posting whose document has one of a lower `seq`: it is not its first."""
    first: dict[int, int] = {}
    for p in postings:
        first[p.document] = min(p.seq, first.get(p.document, p.seq))
    return [int(p.seq > first[p.document]) for p in postings]


def lay_out(history: History) -> tuple[Ints, Ints, dict[tuple[int, int], int]]:
    """Return postings, slots and the slot of each (table, key), sorted and summed by numpy alone."""
    parts = [np.zeros((L.P_WIDTH, 1), np.int64)]
    slots: list[tuple[int, int, int]] = []
    slot_of: dict[tuple[int, int], int] = {}
    start = 1
    for name, postings in history.items():
        block = np.zeros((L.P_WIDTH, len(postings)), np.int64)
        block[: L.P_SUM0] = np.array(sorted(postings), np.int64).reshape(-1, L.P_SUM0).T
        block[L.P_SUM0 : L.P_SUMN + 1] = np.cumsum(block[L.P_V0 : L.P_N + 1], axis=1)
        later = np.array(later_of(sorted(postings)), np.int64)
        block[L.P_LATER] = 2 * np.cumsum(later) + later
        block[L.P_OPENED] = np.cumsum(block[L.P_N] > 0)
        block[L.P_MAX_SEQ] = np.maximum.accumulate(block[L.P_SEQ]) if postings else 0
        block[L.P_MAX_KNOWN] = np.maximum.accumulate(block[L.P_KNOWN]) if postings else 0
        slot_of[name] = len(slots)
        slots.append((start, len(postings), len(postings)))
        parts.append(block)
        start += len(postings)
    return np.concatenate(parts, axis=1), np.array(slots, np.int64).reshape(-1, L.S_WIDTH), slot_of


def query_row(query: Query, slot_of: Mapping[tuple[int, int], int]) -> Ints:
    """Return the query as the kernel takes it, int64 of shape (Q_WIDTH,)."""
    row = np.zeros(Q_WIDTH, np.int64)
    for column, value in (
        (L.Q_AS_OF, query.as_of),
        (L.Q_SEQ, query.seq),
        (L.Q_HORIZON, query.horizon),
        (L.Q_KNOWN_BY, query.known_by),
        (L.Q_DOCUMENT, query.document),
        (L.Q_AGAIN, int(query.again)),
        (L.Q_AMOUNT, query.amount),
        (L.Q_HOUR, query.hour),
        (L.Q_TAG, query.tag),
        (L.Q_MARK, query.mark),
        (L.Q_FLAGS, query.flags),
        (L.Q_TERMS, query.terms),
        (L.Q_PLACE, query.place),
    ):
        row[column] = value
    for entity, key in query.keys.items():
        row[ENTITY_COLUMN[entity]] = key
    for spec in TABLES:
        key = query.keys.get(spec.entity, 0)
        row[L.Q_SLOTS + spec.table] = slot_of.get((int(spec.table), key), -1)
    return row
