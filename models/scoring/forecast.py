"""Days late of one invoice: the median, explained, and further quantiles where the bundle has them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.scoring.loaded import LoadedBundle
from models.scoring.percentile import percentiles
from models.scoring.score import calibrated
from models.trees.predict import raw_scores


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """What the lateness model says about one row.

    Attributes
    ----------
    days
        Median of days past due; negative is early.
    contributions
        float64[f] in days, in the order of the bundle's set: with `bias` they sum to `days`.
    bias
        Days before any feature speaks.
    percentile
        0 to 100 against the bundle's frozen quantiles.
    quantiles
        (level, days) with rising levels, days never falling; empty where the bundle has no heads.
    """

    days: float
    contributions: NDArray[np.float64]
    bias: float
    percentile: float
    quantiles: tuple[tuple[float, float], ...]


def forecast_one(loaded: LoadedBundle, vector: NDArray[np.float64]) -> Forecast:
    """Forecast and explain one vector over the whole catalogue, float64[n_catalogue]; NaN is unknown.

    Raises
    ------
    ModelNotLoaded
        The bundle holds no model.
    ExplanationBroken
        Contributions that do not sum to the days within 1e-9.
    """
    return forecast_many(loaded, vector[None, :])[0]


def forecast_many(loaded: LoadedBundle, vectors: NDArray[np.float64]) -> list[Forecast]:
    """Forecast and explain vectors, float64[n, n_catalogue], bit by bit as `forecast_one` does.

    Raises
    ------
    ModelNotLoaded, ExplanationBroken
        As `forecast_one`.
    """
    rows = vectors[:, loaded.columns]
    days, phi, bias = calibrated(loaded, rows)
    ranks = percentiles(loaded.quantiles, days)
    quantiles = _quantiles(loaded, rows)
    return [Forecast(float(days[k]), phi[k], bias, float(ranks[k]), quantiles[k]) for k in range(len(days))]


def _quantiles(loaded: LoadedBundle, rows: NDArray[np.float64]) -> list[tuple[tuple[float, float], ...]]:
    levels = [level for level, _ in loaded.heads]
    heads = [raw_scores(head, rows) for _, head in loaded.heads]
    if not heads:
        return [()] * len(rows)
    # Heads are fitted one by one and may cross; a later level is never shown below an earlier one.
    rising = np.maximum.accumulate(np.stack(heads, axis=1), axis=1)
    return [tuple(zip(levels, map(float, row), strict=True)) for row in rising]
