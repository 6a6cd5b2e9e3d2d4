"""The whole catalogue for every order and payment of a history: events a second, scaling, memory."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

Say = Callable[[str], None]

_ROOT: Final = Path(__file__).resolve().parents[2]

GOAL: Final = 150_000
"""Events a second on one core."""
SIZES: Final = (250_000, 500_000, 1_000_000, 2_000_000, 5_000_000)
REFERENCE: Final = 1_000_000
LONGER: Final = 250_000
"""Size of the company whose keys carry four times their history in one more run."""


def run_catalogue(sizes: Sequence[int] = SIZES, *, rounds: int = 3, say: Say = print) -> dict[str, Any]:
    """Return what each size took, the exponent of time, and one run with longer histories of each key."""
    reference = REFERENCE if REFERENCE in sizes else max(sizes)
    growing = [
        _measured(size, size, rounds if size == reference else max(rounds // 2, 1), say) for size in sizes
    ]
    longer = _measured(reference, max(reference * LONGER // REFERENCE, 1_000), max(rounds // 2, 1), say)
    of_reference = next(one for one in growing if one["asked"] == reference)
    return {
        "goal": GOAL,
        "reference": of_reference,
        "events_per_second": of_reference["events_per_second"],
        "growing": growing,
        "exponent": exponent(growing),
        "last_exponent": exponent(growing[-2:]),
        "longer": longer,
    }


def exponent(told: Sequence[dict[str, Any]]) -> float | None:
    """Return the slope of log seconds over log events by least squares; None of a single size."""
    if len(told) < 2:
        return None
    events, seconds = (np.log([one[name] for one in told]) for name in ("events", "seconds"))
    return float(np.polyfit(events, seconds, 1)[0])


def _measured(events: int, keys_of: int, rounds: int, say: Say) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "events.npy")
        _step("make", path, str(events), str(keys_of))
        told: dict[str, Any] = json.loads(_step("run", path, str(rounds)))
    told["asked"] = events
    told["keys_of"] = keys_of
    told["events_per_second"] = told["events"] / told["seconds"]
    told["events_per_processor_second"] = told["events"] / told["processor_s"]
    say(
        f"catalogue: {events:,} events, keys of {keys_of:,}: {told['seconds']:.2f} s, "
        f"{told['events_per_second']:,.0f} events/s, {told['peak_mb']:,.0f} MB, load {told['load']:.1f}"
    )
    return told


def _step(*arguments: str) -> str:
    command = [sys.executable, "-m", "benchmarks.features.catalogue_step", *arguments]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=_ROOT)
    return done.stdout
