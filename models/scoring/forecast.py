"""Days late of one invoice: explained, with its distribution or quantiles where the bundle has them."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.scoring.days import DaysAnswers, answer_days
from models.scoring.loaded import LoadedBundle
from models.scoring.percentile import percentiles
from models.scoring.score import calibrated
from models.trees.predict import raw_scores

LATE_DAYS: Final = (5, 15)
"""More than so many days late is what collections ask for."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What the distribution of days late says about one row; all days are whole but the mean.

    Attributes
    ----------
    median_days, mean_days
        Each the best of its kind: by the absolute, by the squared error.
    likely_days
        The day with the most probability within three days of it.
    interval_80
        The first and the last day of the 80 % interval.
    late
        (days, probability of being more than so many days late).
    """

    median_days: int
    mean_days: float
    likely_days: int
    interval_80: tuple[int, int]
    late: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """What the lateness model says about one row.

    Attributes
    ----------
    days
        Days past due of the model that is explained, fitted to the median; negative is early.
    contributions
        float64[f] in days, in the order of the bundle's set: with `bias` they sum to `days`.
    bias
        Days before any feature speaks.
    percentile
        0 to 100 against the bundle's frozen quantiles.
    quantiles
        (level, days) with rising levels, days never falling; empty where the bundle has no heads.
    expected
        What the distribution says; None where the bundle has none.
    """

    days: float
    contributions: NDArray[np.float64]
    bias: float
    percentile: float
    quantiles: tuple[tuple[float, float], ...]
    expected: Expected | None = None


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
    expected = [None] * len(days) if loaded.days is None else _expected(answer_days(loaded.days, rows))
    return [
        Forecast(float(days[k]), phi[k], bias, float(ranks[k]), quantiles[k], expected[k])
        for k in range(len(days))
    ]


def _expected(answers: DaysAnswers) -> list[Expected | None]:
    late = [(days, answers.late(days)) for days in LATE_DAYS]
    return [
        Expected(
            median_days=int(answers.median[k]),
            mean_days=float(answers.mean[k]),
            likely_days=int(answers.likely[k]),
            interval_80=(int(answers.low[k]), int(answers.high[k])),
            late=tuple((days, float(probability[k])) for days, probability in late),
        )
        for k in range(len(answers.median))
    ]


def _quantiles(loaded: LoadedBundle, rows: NDArray[np.float64]) -> list[tuple[tuple[float, float], ...]]:
    levels = [level for level, _ in loaded.heads]
    heads = [raw_scores(head, rows) for _, head in loaded.heads]
    if not heads:
        return [()] * len(rows)
    # Heads are fitted one by one and may cross; a later level is never shown below an earlier one.
    rising = np.maximum.accumulate(np.stack(heads, axis=1), axis=1)
    return [tuple(zip(levels, map(float, row), strict=True)) for row in rising]
