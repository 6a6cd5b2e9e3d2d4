"""The distribution of whole days late, and what it answers: median, mean, likeliest days, interval, shares.

One ensemble a step of a ladder of days scores the step; a softmax over all of them makes the probability.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.bundle.format import DaysDistribution
from models.trees import text
from models.trees.ensemble import Ensemble
from models.trees.predict import raw_scores
from riskdesk.core.jit import kernel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NEAR_DAYS: Final = 3
"""The likeliest day is the one with the most probability within so many days, on both sides."""


@dataclass(frozen=True, slots=True, eq=False)
class LoadedDays:
    """A distribution ready for use; made by `load_days`.

    Attributes
    ----------
    ensembles
        One a step of the ladder.
    days
        int64[s], the whole days that have a probability, rising: each day of the ladder's span, and one
        day below and above it for all that is earlier or later.
    widths
        int64[k], over how many of `days` each step spreads.
    interval_share
        As in `DaysDistribution`.
    late
        (days, model) of the heads.
    """

    ensembles: tuple[Ensemble, ...]
    days: Ints
    widths: Ints
    interval_share: float
    late: tuple[tuple[int, Ensemble], ...]


@dataclass(frozen=True, slots=True, eq=False)
class DaysAnswers:
    """What the distribution says about n rows.

    Attributes
    ----------
    days, probabilities
        int64[s], and float64[n, s], how probable each of those days is.
    median, likely
        int64[n]: the first day by which half is paid; the day with the most probability within three days
        of it, of equals the earliest.
    mean
        float64[n].
    low, high
        int64[n], the ends of the 80 % interval, both within it: the shortest run of days that gathers the
        bundle's share, of equals the one that gathers most, then the earliest.
    mixed
        Days -> float64[n], how probable it is to be more than so many days late by head and distribution.
    """

    days: Ints
    probabilities: Floats
    median: Ints
    likely: Ints
    mean: Floats
    low: Ints
    high: Ints
    mixed: Mapping[int, Floats] = field(default_factory=dict)

    def late(self, more_than_days: int) -> Floats:
        """Return how probable it is to be more than so many days late, float64[n]; without a head by the days."""
        found = self.mixed.get(more_than_days)
        return _above(self.days, self.probabilities, more_than_days) if found is None else found

    def where(self, rows: NDArray[np.bool_]) -> "DaysAnswers":
        """Return the answers to some of the rows, bool[n]."""
        return DaysAnswers(
            days=self.days,
            probabilities=self.probabilities[rows],
            median=self.median[rows],
            likely=self.likely[rows],
            mean=self.mean[rows],
            low=self.low[rows],
            high=self.high[rows],
            mixed={days: probability[rows] for days, probability in self.mixed.items()},
        )


def load_days(distribution: DaysDistribution) -> LoadedDays:
    """Make a distribution ready.

    Raises
    ------
    ModelTextNotUnderstood
        As `models.trees.text.parse`.
    """
    ladder = np.array(distribution.ladder_days, np.int64)
    between = np.arange(ladder[0] + 1, ladder[-1] + 1)
    return LoadedDays(
        ensembles=tuple(text.parse(step) for step in distribution.steps),
        days=np.concatenate([[distribution.earliest_days], between, [distribution.latest_days]]),
        widths=np.concatenate([[1], np.diff(ladder), [1]]),
        interval_share=distribution.interval_share,
        late=tuple((head.more_than_days, text.parse(head.model)) for head in distribution.late),
    )


def answer_days(loaded: LoadedDays, rows: Floats) -> DaysAnswers:
    """Return what the distribution says about rows of the bundle's set, float64[n, f]."""
    probabilities = probabilities_of(loaded, rows)
    low, high = shortest(loaded.days, probabilities, loaded.interval_share)
    up_to = _running(probabilities)
    return DaysAnswers(
        days=loaded.days,
        probabilities=probabilities,
        median=loaded.days[(up_to >= 0.5).argmax(axis=1)],
        likely=_likely(loaded.days, up_to),
        mean=_running(probabilities * loaded.days)[:, -1],
        low=low,
        high=high,
        mixed=_mixed(loaded, rows, probabilities),
    )


def probabilities_of(loaded: LoadedDays, rows: Floats) -> Floats:
    """Return how probable each of `loaded.days` is, float64[n, s]; a row sums to 1."""
    steps = np.stack([raw_scores(step, rows) for step in loaded.ensembles], axis=1)
    _softmax(steps)
    # No matrix product: its last bit would depend on how many rows there are.
    return np.repeat(steps / loaded.widths, loaded.widths, axis=1)


def shortest(days: Ints, probabilities: Floats, share: float) -> tuple[Ints, Ints]:
    """Return both ends of the shortest run of days that gathers `share` of each row, int64[n] twice."""
    up_to = np.concatenate([np.zeros((len(probabilities), 1)), _running(probabilities)], axis=1)
    low, high = np.full(len(up_to), days[0]), np.full(len(up_to), days[-1])
    open_ = np.ones(len(up_to), bool)
    for width in range(int(days[-1] - days[0]) + 1):
        ends = np.searchsorted(days, days + width, side="right")
        gathered = up_to[open_][:, ends] - up_to[open_][:, : len(days)]
        best = gathered.argmax(axis=1)
        enough = gathered[np.arange(len(best)), best] >= share
        rows = np.flatnonzero(open_)[enough]
        low[rows] = days[best[enough]]
        high[rows] = days[ends[best[enough]] - 1]
        open_[rows] = False
        if not open_.any():
            break
    return low, high


def _likely(days: Ints, up_to: Floats) -> Ints:
    start = np.searchsorted(days, days - NEAR_DAYS, side="left")
    end = np.searchsorted(days, days + NEAR_DAYS, side="right")
    padded = np.concatenate([np.zeros((len(up_to), 1)), up_to], axis=1)
    gathered = padded[:, end] - padded[:, start]
    return np.asarray(days[gathered.argmax(axis=1)], np.int64)


def _above(days: Ints, probabilities: Floats, more_than_days: int) -> Floats:
    return _running(probabilities * (days > more_than_days))[:, -1]


def _mixed(loaded: LoadedDays, rows: Floats, probabilities: Floats) -> dict[int, Floats]:
    """Return for each head what it and the distribution say; later is never likelier than late."""
    found: dict[int, Floats] = {}
    most = np.ones(len(rows))
    for days, head in loaded.late:
        log_odds = (head.objective.sigmoid or 1.0) * raw_scores(head, rows)
        _mix(log_odds, _above(loaded.days, probabilities, days))
        most = np.minimum(most, log_odds)
        found[days] = most
    return found


@kernel
def _mix(log_odds: Floats, probability: Floats) -> None:
    """Replace log-odds by the probability of their mean with those of `probability`."""
    for k in range(log_odds.size):
        held = min(max(probability[k], 1e-9), 1.0 - 1e-9)
        log_odds[k] = 1.0 / (1.0 + math.exp(-0.5 * (log_odds[k] + math.log(held / (1.0 - held)))))


@kernel
def _softmax(scores: Floats) -> None:
    """Replace the scores of each row, float64[n, k], by probabilities that sum to 1."""
    # One loop for one row and many: numpy's vectorised exp may differ from the scalar one in the last bit.
    for i in range(scores.shape[0]):
        most = scores[i, 0]
        for k in range(1, scores.shape[1]):
            most = max(most, scores[i, k])
        total = 0.0
        for k in range(scores.shape[1]):
            scores[i, k] = math.exp(scores[i, k] - most)
            total += scores[i, k]
        for k in range(scores.shape[1]):
            scores[i, k] /= total


def _running(values: Floats) -> Floats:
    """Return sums from the first column on: one after the other, so that a row alone sums as among many."""
    return np.cumsum(values, axis=1)
