"""Programs of a single feature with its operands, and the time that each takes a query."""

import time
from collections.abc import Sequence

import numpy as np

from features.catalogue.feature import Feature
from features.catalogue.parameters import DEFAULT_PARAMETERS
from features.catalogue.program import CATALOGUE, FEATURES, compile_program
from features.kernel.arena import Arena
from features.kernel.arrays import Ints
from features.kernel.compute import compute
from features.query import fill_slots


def with_operands(feature: Feature) -> list[Feature]:
    """Return a feature after all that it is made of, in the catalogue's order."""
    names = {feature.name}
    waiting = list(feature.operands)
    while waiting:
        name = waiting.pop()
        names.add(name)
        waiting.extend(FEATURES[name].operands)
    return [one for one in CATALOGUE if one.name in names]


def seconds_of(features: Sequence[Feature], arena: Arena, queries: Ints, rounds: int) -> float:
    """Return the best time of `rounds` in which the kernel computes these features for all queries."""
    program = compile_program(features)
    out = np.empty((len(queries), len(program)))
    limits = DEFAULT_PARAMETERS.to_array()
    best = np.inf
    for _ in range(rounds):
        begin = time.thread_time()
        compute(arena.postings, arena.slots, program, limits, queries, out)
        best = min(best, time.thread_time() - begin)
    return best


def nanoseconds_by_feature(arena: Arena, queries: Ints, place: str, rounds: int = 3) -> dict[str, float]:
    """Return what each feature of a place costs a query, in nanoseconds, the dearest first.

    A composed feature is left out: it costs an operation on rows that were computed anyway. What
    every query costs before its first feature stands under an empty name.
    """
    queries = queries.copy()
    fill_slots(queries, arena)
    floor = seconds_of([], arena, queries, rounds)
    cost = {"": floor}
    for feature in CATALOGUE:
        if feature.place in ("any", place) and not feature.operands:
            cost[feature.name] = max(seconds_of([feature], arena, queries, rounds) - floor, 0.0)
    cost["all features"] = seconds_of(CATALOGUE, arena, queries, rounds)
    each = {name: 1e9 * seconds / len(queries) for name, seconds in cost.items()}
    return dict(sorted(each.items(), key=lambda pair: -pair[1]))
