"""The affine map from raw log-odds to calibrated ones, fitted on rows that grew no tree."""

from typing import Final

import numpy as np
import numpy.typing as npt

from models.bundle.format import Calibration

Floats = npt.NDArray[np.float64]

_PRIOR: Final = 4.0
"""Weight of the prior that the slope is 1: that of as many rows of even odds, a unit of log-odds away."""
_LEAST_SLOPE: Final = 0.05
_STEPS: Final = 100


def fit_calibration(raw: Floats, y: Floats) -> Calibration:
    """Fit slope and intercept by maximum likelihood, the slope drawn a little towards 1.

    The intercept is free, so the mean probability of these rows is their rate. The slope stays above 0:
    calibration never turns the order of rows round.

    Parameters
    ----------
    raw
        float64 of shape (n,), raw log-odds.
    y
        float64 of shape (n,), 0 or 1, both present.

    Raises
    ------
    ValueError
        All labels are the same.

    Notes
    -----
    Source: Platt, "Probabilistic outputs for support vector machines" (1999), without his targets.
    """
    if not 0 < y.sum() < len(y):
        raise ValueError("expected labels of both kinds")
    rate = float(y.mean())
    slope, intercept = 1.0, float(np.log(rate / (1 - rate)) - raw.mean())
    for _ in range(_STEPS):
        step = _newton_step(raw, y, slope, intercept)
        before = (slope, intercept)
        slope = max(slope + step[0], _LEAST_SLOPE)
        intercept = _intercept(raw, rate, slope, intercept + step[1])
        if abs(slope - before[0]) + abs(intercept - before[1]) < 1e-12:
            break
    return Calibration(slope=slope, intercept=intercept)


def _newton_step(raw: Floats, y: Floats, slope: float, intercept: float) -> tuple[float, float]:
    """Return the change of slope and intercept, at most 1 in the slope."""
    p = sigmoid(slope * raw + intercept)
    w = p * (1 - p)
    gradient = np.array([np.dot(raw, p - y) + _PRIOR * (slope - 1), np.sum(p - y)])
    mixed = float(np.dot(w, raw))
    hessian = np.array([[float(np.dot(w, raw * raw)) + _PRIOR, mixed], [mixed, float(w.sum()) + 1e-9]])
    change = -np.linalg.solve(hessian, gradient)
    change *= min(1.0, 1.0 / max(float(np.abs(change).max()), 1e-300))
    return float(change[0]), float(change[1])


def _intercept(raw: Floats, rate: float, slope: float, start: float) -> float:
    """Return the intercept at which the mean probability is the rate, by bisection."""
    low, high = start - 1.0, start + 1.0
    while _mean(raw, slope, low) > rate:
        low -= 2.0 * (high - low)
    while _mean(raw, slope, high) < rate:
        high += 2.0 * (high - low)
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if _mean(raw, slope, middle) < rate else (low, middle)
    return (low + high) / 2


def _mean(raw: Floats, slope: float, intercept: float) -> float:
    return float(sigmoid(slope * raw + intercept).mean())


def sigmoid(log_odds: Floats) -> Floats:
    """Return probabilities, whatever the size of the log-odds."""
    odds = np.exp(-np.abs(log_odds))
    return np.where(log_odds >= 0, 1.0, odds) / (1.0 + odds)
