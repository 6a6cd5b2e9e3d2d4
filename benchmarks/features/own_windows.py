"""riskdesk's own ways to the window features: one sweep over the events, or queries through the one dispatch."""

import time

import numpy as np

from benchmarks.features.window_features import FEATURES
from benchmarks.features.window_orders import Orders, events_of
from features.catalogue.parameters import DEFAULT_PARAMETERS
from features.catalogue.program import compile_program
from features.kernel import layout as L
from features.kernel.arena import Arena, postings_of
from features.kernel.arrays import Floats, Ints
from features.offline import vectors
from features.query import queries_of_events
from features.sweeping import sweep_windows


def compute_windows(events: Ints, *, threads: int | None = None) -> Floats:
    """Return the columns, float64 of shape (20, n) in the order of the orders."""
    return sweep_windows(events, np.arange(events.shape[1]), FEATURES, threads=threads).T


def compute_generally(events: Ints, *, threads: int | None = None) -> tuple[Floats, dict[str, float]]:
    """Return the same by the way of all features, and the seconds of each step."""
    marks = [time.perf_counter()]
    arena = Arena.of(postings_of(events))
    marks.append(time.perf_counter())
    queries = queries_of_events(events, np.arange(events.shape[1]), "order", horizon=int(events[L.E_SEQ, -1]))
    marks.append(time.perf_counter())
    out = vectors(arena, compile_program(FEATURES), DEFAULT_PARAMETERS, queries, threads=threads)
    marks.append(time.perf_counter())
    steps: dict[str, float] = dict(zip(("arena", "queries", "vectors"), np.diff(marks).tolist(), strict=True))
    return out.T, steps


def warm_up() -> None:
    """Compile the kernels, or load them from the cache."""
    events = events_of(Orders(np.array([1, 1]), np.array([0, L.DAY]), np.array([100, 200])))
    compute_windows(events)
    compute_generally(events)
