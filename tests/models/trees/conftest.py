"""Fitted LightGBM models of every kind that is read, and rows that try their decisions."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import lightgbm as lgb
import numpy as np
import pytest
from numpy.typing import NDArray

from models.trees.ensemble import Ensemble
from models.trees.text import parse

Floats = NDArray[np.float64]
N_FEATURES = 6
CATEGORY = 4  # the column that holds codes 0 to 39
ODD_VALUES = (
    np.nan,
    np.inf,
    -np.inf,
    0.0,
    -0.0,
    -0.5,
    -1.0,
    2.5,
    999.0,
    2147483648.0,
    1e300,
    -1e300,
    float(np.float32(1e-35)),
    -float(np.float32(1e-35)),
    1.1e-35,
    -1.1e-35,
    1e-36,
)


@dataclass(frozen=True, eq=False)
class Fitted:
    """A model, what was read of its text, and rows to try."""

    booster: lgb.Booster
    ensemble: Ensemble
    rows: Floats

    def expected_scores(self) -> Floats:
        """Raw scores by LightGBM, float64[n]."""
        return np.asarray(self.booster.predict(self.rows, raw_score=True, num_threads=1))

    def expected_contributions(self) -> Floats:
        """Contributions by LightGBM, float64[n, f + 1]."""
        return np.asarray(self.booster.predict(self.rows, pred_contrib=True, num_threads=1))


def sample(seed: int, n: int = 1200) -> tuple[Floats, Floats]:
    """Return rows with gaps, many zeros and a column of codes, and a target in its unit."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, N_FEATURES))
    x[:, CATEGORY] = rng.integers(0, 40, n)
    x[:, 1] = np.where(rng.random(n) < 0.5, 0.0, x[:, 1])
    y = x[:, 0] * x[:, 1] + np.sin(3.0 * x[:, 2]) + (x[:, CATEGORY] % 3) + rng.normal(size=n)
    x[rng.random(x.shape) < 0.1] = np.nan
    x[:, 5] = np.nan_to_num(x[:, 5])  # a column that never misses
    return x, y


def odd_rows(x: Floats, seed: int = 0) -> Floats:
    """Return some rows as they are, and more in which odd values take the place of some."""
    rng = np.random.default_rng(seed)
    rows = np.tile(x[:60], (3, 1))
    odd = rng.random(rows.shape) < 0.4
    odd[:60] = False
    rows[odd] = rng.choice(ODD_VALUES, int(odd.sum()))
    return rows


def fit(seed: int = 0, rounds: int = 12, *, weighted: bool = False, **params: Any) -> Fitted:
    """Fit a model, `binary` unless params say otherwise."""
    x, y = sample(seed)
    settings = {"objective": "binary", "verbose": -1, "num_threads": 1, "min_data_in_leaf": 5, **params}
    target = (y > 1.0).astype(float) if settings["objective"] == "binary" else y
    weight = np.random.default_rng(seed).integers(0, 4, len(y)).astype(float) if weighted else None
    data = lgb.Dataset(x, target, weight=weight, categorical_feature=[CATEGORY], free_raw_data=False)
    return read(lgb.train(settings, data, rounds), odd_rows(x, seed))


def read(booster: lgb.Booster, rows: Floats) -> Fitted:
    """Read the text of a booster."""
    return Fitted(booster, parse(booster.model_to_string()), rows)


def _early_stopped() -> Fitted:
    x, y = sample(3, n=400)
    data = lgb.Dataset(x[:200], y[:200])
    valid = lgb.Dataset(x[200:], y[200:], reference=data)
    params = {"objective": "regression", "verbose": -1, "num_threads": 1, "learning_rate": 0.1}
    stop: list[Callable[..., Any]] = [lgb.early_stopping(3, verbose=False)]
    booster = lgb.train(params, data, 200, valid_sets=[valid], callbacks=stop)
    assert 1 < booster.best_iteration < 200
    return read(booster, odd_rows(x))


def _continued() -> Fitted:
    x, y = sample(4)
    params = {"objective": "regression", "verbose": -1, "num_threads": 1}
    first = lgb.train(params, lgb.Dataset(x, y, free_raw_data=False), 6)
    again = lgb.Dataset(x[:600], y[:600], free_raw_data=False)
    return read(lgb.train(params, again, 6, init_model=first), odd_rows(x))


def _wide() -> Fitted:
    rng = np.random.default_rng(5)
    x = rng.normal(size=(3000, 60))
    y = x.sum(axis=1) + rng.normal(size=3000)
    params = {"objective": "regression", "verbose": -1, "num_threads": 1, "min_data_in_leaf": 1}
    params |= {"num_leaves": 400, "feature_fraction_bynode": 0.1}
    return read(lgb.train(params, lgb.Dataset(x, y), 3), odd_rows(x))


CASES: dict[str, Callable[[], Fitted]] = {
    "default": fit,
    "stump": lambda: fit(num_leaves=2),
    "shallow": lambda: fit(max_depth=3),
    "deep": lambda: fit(num_leaves=127, max_depth=-1, min_data_in_leaf=1),
    "wide": _wide,
    "single leaf": lambda: fit(min_data_in_leaf=1200),
    "single leaf of a regression": lambda: fit(objective="regression", min_data_in_leaf=1200),
    "no missing": lambda: fit(use_missing=False),
    "zero as missing": lambda: fit(zero_as_missing=True),
    "one-hot categories": lambda: fit(max_cat_to_onehot=50),
    "sets of categories": lambda: fit(min_data_per_group=1, cat_smooth=0.1, cat_l2=0.1),
    "monotone": lambda: fit(monotone_constraints=[1, 0, -1, 0, 0, 0]),
    "monotone intermediate": lambda: fit(
        monotone_constraints=[1, 0, -1, 0, 0, 0], monotone_constraints_method="intermediate"
    ),
    "weighted": lambda: fit(weighted=True),
    "bagged": lambda: fit(bagging_fraction=0.4, bagging_freq=1, feature_fraction=0.6),
    "goss": lambda: fit(data_sample_strategy="goss", rounds=30),
    "dart": lambda: fit(boosting="dart", rounds=30),
    "sigmoid": lambda: fit(sigmoid=2.5),
    "not from average": lambda: fit(boost_from_average=False),
    "regression": lambda: fit(objective="regression"),
    "absolute error": lambda: fit(objective="regression_l1"),
    "quantile": lambda: fit(objective="quantile", alpha=0.8),
    "early stopped": _early_stopped,
    "continued": _continued,
}


@pytest.fixture(scope="session", params=list(CASES))
def fitted(request: pytest.FixtureRequest) -> Fitted:
    """One model of each kind."""
    return CASES[request.param]()


@pytest.fixture(scope="session")
def refit() -> Callable[..., Fitted]:
    """The function that fits one model more."""
    return fit


HEADER = """tree
version=v4
num_class=1
num_tree_per_iteration=1
label_index=0
max_feature_idx=1
objective=regression
feature_names=a b
feature_infos=[0:1] [0:1]
tree_sizes=400
"""
TREE = {
    "num_leaves": "3",
    "num_cat": "0",
    "split_feature": "0 1",
    "split_gain": "1 1",
    "threshold": "0.5 0.5",
    "decision_type": "2 2",
    "left_child": "-1 -2",
    "right_child": "1 -3",
    "leaf_value": "-2 1 3",
    "leaf_weight": "1 2 1",
    "leaf_count": "1 2 1",
    "internal_value": "0 0",
    "internal_weight": "4 3",
    "internal_count": "4 3",
    "is_linear": "0",
    "shrinkage": "1",
}


@pytest.fixture(scope="session")
def one_tree() -> Callable[..., str]:
    """A function that writes a model of one tree, with some lines changed, or left out if None."""

    def write(**changes: str | None) -> str:
        fields = {**TREE, **changes}
        lines = [f"{name}={value}" for name, value in fields.items() if value is not None]
        return HEADER + "\nTree=0\n" + "\n".join(lines) + "\n\n\nend of trees\n"

    return write
