"""Points: log-odds of being good on a scale that people read, more is better.

factor = PDO / ln 2, offset = 600 - factor * ln 50, points = offset + factor * ln((1 - pd) / pd):
600 points at odds of 50 good to 1 bad, and 20 points more double the odds.

Source: Siddiqi, "Credit Risk Scorecards" (2006), chapter 6; OptBinning's `scorecard.py`, PDO method.
"""

import math
from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

PDO: Final = 20.0
ANCHOR_POINTS: Final = 600.0
ANCHOR_ODDS: Final = 50.0
FACTOR: Final = PDO / math.log(2.0)
OFFSET: Final = ANCHOR_POINTS - FACTOR * math.log(ANCHOR_ODDS)


def points_of_log_odds(log_odds: float) -> float:
    """Return the points of log-odds of *default*, finite however certain the model is.

    >>> round(points_of_log_odds(-math.log(50.0)), 9)
    600.0
    """
    return OFFSET - FACTOR * log_odds


def points_one(pd: float) -> float:
    """Return the points of a probability of default.

    Raises
    ------
    ValueError
        Unless 0 < pd < 1.

    >>> round(points_one(1.0 / 101.0), 9)
    620.0
    """
    if not 0.0 < pd < 1.0:
        raise ValueError(f"a probability of default lies between 0 and 1, not {pd}")
    return points_of_log_odds(math.log(pd) - math.log1p(-pd))


def pd_one(points: float) -> float:
    """Return the probability of default behind points, between 0 and 1.

    >>> round(1.0 / pd_one(620.0), 9)
    101.0
    """
    log_odds = (OFFSET - points) / FACTOR
    if log_odds >= 0.0:
        return 1.0 / (1.0 + math.exp(-log_odds))
    odds = math.exp(log_odds)  # exp(-log_odds) would overflow
    return odds / (1.0 + odds)


def points_many(pds: Iterable[float]) -> NDArray[np.float64]:
    """Return float64[n], each as `points_one` gives it, bit by bit."""
    return np.fromiter(map(points_one, map(float, pds)), dtype=np.float64)


def pd_many(points: Iterable[float]) -> NDArray[np.float64]:
    """Return float64[n], each as `pd_one` gives it, bit by bit."""
    return np.fromiter(map(pd_one, map(float, points)), dtype=np.float64)
