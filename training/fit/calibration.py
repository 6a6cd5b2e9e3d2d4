"""The affine map from raw log-odds to calibrated ones, fitted on rows that grew no tree."""

from typing import Final

import numpy as np
import numpy.typing as npt

from models.bundle.format import Calibration
from training.fit.clustered import clustered_covariance

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_PRIOR: Final = 4.0
"""Weight of the prior that the slope is 1: that of as many rows of even odds, a unit of log-odds away."""
_LEAST_SLOPE: Final = 0.05
_STEPS: Final = 100


def fit_calibration(raw: Floats, y: Floats, weights: Floats | None = None) -> Calibration:
    """Fit slope and intercept by maximum likelihood, the slope drawn a little towards 1.

    The intercept is free, so the mean probability of these rows is their rate. The slope stays above 0:
    calibration never turns the order of rows round.

    Parameters
    ----------
    raw
        float64 of shape (n,), raw log-odds.
    y
        float64 of shape (n,), 0 or 1, both present.
    weights
        float64 of shape (n,), for how many rows each speaks, such as one over its propensity; each for itself
        if not given. Together they count as many rows as they are worth (Kish, 1965), against the prior.

    Raises
    ------
    ValueError
        All labels that weigh anything are the same.

    Notes
    -----
    Source: Platt, "Probabilistic outputs for support vector machines" (1999), without his targets.
    """
    counts = _counts(weights, len(y))
    kept = counts > 0.0
    raw, y, counts = raw[kept], y[kept], counts[kept]
    if not 0 < y.sum() < len(y):
        raise ValueError("expected labels of both kinds")
    rate = float(np.average(y, weights=counts))
    slope, intercept = 1.0, float(np.log(rate / (1 - rate)) - np.average(raw, weights=counts))
    for _ in range(_STEPS):
        step = _newton_step(raw, y, counts, slope, intercept)
        before = (slope, intercept)
        slope = max(slope + step[0], _LEAST_SLOPE)
        intercept = _intercept(raw, counts, rate, slope, intercept + step[1])
        if abs(slope - before[0]) + abs(intercept - before[1]) < 1e-12:
            break
    return Calibration(slope=slope, intercept=intercept)


def calibration_covariance(raw: Floats, y: Floats, groups: Ints, fitted: Calibration) -> Floats:
    """Return the covariance of (intercept, slope), float64 of shape (2, 2), rows of a group taken for dependent.

    Parameters
    ----------
    raw, y
        What was calibrated on, as `fit_calibration` took it.
    groups
        int64 of shape (n,).
    """
    chance = sigmoid(fitted.slope * raw + fitted.intercept)
    design = np.column_stack([np.ones(len(raw)), raw])
    prior = np.diag([1e-9, _PRIOR])
    hessian = design.T @ (design * (chance * (1.0 - chance))[:, None]) + prior
    return clustered_covariance(design, y - chance, hessian, prior, groups)


def _counts(weights: Floats | None, rows: int) -> Floats:
    """Return weights that sum to the number of rows they are worth; ones where all weigh the same."""
    if weights is None:
        return np.ones(rows)
    worth = float(weights.sum() / max(float((weights**2).sum()), 1e-300))
    return weights * worth


def _newton_step(
    raw: Floats, y: Floats, counts: Floats, slope: float, intercept: float
) -> tuple[float, float]:
    """Return the change of slope and intercept, at most 1 in the slope."""
    p = sigmoid(slope * raw + intercept)
    w = counts * p * (1 - p)
    off = counts * (p - y)
    gradient = np.array([np.dot(raw, off) + _PRIOR * (slope - 1), np.sum(off)])
    mixed = float(np.dot(w, raw))
    hessian = np.array([[float(np.dot(w, raw * raw)) + _PRIOR, mixed], [mixed, float(w.sum()) + 1e-9]])
    change = -np.linalg.solve(hessian, gradient)
    change *= min(1.0, 1.0 / max(float(np.abs(change).max()), 1e-300))
    return float(change[0]), float(change[1])


def _intercept(raw: Floats, counts: Floats, rate: float, slope: float, start: float) -> float:
    """Return the intercept at which the mean probability is the rate, by bisection."""
    low, high = start - 1.0, start + 1.0
    while _mean(raw, counts, slope, low) > rate:
        low -= 2.0 * (high - low)
    while _mean(raw, counts, slope, high) < rate:
        high += 2.0 * (high - low)
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if _mean(raw, counts, slope, middle) < rate else (low, middle)
    return (low + high) / 2


def _mean(raw: Floats, counts: Floats, slope: float, intercept: float) -> float:
    return float(np.dot(counts, sigmoid(slope * raw + intercept)) / counts.sum())


def sigmoid(log_odds: Floats) -> Floats:
    """Return probabilities, whatever the size of the log-odds."""
    odds = np.exp(-np.abs(log_odds))
    return np.where(log_odds >= 0, 1.0, odds) / (1.0 + odds)
