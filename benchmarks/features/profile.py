"""Which features take the time: each alone with its operands, over a history and over one row's keys."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np

from benchmarks.features.made_history import make_history
from benchmarks.features.made_single import OF_PLACE, make_single, single_queries
from benchmarks.features.single import EACH
from benchmarks.features.sub_programs import nanoseconds_by_feature
from features.catalogue.parameters import DEFAULT_PARAMETERS
from features.kernel import layout as L
from features.kernel.arena import Arena, postings_of
from features.kernel.arrays import Ints
from features.offline import History

Say = Callable[[str], None]
SAMPLE: Final = 15_000
"""Queries of each place that a history's profile asks."""


def run_profile(events: int = 1_000_000, *, each: Sequence[int] = EACH, say: Say = print) -> dict[str, Any]:
    """Return nanoseconds of processor a query by feature: of a history, and by events a key."""
    made = make_history(events)
    history = History(made, int(made[L.E_SEQ, -1]), DEFAULT_PARAMETERS)
    asked = {"order": history.order_queries(), "payment": history.payment_queries()}
    told: dict[str, Any] = {"events": events, "history": {}, "single": {}}
    for place, queries in asked.items():
        told["history"][place] = nanoseconds_by_feature(history.arena, _sample(queries), place)
        say(f"profile: {place}, history of {events:,} events")
    for count in each:
        events_of_keys = make_single(count)
        arena = Arena.of(postings_of(events_of_keys))
        for place in OF_PLACE:
            queries = np.tile(single_queries(events_of_keys, place), (10, 1))
            told["single"].setdefault(place, {})[str(count)] = nanoseconds_by_feature(arena, queries, place)
        say(f"profile: {count:,} events a key")
    return told


def _sample(queries: Ints) -> Ints:
    chosen = np.random.default_rng(0).permutation(len(queries))[:SAMPLE]
    return queries[np.sort(chosen)]
