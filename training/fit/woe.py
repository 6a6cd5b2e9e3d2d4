"""Monotone bins of one column and their weight of evidence, safe on few rows."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Direction = Literal[-1, 1]

_FIRST_BINS: Final = 20
PRIOR_ROWS: Final = 8.0
"""Every bin is counted as if so many rows of the overall rate stood in it."""


@dataclass(frozen=True, slots=True)
class Bins:
    """Bins of a column.

    Parameters
    ----------
    direction
        1 where the evidence of default rises with the value, -1 where it falls.
    cuts
        Rising; bin i holds values in (cuts[i - 1], cuts[i]].
    evidence
        Of default, log-odds over the overall ones; monotone in the direction.
    missing
        Evidence of an unknown value; 0 where the training rows had none.
    rows, bad
        Of each bin, those of unknown values last.
    """

    direction: Direction
    cuts: tuple[float, ...]
    evidence: tuple[float, ...]
    missing: float
    rows: tuple[int, ...]
    bad: tuple[int, ...]


def bin_column(
    values: Floats, y: Ints, *, direction: int = 0, most_bins: int = 6, least_share: float = 0.05
) -> Bins:
    """Bin a column so that its evidence never turns.

    Parameters
    ----------
    values
        float64 of shape (n,), on the scale that is to be cut; NaN is unknown and a bin of its own.
    y
        int64 of shape (n,), 0 or 1, both present.
    direction
        1, -1, or 0: found on these rows, by rank.
    most_bins, least_share
        At most so many bins of known values, each of at least this share of the rows.

    Raises
    ------
    ValueError
        All labels are the same.

    Notes
    -----
    Fine bins are merged, first where the evidence turns, then where a bin is small, then where two differ
    least. Evidence is smoothed by rows of the overall rate, so that no bin is infinitely sure.
    """
    if not 0 < y.sum() < len(y):
        raise ValueError("expected labels of both kinds")
    known = ~np.isnan(values)
    found = _sign(direction) or found_direction(values[known], y[known])
    cuts, counts = _fine(values[known], y[known])
    overall = float(y.mean())
    least = max(1.0, least_share * len(y))
    while len(counts) > 1:
        steps = found * np.diff(evidence_of(counts, overall))
        at = _to_merge(steps, counts.sum(axis=1), most_bins, least)
        if at is None:
            break
        counts = np.vstack([counts[:at], counts[at : at + 2].sum(axis=0, keepdims=True), counts[at + 2 :]])
        cuts = np.delete(cuts, at)
    missing = np.array([[(1 - y[~known]).sum(), y[~known].sum()]], np.int64)
    every = np.vstack([counts, missing])
    return Bins(
        found,
        tuple(cuts.tolist()),
        tuple(evidence_of(counts, overall).tolist()),
        float(evidence_of(missing, overall)[0]),
        tuple(every.sum(axis=1).tolist()),
        tuple(every[:, 1].tolist()),
    )


def evidence_of(counts: Ints, overall: float) -> Floats:
    """Return the smoothed evidence of default of (good, bad) counts, float64 of shape (bins,); 0 of no rows."""
    good = counts[:, 0] + PRIOR_ROWS * (1.0 - overall)
    bad = counts[:, 1] + PRIOR_ROWS * overall
    found: Floats = np.log(bad / good) - np.log(overall / (1.0 - overall))
    return np.where(counts.sum(axis=1) == 0, 0.0, found)


def found_direction(values: Floats, y: Ints) -> Direction:
    """Return 1 where higher values go with default on these rows, by rank, else -1."""
    if not 0 < y.sum() < len(y):
        return 1
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2.0)[place]
    return 1 if ranks[y == 1].mean() >= ranks[y == 0].mean() else -1


def _sign(direction: int) -> Direction | None:
    if direction == 0:
        return None
    return 1 if direction > 0 else -1


def _fine(values: Floats, y: Ints) -> tuple[Floats, Ints]:
    """Return fine cuts by quantile, and (good, bad) of each bin, int64 of shape (cuts + 1, 2)."""
    if not len(values):
        return np.empty(0), np.zeros((1, 2), np.int64)
    inner = np.quantile(values, np.linspace(0, 1, _FIRST_BINS + 1)[1:-1], method="lower")
    cuts = np.unique(inner[inner < values.max()])
    place = np.searchsorted(cuts, values, side="left")
    counts = np.zeros((len(cuts) + 1, 2), np.int64)
    np.add.at(counts, (place, y.astype(np.int64)), 1)
    return cuts, counts


def _to_merge(steps: Floats, rows: Ints, most: int, least: float) -> int | None:
    """Return which bin to merge with the next one, or None."""
    at = int(np.argmin(steps))
    if steps[at] <= 0:
        return at
    small = int(np.argmin(rows))
    if rows[small] < least:
        left = steps[small - 1] if small > 0 else np.inf
        right = steps[small] if small < len(steps) else np.inf
        return small - 1 if left <= right else small
    return at if len(rows) > most else None
