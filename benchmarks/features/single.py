"""One warm vector, as the service computes it, beside fetching the same keys' rows by an index."""

import os
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, cast

import numpy as np

from benchmarks.features.made_reader import MadeReader
from benchmarks.features.made_single import OF_PLACE, PARTIES, make_single, single_queries
from benchmarks.features.sqlite_rows import COLUMNS, fetch, store
from features.catalogue.parameters import DEFAULT_PARAMETERS
from features.kernel.arrays import Ints
from features.online import OnlineHistory
from riskdesk.core.calendar import WorkingCalendar
from riskdesk.core.database.handles import Connection

Say = Callable[[str], None]

EACH: Final = (50, 500, 5_000)
GOAL_RATIO: Final = 20.0
GOAL_US: Final = 300.0
_MOST_BYTES: Final = 2**31


def run_single(each: Sequence[int] = EACH, *, calls: int = 3_000, say: Say = print) -> dict[str, Any]:
    """Return median and p99 of a warm vector and of the indexed queries, for each length of history."""
    rows = []
    for count in each:
        events = make_single(count)
        for place in OF_PLACE:
            told = _measured(events, place, count, calls)
            rows.append(told)
            say(
                f"single: {place}, {count} events a key: {told['median_us']:.0f} us (p99 {told['p99_us']:.0f}), "
                f"SQLite {told['sqlite_median_us']:.0f} us, load {os.getloadavg()[0]:.1f}"
            )
    return {"rows": rows, "goal_ratio": GOAL_RATIO, "goal_us": GOAL_US, "columns": list(COLUMNS)}


def warm_history(events: Ints, place: str) -> OnlineHistory:
    """Return the service's history with the keys of `PARTIES` of this place in memory."""
    history = OnlineHistory(MadeReader(WorkingCalendar(), events), DEFAULT_PARAMETERS, _MOST_BYTES)
    parties = {entity: PARTIES[entity] for entity in OF_PLACE[place]}
    history.ensure(cast("Connection", None), parties)  # the made reader asks no database
    return history


def _measured(events: Ints, place: str, each: int, calls: int) -> dict[str, Any]:
    history = warm_history(events, place)
    queries = single_queries(events, place)
    parties = {entity: PARTIES[entity] for entity in OF_PLACE[place]}
    ours = _microseconds(lambda at: history.vector(queries[at % len(queries)]), calls)
    with tempfile.TemporaryDirectory() as folder:
        connection = store(Path(folder) / "history.db", events, tuple(PARTIES))
        fetched = fetch(connection, parties)
        theirs = _microseconds(lambda _: fetch(connection, parties), max(calls * 10 // max(each, 10), 20))
        connection.close()
    return {
        "place": place,
        "events_per_key": each,
        "keys": len(parties),
        "rows_fetched": fetched,
        "median_us": float(np.median(ours)),
        "p99_us": float(np.percentile(ours, 99)),
        "best_us": float(ours.min()),
        "sqlite_median_us": float(np.median(theirs)),
        "sqlite_best_us": float(theirs.min()),
        "ratio": float(np.median(theirs) / np.median(ours)),
        "load": os.getloadavg()[0],
    }


def _microseconds(call: Callable[[int], object], calls: int) -> Any:
    for at in range(max(calls // 10, 3)):
        call(at)
    taken = np.empty(calls)
    for at in range(calls):
        begin = time.perf_counter_ns()
        call(at)
        taken[at] = (time.perf_counter_ns() - begin) / 1_000
    return taken
