"""What one entity's tables say about the queries of some of its keys."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from features.backfill.columns import PARTIAL_SCHEMA, Asked, packed
from features.backfill.plan import EntityPlan
from features.kernel import layout as L
from features.kernel.arena import Arena, postings_of
from features.kernel.arrays import Floats, Ints
from features.kernel.compute import compute
from features.query import fill_slots


def partition_of(keys: Ints, partitions: int) -> Ints:
    """Return the partition of each key, 0 to `partitions` - 1; codes are spread evenly as they are."""
    return keys % partitions


def partials(
    plan: EntityPlan, events: Iterable[Ints], asked: Iterable[Asked], limits: Ints, bucket_rows: int
) -> Iterator[Any]:
    """Yield a record batch of `PARTIAL_SCHEMA` for each bucket that has queries here, in their order.

    Parameters
    ----------
    plan
        Of the entity by whose keys the partition was cut.
    events
        All events that speak of the partition's keys, in pieces of shape (E_WIDTH, n).
    asked
        All queries that ask for the partition's keys, in pieces, in order of their positions, with
        what the plan has to know before.
    limits
        As the kernel takes them.
    bucket_rows
        How many positions a bucket spans.
    """
    arena = None
    for bucket, some in by_bucket(asked, bucket_rows):
        arena = arena_of(plan, events) if arena is None else arena
        answers = _answers(plan, arena, some, limits)
        numbers = [np.full(len(answers), number, np.int64) for number in (bucket, plan.number)]
        columns = [*numbers, some.positions, packed(answers)]
        yield pa.record_batch([pa.array(column) for column in columns], schema=PARTIAL_SCHEMA)


def _answers(plan: EntityPlan, arena: Arena, asked: Asked, limits: Ints) -> Floats:
    fill_slots(asked.queries, arena)
    out = computed(arena, plan.program, limits, asked)
    return out[:, np.searchsorted(plan.computed, plan.columns)]


def computed(arena: Arena, program: Ints, limits: Ints, asked: Asked) -> Floats:
    """Return what a program of `program_of` computes, then what it was given: float64 of shape (n, both)."""
    out = np.full((len(asked.queries), len(program) + asked.given.shape[1]), np.nan)
    out[:, len(program) :] = asked.given
    compute(arena.postings, arena.slots, program, limits, asked.queries, out)
    return out


def by_bucket(asked: Iterable[Asked], bucket_rows: int) -> Iterator[tuple[int, Asked]]:
    """Yield number and queries of each bucket that has any, holding no more than a bucket and a piece."""
    kept: list[Asked] = []
    at = 0
    for piece in asked:
        for bucket, begin, end in runs(piece.positions // bucket_rows):
            if kept and bucket != at:
                yield at, _together(kept)
                kept = []
            at = bucket
            kept.append(piece.rows(begin, end))
    if kept:
        yield at, _together(kept)


def _together(kept: list[Asked]) -> Asked:
    positions, queries, given = zip(*kept, strict=True)
    return Asked(np.concatenate(positions), np.concatenate(queries), np.concatenate(given))


def runs(values: Ints) -> Iterator[tuple[int, int, int]]:
    """Yield each value of an ascending array with the beginning and end of its run."""
    found, starts = np.unique(values, return_index=True)
    ends = np.append(starts, len(values))[1:]
    yield from zip(found.tolist(), starts.tolist(), ends.tolist(), strict=True)


def arena_of(plan: EntityPlan, events: Iterable[Ints]) -> Arena:
    """Return the postings of these events in the entity's tables, sorted into slots."""
    found = [np.empty((0, L.D_WIDTH), np.int64)]
    for piece in events:
        posted = postings_of(piece)
        found.append(posted[np.isin(posted[:, L.D_TABLE], plan.tables)])
    return Arena.of(_joined(found))


def _joined(parts: list[Ints]) -> Ints:
    """Return the parts as one array and let each go once it is copied."""
    joined = np.empty((sum(map(len, parts)), L.D_WIDTH), np.int64)
    end = len(joined)
    while parts:
        part = parts.pop()
        joined[end - len(part) : end] = part
        end -= len(part)
    return joined
