"""Labels that mean nothing: what is fitted to them must tell nothing."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from training.evaluate.ranked import Ranked

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Fit = Callable[[Floats, Floats, Bools], Floats]
"""(X of all rows, labels of all rows, which are learnt from) -> scores of the others, in their order.

The whole way from rows to scores: encoding, selection and calibration belong inside. It gets the labels of
the others too, as real code has them in its hands, so that using them shows.
"""

REPEATS: Final = 5
_SIGMAS: Final = 3.0
"""A clean way of fitting fails by chance once in 370."""


@dataclass(frozen=True, slots=True)
class ShuffledProbe:
    """What came of labels that mean nothing.

    Parameters
    ----------
    aucs
        On rows not learnt from, one a repeat.
    auc, low, high
        Their mean, and between which ends chance alone leaves it.
    """

    aucs: tuple[float, ...]
    auc: float
    low: float
    high: float

    @property
    def passed(self) -> bool:
        """Whether the mean is what chance gives; too low is as wrong as too high."""
        return self.low <= self.auc <= self.high

    @property
    def detail(self) -> str:
        """The finding as a sentence."""
        return (
            f"AUC {self.auc:.3f} on shuffled labels over {len(self.aucs)} refits; "
            f"chance gives {self.low:.3f} to {self.high:.3f}"
        )


def shuffled_labels(
    X: Floats,
    y: Floats,
    learn: Bools,
    fit: Fit,
    *,
    groups: Ints | None = None,
    repeats: int = REPEATS,
    seed: int = 20_261,
) -> ShuffledProbe:
    """Refit to shuffled labels and measure on the rows left out: the AUC must be about .5.

    Parameters
    ----------
    X, y
        float64 of shape (n, f) and (n,), labels 0 or 1.
    learn
        bool of shape (n,), which rows are learnt from.
    fit
        The way of fitting to be probed.
    groups
        int64 of shape (n,): labels move from group to group, all rows of one together, so that a group on
        both sides of the split (one customer, identical rows) shows as well.
    repeats, seed
        Of the shuffling.

    Raises
    ------
    ValueError
        A shuffling left one label alone in the rows left out.
    """
    random = np.random.default_rng(seed)
    units = np.unique(np.arange(len(y)) if groups is None else groups, return_inverse=True)[1].reshape(-1)
    aucs, variances = [], []
    for _ in range(repeats):
        shuffled = _shuffle(y, units, random)
        left = ~learn
        auc = Ranked(shuffled[left], fit(X, shuffled, learn)).figure("auc", np.ones(int(left.sum())))
        if math.isnan(auc):
            raise ValueError("expected labels of both kinds among the rows left out")
        aucs.append(auc)
        variances.append(_variance(shuffled[left], units[left]))
    half = _SIGMAS * math.sqrt(float(np.mean(variances)) / repeats)
    return ShuffledProbe(tuple(aucs), float(np.mean(aucs)), 0.5 - half, 0.5 + half)


def _shuffle(y: Floats, units: Ints, random: np.random.Generator) -> Floats:
    """Give every unit the label of another unit's first row."""
    _, first = np.unique(units, return_index=True)
    shuffled: Floats = random.permutation(y[first])[units]
    return shuffled


def _variance(y: Floats, units: Ints) -> float:
    """Return the variance of an AUC that means nothing: (p + q + 1) / (12 p q), p and q effective counts.

    Source: Mann and Whitney (1947). Rows of one unit count as one, larger ones for more.
    """
    sizes = [np.bincount(units[y == kind]) for kind in (0.0, 1.0)]
    p, q = (float(one.sum()) ** 2 / float((one.astype(np.float64) ** 2).sum()) for one in sizes)
    return (p + q + 1) / (12 * p * q)
