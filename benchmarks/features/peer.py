"""What a peer is: a library that computes the window features from a table of its own in memory."""

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.features.window_orders import Orders
from features.kernel.arrays import Floats

Run = Callable[[], object]
"""Computes all twenty columns and returns them in the library's own form, in memory."""


@dataclass(frozen=True)
class Peer:
    """One library.

    Parameters
    ----------
    name, version
        Of the package.
    goal
        How many times faster riskdesk shall be.
    how
        The formulation that was chosen, the fastest of those that were tried.
    prepare
        Takes orders, loads them in the order of the log into the library's native table (not timed),
        returns the run, which sorts, groups and computes (timed).
    columns
        Turns what a run returned into float64 of shape (20, n) in the order of the log (not timed), to be
        compared: counts and sums of nothing as 0, means and maxima of nothing as NaN.
    """

    name: str
    version: str
    goal: float
    how: str
    prepare: Callable[[Orders], Run]
    columns: Callable[[object, Orders], Floats]


class PeerMissing(Exception):
    """The package is not installed; the message says how to get it."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is not installed: pip install --require-hashes -r requirements-bench.lock")
