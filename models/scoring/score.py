"""Calibrated log-odds of a row, explained exactly."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.scoring.explained import check_off, check_sums
from models.scoring.loaded import LoadedBundle
from models.scoring.percentile import percentile, percentiles
from models.trees.contributions import contributions, explain_one
from models.trees.predict import raw_scores
from riskdesk.core.errors import ModelNotLoaded
from riskdesk.core.jit import kernel


@dataclass(frozen=True, slots=True, eq=False)
class Score:
    """What a binary model says about one row.

    Attributes
    ----------
    log_odds
        Calibrated; higher is riskier.
    probability
        0 to 1, that of `log_odds`.
    contributions
        float64[f] in log-odds, in the order of the bundle's set: with `bias` they sum to `log_odds`.
    bias
        Log-odds before any feature speaks.
    percentile
        0 to 100 against the bundle's frozen quantiles.
    """

    log_odds: float
    probability: float
    contributions: NDArray[np.float64]
    bias: float
    percentile: float


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """`Score` of n rows, one array a field; `contributions` is float64[n, f], `bias` one for all."""

    log_odds: NDArray[np.float64]
    probability: NDArray[np.float64]
    contributions: NDArray[np.float64]
    bias: float
    percentile: NDArray[np.float64]


def score_one(loaded: LoadedBundle, vector: NDArray[np.float64]) -> Score:
    """Score and explain one vector over the whole catalogue, float64[n_catalogue]; NaN is unknown.

    Raises
    ------
    ModelNotLoaded
        The bundle holds no model (cold start).
    ExplanationBroken
        Contributions that do not sum to the log-odds within 1e-9.
    """
    if loaded.ensemble is None:
        raise ModelNotLoaded(f"the {loaded.role} bundle {loaded.bundle.version} holds no model")
    row = vector[loaded.columns]
    phi = np.empty(row.size)
    raw = explain_one(loaded.ensemble, row, phi)
    bias = loaded.slope * loaded.ensemble.expected_value + loaded.intercept
    value, probability, off = _calibrate(phi, raw, loaded.slope, loaded.intercept, bias)
    check_off(off)
    return Score(value, probability, phi, bias, percentile(loaded.quantiles, value))


def score_many(loaded: LoadedBundle, vectors: NDArray[np.float64]) -> Scores:
    """Score and explain vectors, float64[n, n_catalogue], bit by bit as `score_one` does.

    Raises
    ------
    ModelNotLoaded
        The bundle holds no model (cold start).
    ExplanationBroken
        Contributions of a row that do not sum to its log-odds within 1e-9.
    """
    return score_rows(loaded, vectors[:, loaded.columns])


def score_rows(loaded: LoadedBundle, rows: NDArray[np.float64]) -> Scores:
    """Score and explain rows of the bundle's own set, float64[n, f], as `score_many` does."""
    values, phi, bias = calibrated(loaded, rows)
    probability = np.empty(len(values))
    _sigmoids(values, probability)
    return Scores(values, probability, phi, bias, percentiles(loaded.quantiles, values))


def calibrated(
    loaded: LoadedBundle, rows: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Return calibrated values float64[n], contributions float64[n, f] and bias of rows of the set.

    Raises
    ------
    ModelNotLoaded, ExplanationBroken
        As `score_many`.
    """
    if loaded.ensemble is None:
        raise ModelNotLoaded(f"the {loaded.role} bundle {loaded.bundle.version} holds no model")
    values = loaded.slope * raw_scores(loaded.ensemble, rows) + loaded.intercept
    phi = loaded.slope * contributions(loaded.ensemble, rows)[:, :-1]
    bias = loaded.slope * loaded.ensemble.expected_value + loaded.intercept
    check_sums(phi, bias, values)
    return values, phi, bias


@kernel
def _calibrate(
    phi: NDArray[np.float64], raw: float, slope: float, intercept: float, bias: float
) -> tuple[float, float, float]:
    """Scale contributions in place; return log-odds, probability and by how much bias and they miss the log-odds."""
    total = bias
    for k in range(phi.size):
        phi[k] *= slope
        total += phi[k]
    value = slope * raw + intercept
    return value, _sigmoid(value), abs(total - value)


@kernel
def _sigmoids(log_odds: NDArray[np.float64], out: NDArray[np.float64]) -> None:
    # The scalar exp of one row for many too: numpy's vectorised one may differ from it in the last bit.
    for k in range(log_odds.size):
        out[k] = _sigmoid(log_odds[k])


@kernel
def _sigmoid(log_odds: float) -> float:
    if log_odds >= 0.0:
        return 1.0 / (1.0 + math.exp(-log_odds))
    odds = math.exp(log_odds)  # exp(-log_odds) would overflow
    return odds / (1.0 + odds)
