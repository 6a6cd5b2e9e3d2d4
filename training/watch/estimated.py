"""How well a model does before labels are there, told from its own calibrated probabilities.

Where probabilities are calibrated, the expected number of hits among any rows is their sum, and so every figure
that counts hits can be expected before a label is known (confidence-based performance estimation). What it cannot
see is that calibration itself went wrong: that is why `matured` holds the same estimate against what happened.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from training.evaluate.ranked import Ranked

Floats = npt.NDArray[np.float64]

_DRAWS: Final = 200
_SEED: Final = 20_261
LEAST_ROWS: Final = 30


@dataclass(frozen=True, slots=True)
class Expected:
    """A figure that is expected, with the 95 % interval of chance alone; None where it is not defined."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Estimated:
    """What is expected of a model on rows without labels.

    Attributes
    ----------
    rows
        How many.
    rate, auc
        Share of hits, and area under the curve.
    precision
        Share of hits among rows at or above the cut.
    """

    rows: int
    rate: Expected
    auc: Expected
    precision: Expected


def estimate(probabilities: Floats, *, cut: float) -> Estimated | None:
    """Return what is expected of rows with these calibrated probabilities; None of fewer than thirty.

    Parameters
    ----------
    probabilities
        float64 of shape (n,).
    cut
        From which probability on the policy holds.
    """
    if len(probabilities) < LEAST_ROWS:
        return None
    random = np.random.default_rng(_SEED)
    ones = np.ones(len(probabilities))
    flagged = probabilities >= cut
    draws = [(random.random(len(probabilities)) < probabilities).astype(np.float64) for _ in range(_DRAWS)]
    aucs = np.array([Ranked(draw, probabilities).figure("auc", ones) for draw in draws])
    hits = np.array([draw[flagged].mean() if flagged.any() else np.nan for draw in draws])
    return Estimated(
        rows=len(probabilities),
        rate=_expected(float(probabilities.mean()), np.array([draw.mean() for draw in draws])),
        auc=_expected(expected_auc(probabilities), aucs),
        precision=_expected(float(probabilities[flagged].mean()) if flagged.any() else None, hits),
    )


def expected_auc(probabilities: Floats, weights: Floats | None = None) -> float | None:
    """Return the area under the curve if each row is a hit with its probability, independently.

    The expected number of ordered pairs over the expected number of pairs; a row is no pair with itself.

    >>> expected_auc(np.array([1.0, 0.0]))
    1.0
    """
    ones = np.ones(len(probabilities)) if weights is None else weights
    good = ones * (1.0 - probabilities)
    bad = ones * probabilities
    own = float((bad * good).sum())
    pairs = float(bad.sum() * good.sum()) - own
    if pairs <= 0.0:
        return None
    whole = Ranked(probabilities, probabilities).figure("auc", ones)
    return float((whole * bad.sum() * good.sum() - 0.5 * own) / pairs)


def _expected(value: float | None, drawn: Floats) -> Expected:
    known = drawn[np.isfinite(drawn)]
    if value is None or not len(known):
        return Expected(None, None, None)
    low, high = np.quantile(known, [0.025, 0.975])
    return Expected(value, float(low), float(high))
