"""One measured run of the whole catalogue, in a process of its own: `python -m benchmarks.features.catalogue_step`.

The history comes from a file, so that what it took to make it does not count as memory; `make` writes
such a file, `run` measures and prints one JSON object.
"""

import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.features.made_history import make_history
from features.catalogue.parameters import DEFAULT_PARAMETERS
from features.catalogue.program import CATALOGUE
from features.kernel import layout as L
from features.kernel.arrays import Ints
from features.offline import History


def measure(events: Ints) -> dict[str, Any]:
    """Return the seconds of each step for the vectors of all orders and payments of a history."""
    history = History(events, int(events[L.E_SEQ, -1]), DEFAULT_PARAMETERS)
    marks = [(time.perf_counter(), time.process_time())]
    arena = history.arena
    marks.append((time.perf_counter(), time.process_time()))
    asked = {"orders": history.order_queries(), "payments": history.payment_queries()}
    marks.append((time.perf_counter(), time.process_time()))
    checksums = {}
    for place, queries in asked.items():
        vectors = history.vectors(queries, threads=1)
        marks.append((time.perf_counter(), time.process_time()))
        checksums[place] = float(np.nansum(vectors[:: max(len(vectors) // 1000, 1)]))
        del vectors
    wall, processor = (np.diff([mark[clock] for mark in marks]).tolist() for clock in (0, 1))
    return {
        "events": history.horizon,
        "features": len(CATALOGUE),
        "slots": len(arena),
        **{place: len(queries) for place, queries in asked.items()},
        "steps": dict(zip(("arena", "queries", "order vectors", "payment vectors"), wall, strict=True)),
        "seconds": sum(wall),
        "processor_s": sum(processor),
        "checksums": checksums,
    }


def run(path: Path, rounds: int) -> dict[str, Any]:
    """Measure a stored history; of several rounds all times stand under `rounds`, the best before them."""
    events = np.load(path)
    measure(make_history(3_000))  # loads the compiled kernel
    before = peak_megabytes()
    told = [measure(events) for _ in range(rounds)]
    best = min(told, key=lambda one: float(one["seconds"]))
    return best | {
        "rounds": [one["seconds"] for one in told],
        "history_mb": events.nbytes / 2**20,
        "peak_mb": peak_megabytes(),
        "peak_before_mb": before,
        "load": os.getloadavg()[0],
    }


def peak_megabytes() -> float:
    """Return the largest resident size of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(arguments: list[str]) -> None:
    """`make PATH EVENTS KEYS_OF`, or `run PATH ROUNDS`."""
    verb, path, *numbers = arguments
    if verb == "make":
        np.save(path, make_history(int(numbers[0]), keys_of=int(numbers[1])))
    else:
        print(json.dumps(run(Path(path), int(numbers[0]))))


if __name__ == "__main__":
    main(sys.argv[1:])
