"""Figures of a score under weights, sorted once and weighed often: what a resampling asks for."""

from typing import Final, Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Metric = Literal["auc", "ap", "brier", "mae"]
HIGHER_IS_BETTER: Final[dict[Metric, bool]] = {"auc": True, "ap": True, "brier": False, "mae": False}


class Ranked:
    """A score with its outcomes, ready to be weighed.

    Parameters
    ----------
    y, scores
        float64 of shape (n,): 0 or 1, or days; higher scores are riskier, or later.
    """

    def __init__(self, y: Floats, scores: Floats) -> None:
        self._order = np.argsort(-scores, kind="stable")
        self._y, self._scores = y[self._order], scores[self._order]
        # The last row of each run of equal scores: within a run there is no order.
        self._ends = np.flatnonzero(np.append(np.diff(self._scores) != 0, True))

    def figure(self, metric: Metric, weights: Floats) -> float:
        """Return a figure under weights, float64 of shape (n,); NaN where it is not defined.

        >>> ranked = Ranked(np.array([1.0, 0.0]), np.array([0.9, 0.2]))
        >>> ranked.figure("auc", np.ones(2))
        1.0
        """
        weights = weights[self._order]
        if metric == "mae":
            return _mean(np.abs(self._scores - self._y), weights)
        if metric == "brier":
            return _mean((self._scores - self._y) ** 2, weights)
        bad = np.cumsum(weights * self._y)[self._ends]
        good = np.cumsum(weights * (1.0 - self._y))[self._ends]
        if bad[-1] <= 0.0 or good[-1] <= 0.0:
            return float("nan")
        return _auc(bad, good) if metric == "auc" else _ap(bad, good)


def _mean(values: Floats, weights: Floats) -> float:
    total = float(weights.sum())
    return float((weights * values).sum() / total) if total > 0.0 else float("nan")


def _auc(bad: Floats, good: Floats) -> float:
    """Return the area under the curve of cumulated bad over cumulated good, ties by half."""
    bad, good = np.append(0.0, bad), np.append(0.0, good)
    area = (np.diff(good) * (bad[1:] + bad[:-1]) / 2.0).sum()
    return float(area / (bad[-1] * good[-1]))


def _ap(bad: Floats, good: Floats) -> float:
    """Return the average precision: precision at each level, weighed by the recall it adds."""
    flagged = bad + good
    precision = np.divide(bad, flagged, out=np.zeros_like(bad), where=flagged > 0.0)
    return float((np.diff(np.append(0.0, bad)) * precision).sum() / bad[-1])
