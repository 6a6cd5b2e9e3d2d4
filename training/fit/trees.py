"""Growing LightGBM trees, the same every time, under monotone constraints."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

import lightgbm as lgb
import numpy as np
import numpy.typing as npt

from training.fit.forest_text import mean_forest

Floats = npt.NDArray[np.float64]
Loss = Literal["binary", "regression", "regression_l1", "quantile"]

_METRIC: Final[dict[str, str]] = {
    "binary": "binary_logloss",
    "regression": "l2",
    "regression_l1": "l1",
    "quantile": "quantile",
}
_STRIDE: Final = 7_919
"""Between the seeds of members."""


@dataclass(frozen=True, slots=True)
class TreeParameters:
    """How trees are grown; small on purpose, larger must earn it.

    Parameters
    ----------
    most_trees, patience
        At most so many trees a member; growth stops where so many did not help the later rows.
    depth, leaves
        Of one tree.
    learning_rate, least_rows, ridge, feature_share
        LightGBM's learning_rate, min_data_in_leaf, lambda_l2, feature_fraction.
    row_share
        Of the rows, drawn anew for each tree: LightGBM's bagging_fraction.
    members
        So many forests from other draws of features and rows, whose mean is the model: what the draws did by chance
        averages out. They differ only where a share is below 1. `grow` alone makes more than one.
    seed, threads
        The seed is part of the result. One thread: on a busy machine two wait for each other at every
        split, which made a fit of a second take a minute (two cores, 2026-11).
    """

    most_trees: int = 200
    patience: int = 40
    depth: int = 4
    leaves: int = 8
    learning_rate: float = 0.05
    least_rows: int = 20
    ridge: float = 5.0
    feature_share: float = 0.6
    row_share: float = 1.0
    members: int = 1
    seed: int = 20_261
    threads: int = 1

    def to_json(self) -> dict[str, int | float]:
        """Return the parameters as JSON holds them."""
        return asdict(self)


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Rows of one feature set.

    Parameters
    ----------
    X
        float64 of shape (n, f); NaN is unknown.
    y
        float64 of shape (n,), 0 or 1, or days.
    weights
        float64 of shape (n,), for fitting.
    moments_us
        int64 of shape (n,), the moment of each row.
    """

    X: Floats
    y: Floats
    weights: Floats
    moments_us: npt.NDArray[np.int64]

    def where(self, mask: npt.NDArray[np.bool_]) -> "Rows":
        """Return the rows that a bool mask of shape (n,) keeps."""
        return Rows(self.X[mask], self.y[mask], self.weights[mask], self.moments_us[mask])

    def __len__(self) -> int:
        return len(self.y)


def joined(first: Rows, second: Rows) -> Rows:
    """Return the rows of both, in this order."""
    return Rows(
        np.concatenate([first.X, second.X]),
        np.concatenate([first.y, second.y]),
        np.concatenate([first.weights, second.weights]),
        np.concatenate([first.moments_us, second.moments_us]),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Grown:
    """Trees, and how they got there.

    Parameters
    ----------
    booster
        LightGBM's own object of all members, cut to `trees`.
    text
        LightGBM's text of it.
    trees
        How many each member has.
    curve
        Loss on the later rows after each tree, mean over the members, the trees that were cut off included.
    """

    booster: lgb.Booster
    text: str
    trees: int
    curve: tuple[float, ...]


def grow(
    fit: Rows,
    later: Rows,
    names: tuple[str, ...],
    directions: tuple[int, ...],
    parameters: TreeParameters,
    *,
    loss: Loss = "binary",
    level: float = 0.5,
) -> Grown:
    """Grow trees on `fit`, as many as help on `later`.

    Parameters
    ----------
    fit, later
        What is learnt from, and what tells when to stop.
    names, directions
        Of the features; a direction of 1 (-1) binds the raw score to never fall (rise) with it.
    parameters
        Shape of the trees.
    loss, level
        What is fitted; `level` is that of loss `quantile`.
    """
    settings = _settings(directions, parameters, loss, level)
    train = lgb.Dataset(fit.X, fit.y, weight=fit.weights, feature_name=list(names), params=settings)
    valid = lgb.Dataset(later.X, later.y, weight=later.weights, reference=train, params=settings)
    grown = [_grow_member(settings | drawn, train, valid, parameters) for drawn in _draws(parameters)]
    curve = _mean_curve([curve for _, curve in grown])
    trees = int(np.argmin(curve)) + 1
    text = mean_forest([booster.model_to_string(num_iteration=trees) for booster, _ in grown])
    return Grown(lgb.Booster(model_str=text), text, trees, curve)


def _grow_member(
    settings: dict[str, Any], train: lgb.Dataset, valid: lgb.Dataset, parameters: TreeParameters
) -> tuple[lgb.Booster, list[float]]:
    record: dict[str, dict[str, list[float]]] = {}
    booster = lgb.train(
        settings,
        train,
        num_boost_round=parameters.most_trees,
        valid_sets=[valid],
        valid_names=["later"],
        callbacks=[lgb.early_stopping(parameters.patience, verbose=False), lgb.record_evaluation(record)],
    )
    return booster, record["later"][settings["metric"]]


def _mean_curve(curves: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """Return the mean up to where the first member stopped."""
    return tuple(float(np.mean(losses)) for losses in zip(*curves, strict=False))


def _draws(parameters: TreeParameters) -> tuple[dict[str, int], ...]:
    """Return for each member the settings that its draws of features and rows follow from.

    The first draws as a model without members does. Bins are the same for all.
    """
    seeds = [parameters.seed + _STRIDE * k for k in range(1, parameters.members)]
    return ({}, *({"feature_fraction_seed": seed, "bagging_seed": seed} for seed in seeds))


def _settings(
    directions: tuple[int, ...], parameters: TreeParameters, loss: Loss, level: float
) -> dict[str, Any]:
    settings = shape_of(parameters) | {"objective": loss, "metric": _METRIC[loss]}
    if loss == "quantile":
        settings["alpha"] = level
    if any(directions):
        # Not `advanced`, which is violated: LightGBM issues 5358 and 6155.
        settings |= {"monotone_constraints": list(directions), "monotone_constraints_method": "intermediate"}
    return settings


def shape_of(parameters: TreeParameters) -> dict[str, Any]:
    """Return LightGBM's settings of the trees themselves, whatever they are fitted to."""
    return {
        "max_depth": parameters.depth,
        "num_leaves": parameters.leaves,
        "learning_rate": parameters.learning_rate,
        "min_data_in_leaf": parameters.least_rows,
        "lambda_l2": parameters.ridge,
        "feature_fraction": parameters.feature_share,
        "bagging_fraction": parameters.row_share,
        "bagging_freq": int(parameters.row_share < 1),
        "seed": parameters.seed,
        "num_threads": parameters.threads,
        "deterministic": True,
        "force_row_wise": True,
        "feature_pre_filter": False,
        "verbosity": -1,
    }
