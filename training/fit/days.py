"""Fitting the distribution of whole days late: one multiclass model over a ladder of days.

A distribution answers every question at once: the median for the absolute error, the mean for the squared
one, the likeliest days, an interval, and the probability of more than any number of days.
"""

from dataclasses import replace
from typing import Final

import lightgbm as lgb
import msgspec
import numpy as np
import numpy.typing as npt

from models.bundle.format import DaysDistribution, LateHead
from models.scoring.days import load_days, probabilities_of, shortest
from models.scoring.forecast import LATE_DAYS
from training.fit.one_output import one_output_each
from training.fit.trees import Rows, TreeParameters, shape_of
from training.fit.unpaid import spread_unpaid

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

LADDER_DAYS: Final = (-14, -10, -8, *range(-7, 8), 10, 15, 20, 30, 45)
"""Every day where most invoices are paid; the tails are learnt in steps."""

COVERED: Final = 0.8
PARAMETERS: Final = TreeParameters(
    most_trees=50, depth=6, leaves=15, learning_rate=0.07, least_rows=100, ridge=5.0, feature_share=0.25
)
"""Chosen on what comes before the last fifth of the receivables (2026-11): more trees gain nothing."""

LATE_PARAMETERS: Final = TreeParameters(
    most_trees=150, depth=4, leaves=8, learning_rate=0.05, least_rows=100, ridge=5.0, feature_share=0.25
)
"""Of the heads, which add to the distribution what exposure and turnover say of late payers."""

_BISECTIONS: Final = 8


def fit_days(
    rows: Rows,
    unpaid: Mask,
    later: Mask,
    names: tuple[str, ...],
    habits: Mask,
    *,
    least_rows: int = PARAMETERS.least_rows,
) -> DaysDistribution:
    """Fit on all rows; the later ones tell, to a fit on the others, what an interval must gather.

    Source: Romano, Patterson, Candes, "Conformalized quantile regression" (2019), for whole days.

    Parameters
    ----------
    rows
        `y` are days late, those so far of an invoice that is `unpaid`.
    unpaid, later
        bool of shape (n,).
    names
        Of the features.
    habits
        bool of shape (f,): the features that the distribution is learnt from; the heads are from all.
    least_rows
        In a leaf.
    """
    parameters = replace(PARAMETERS, least_rows=least_rows)
    narrow = Rows(np.where(habits, rows.X, np.nan), rows.y, rows.weights, rows.moments_us)
    first = _grow(narrow.where(~later), unpaid[~later], names, parameters)
    share = interval_share(first, rows.X[later], rows.y[later], unpaid[later])
    late = _grow_late(rows, unpaid, names, replace(LATE_PARAMETERS, least_rows=least_rows))
    return msgspec.structs.replace(_grow(narrow, unpaid, names, parameters), interval_share=share, late=late)


def interval_share(distribution: DaysDistribution, X: Floats, days: Floats, unpaid: Mask) -> float:
    """Return the least probability, to 1/256, that the shortest run of days must gather to cover 80 % of the rows.

    What is still unpaid counts as outside: it is later than it is so far.
    """
    loaded = load_days(distribution)
    probabilities = probabilities_of(loaded, X)
    too_little, enough = 0.0, 1.0
    for _ in range(_BISECTIONS):
        middle = (too_little + enough) / 2
        low, high = shortest(loaded.days, probabilities, middle)
        inside = (low <= days) & (days <= high) & ~unpaid
        if float(inside.mean()) >= COVERED:
            enough = middle
        else:
            too_little = middle
    return min(enough, 1 - 2.0**-_BISECTIONS)


def _grow(rows: Rows, unpaid: Mask, names: tuple[str, ...], parameters: TreeParameters) -> DaysDistribution:
    ladder = _ladder(rows.y[~unpaid])
    steps = np.searchsorted(np.array(ladder), rows.y, side="left").astype(np.int64)
    spread, spread_steps = spread_unpaid(rows, steps, unpaid, len(ladder) + 1)
    settings = shape_of(parameters) | {"objective": "multiclass", "num_class": len(ladder) + 1}
    data = lgb.Dataset(
        spread.X, spread_steps, weight=spread.weights, feature_name=list(names), params=settings
    )
    booster = lgb.train(settings, data, num_boost_round=parameters.most_trees)
    return DaysDistribution(
        ladder_days=ladder,
        steps=one_output_each(booster.model_to_string(), len(ladder) + 1),
        earliest_days=min(_middle(rows.y[steps == 0], ladder[0]), ladder[0]),
        latest_days=max(_middle(rows.y[steps == len(ladder)], ladder[-1] + 1), ladder[-1] + 1),
        interval_share=COVERED,
    )


def _grow_late(
    rows: Rows, unpaid: Mask, names: tuple[str, ...], parameters: TreeParameters
) -> tuple[LateHead, ...]:
    """Return a head for each number of days, if both outcomes occur."""
    ladder = np.array(_ladder(rows.y[~unpaid]))
    steps = np.searchsorted(ladder, rows.y, side="left").astype(np.int64)
    spread, spread_steps = spread_unpaid(rows, steps, unpaid, len(ladder) + 1)
    settings = shape_of(parameters) | {"objective": "binary"}
    heads = []
    for days in LATE_DAYS:
        late = (spread_steps > np.searchsorted(ladder, days, side="left")).astype(np.float64)
        if 0.0 < late.mean() < 1.0:
            data = lgb.Dataset(
                spread.X, late, weight=spread.weights, feature_name=list(names), params=settings
            )
            booster = lgb.train(settings, data, num_boost_round=parameters.most_trees)
            heads.append(LateHead(more_than_days=days, model=booster.model_to_string()))
    return tuple(heads)


def _ladder(days: Floats) -> tuple[int, ...]:
    """Return the ladder without steps that nobody was paid in; they are joined with the next."""
    steps = np.unique(np.searchsorted(LADDER_DAYS, days, side="left"))
    return tuple(LADDER_DAYS[step] for step in steps if step < len(LADDER_DAYS)) or LADDER_DAYS[-1:]


def _middle(days: Floats, otherwise: int) -> int:
    return round(float(days.mean())) if len(days) else otherwise
