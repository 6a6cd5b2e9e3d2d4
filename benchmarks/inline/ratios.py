"""From measurements to figures: medians over rounds, and ratios of neighbours in the same round."""

import statistics
from collections.abc import Iterable, Sequence
from typing import Any, Final

Measured = dict[str, Any]
OURS: Final = "riskdesk"
FIGURES: Final = ("per_second", "p50_us", "p99_us", "cpu_us", "memory_mb", "start_s", "load_cpu_us")

Cell = tuple[str, int, int]
"""Party, workers, clients."""


def medians(measured: Iterable[Measured]) -> dict[Cell, dict[str, float]]:
    """Return each figure's median over rounds, for each party, number of workers and of clients."""
    cells: dict[Cell, list[Measured]] = {}
    for one in measured:
        cells.setdefault((one["party"], one["workers"], one["clients"]), []).append(one)
    return {
        cell: {name: statistics.median(one[name] for one in found) for name in FIGURES}
        for cell, found in cells.items()
    }


def ratio(
    measured: Sequence[Measured],
    upper: Cell,
    lower: Cell,
    figure: str = "per_second",
) -> float | None:
    """Return the median over rounds of one cell's figure over another's in the same round; None without both."""
    by_round = {
        cell: {one["round"]: one[figure] for one in measured if _cell(one) == cell} for cell in (upper, lower)
    }
    both = by_round[upper].keys() & by_round[lower].keys()
    quotients = [by_round[upper][turn] / by_round[lower][turn] for turn in both if by_round[lower][turn]]
    return statistics.median(quotients) if quotients else None


def all_ratios(measured: Sequence[Measured], peers: Sequence[str], at: int) -> dict[str, float | None]:
    """Return riskdesk's requests/s over each peer's, its latencies over the durable echo's, and how it scales.

    Parameters
    ----------
    measured
        All measurements of a run.
    peers
        Names of parties.
    at
        Number of clients.
    """
    ours, durable = (OURS, 1, at), ("echo_durable", 1, at)
    found = {peer: ratio(measured, ours, (peer, 1, at)) for peer in peers}
    found["p50_echo"] = ratio(measured, ours, durable, "p50_us")
    found["p99_echo"] = ratio(measured, ours, durable, "p99_us")
    found["workers_2"] = _scaling(measured, "echo", at)
    found["workers_2_durable"] = _scaling(measured, "echo_durable", at)
    found["postgresql"] = ratio(measured, ("riskdesk_postgresql", 1, at), ours)
    return found


def _scaling(measured: Sequence[Measured], floor: str, at: int) -> float | None:
    """Return how much two workers give riskdesk over one, over how much they give a floor."""
    ours = ratio(measured, (OURS, 2, at), (OURS, 1, at))
    theirs = ratio(measured, (floor, 2, at), (floor, 1, at))
    return ours / theirs if ours is not None and theirs else None


def _cell(one: Measured) -> Cell:
    return one["party"], one["workers"], one["clients"]
