"""Calibrated log-odds of a row, explained exactly."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.scoring.explained import check_sum, check_sums
from models.scoring.loaded import LoadedBundle
from models.scoring.percentile import percentile, percentiles
from models.trees.contributions import contributions, contributions_one
from models.trees.predict import raw_score_one, raw_scores
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
    value = loaded.slope * raw_score_one(loaded.ensemble, row) + loaded.intercept
    phi = loaded.slope * contributions_one(loaded.ensemble, row)[:-1]
    bias = loaded.slope * loaded.ensemble.expected_value + loaded.intercept
    check_sum(phi, bias, value)
    probability = np.empty(1)
    _sigmoids(np.array([value]), probability)
    return Score(
        log_odds=value,
        probability=float(probability[0]),
        contributions=phi,
        bias=bias,
        percentile=percentile(loaded.quantiles, value),
    )


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
def _sigmoids(log_odds: NDArray[np.float64], out: NDArray[np.float64]) -> None:
    # One loop for one row and many: numpy's vectorised exp may differ from the scalar one in the last bit.
    for k in range(log_odds.size):
        if log_odds[k] >= 0.0:
            out[k] = 1.0 / (1.0 + math.exp(-log_odds[k]))
        else:
            odds = math.exp(log_odds[k])  # exp(-log_odds) would overflow
            out[k] = odds / (1.0 + odds)
