import math
import subprocess
import sys
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations
from typing import Any

import lightgbm as lgb
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from models.trees.contributions import contributions, contributions_one, explain_one
from models.trees.predict import raw_score_one, raw_scores
from models.trees.text import parse

CLOSE = 1e-9


def assert_explains(fitted: Any) -> None:
    """Compare with LightGBM, and the sums with the raw scores."""
    phi = contributions(fitted.ensemble, fitted.rows)
    expected = fitted.expected_contributions()
    assert expected[0, -1] == fitted.ensemble.expected_value
    assert expected == pytest.approx(phi, rel=0.0, abs=CLOSE)
    assert raw_scores(fitted.ensemble, fitted.rows) == pytest.approx(phi.sum(axis=1), rel=0.0, abs=CLOSE)


def test_contributions_equal_those_of_lightgbm(fitted: Any) -> None:
    """Every kind of model explains as `pred_contrib` does, and every row adds up."""
    assert_explains(fitted)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 1000),
    num_leaves=st.integers(2, 150),
    max_depth=st.sampled_from([-1, 1, 4, 8, 20]),
    min_data_in_leaf=st.integers(1, 50),
    learning_rate=st.sampled_from([0.01, 0.3, 1.0]),
    objective=st.sampled_from(["binary", "regression", "regression_l1", "quantile"]),
    zero_as_missing=st.booleans(),
    weighted=st.booleans(),
)
def test_contributions_of_any_fit_equal_those_of_lightgbm(refit: Callable[..., Any], **params: Any) -> None:
    """Whatever the size and the loss of a fit."""
    assert_explains(refit(rounds=5, **params))


@pytest.mark.parametrize("objective", ["binary", "regression"])
def test_contributions_equal_those_of_shap(objective: str) -> None:
    """Shap's own walk through the trees, not its short cut to LightGBM, finds the same."""
    booster, x = numerical(objective)
    with warnings.catch_warnings():
        # shap's colours use what matplotlib is about to deprecate; no plot is made here.
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        import shap
    explainer = shap.TreeExplainer(booster, feature_perturbation="tree_path_dependent")
    explainer.model.model_type = "internal"
    expected = explainer.shap_values(x[:100], check_additivity=False)
    phi = contributions(parse(booster.model_to_string()), x[:100])
    assert expected == pytest.approx(phi[:, :-1], rel=0.0, abs=CLOSE)
    assert float(np.ravel(explainer.expected_value)[0]) == pytest.approx(phi[0, -1], rel=0.0, abs=CLOSE)


def numerical(objective: str, **params: Any) -> tuple[lgb.Booster, NDArray[np.float64]]:
    """Fit numbers with gaps."""
    rng = np.random.default_rng(1)
    x = rng.normal(size=(800, 5))
    y = x[:, 0] * x[:, 1] + x[:, 2] + 0.1 * rng.normal(size=800)
    x[rng.random(x.shape) < 0.1] = np.nan
    settings = {"objective": objective, "verbose": -1, "num_threads": 1, "num_leaves": 40, **params}
    target = (y > 0.0).astype(float) if objective == "binary" else y
    return lgb.train({**settings, "min_data_in_leaf": 2}, lgb.Dataset(x, target), 20), x


def test_contributions_are_shapley_values() -> None:
    """The definition itself, over all sets of features, gives the same for one tree."""
    booster, x = numerical("regression", num_leaves=12, use_missing=False)
    tree = booster.dump_model(num_iteration=1)["tree_info"][0]["tree_structure"]
    phi = contributions(parse(booster.model_to_string(num_iteration=1)), np.nan_to_num(x[:20]))
    expected = [naive_contributions(tree, row) for row in np.nan_to_num(x[:20])]
    assert expected == pytest.approx(phi[:, :-1], rel=0.0, abs=CLOSE)


def naive_contributions(node: dict[str, Any], row: NDArray[np.float64]) -> list[float]:
    """Shapley values by their definition: a weighted sum over all sets of known features."""

    def value(known: tuple[int, ...], node: dict[str, Any]) -> float:
        if "leaf_value" in node:
            return float(node["leaf_value"])
        left, right = node["left_child"], node["right_child"]
        if node["split_feature"] in known:
            return value(known, left if row[node["split_feature"]] <= node["threshold"] else right)
        counts = [child.get("leaf_count", child.get("internal_count")) for child in (left, right)]
        return float(np.average([value(known, left), value(known, right)], weights=counts))

    n = len(row)
    phi = [0.0] * n
    for size in range(n):
        weight = math.factorial(size) * math.factorial(n - size - 1) / math.factorial(n)
        for known in combinations(range(n), size):
            for i in set(range(n)) - set(known):
                phi[i] += weight * (value((*known, i), node) - value(known, node))
    return phi


def test_one_row_is_explained_as_among_many(fitted: Any) -> None:
    """The row of a request and a row of history run through the same additions."""
    many = contributions(fitted.ensemble, fitted.rows[:20])
    assert many.tolist() == [contributions_one(fitted.ensemble, row).tolist() for row in fitted.rows[:20]]


def test_the_walk_knows_the_raw_score(fitted: Any) -> None:
    """What explains a row also scores it, bit by bit as the walk that only scores."""
    phi = np.empty(fitted.ensemble.n_features)
    expected = [raw_score_one(fitted.ensemble, row) for row in fitted.rows]
    assert expected == [explain_one(fitted.ensemble, row, phi) for row in fitted.rows]


def test_threads_explain_at_the_same_time(refit: Callable[..., Any]) -> None:
    """The interpreter's lock is released meanwhile, and what rows are explained in is not shared."""
    fitted = refit(rounds=60, num_leaves=63)
    expected = [one.tolist() for one in contributions(fitted.ensemble, fitted.rows)]
    with ThreadPoolExecutor(4) as pool:
        actual = list(pool.map(lambda row: contributions_one(fitted.ensemble, row).tolist(), fitted.rows))
    assert expected == actual


def test_feature_never_asked_contributes_nothing() -> None:
    """Its zero is exact, for reasons are picked by sign."""
    booster, x = numerical("regression", interaction_constraints=[[0, 1]])
    phi = contributions(parse(booster.model_to_string()), x)
    assert [0.0] == np.unique(phi[:, 2:5]).tolist()


@pytest.mark.parametrize(
    ("left_rows", "right_rows", "inner"),
    [(4, 0, "0 0"), (0, 4, "3 1"), (0, 4, "0 4")],
    ids=["split never reached", "leaf never reached", "one side of each"],
)
def test_counts_of_zero_do_no_harm(
    one_tree: Callable[..., str], left_rows: int, right_rows: int, inner: str
) -> None:
    """Where LightGBM would divide 0 by 0 the contributions are finite and add up."""
    counts = f"{left_rows} {inner}"
    ensemble = parse(one_tree(leaf_count=counts, internal_count=f"4 {right_rows}"))
    x = np.array([[a, b] for a in (0.0, 1.0) for b in (0.0, 1.0)])
    phi = contributions(ensemble, x)
    assert raw_scores(ensemble, x) == pytest.approx(phi.sum(axis=1), abs=1e-12)


def test_contributions_of_a_small_tree_by_hand(one_tree: Callable[..., str]) -> None:
    """-2 for a <= 0.5, else 1 for b <= 0.5, else 3; of 4 rows 1, 2 and 1 came there."""
    phi = contributions(parse(one_tree()), np.array([[1.0, 1.0]]))
    mean, given_a, given_b = 0.75, 5.0 / 3.0, 0.25 * -2.0 + 0.75 * 3.0
    a = ((given_a - mean) + (3.0 - given_b)) / 2.0
    b = ((given_b - mean) + (3.0 - given_a)) / 2.0
    assert [a, b, mean] == pytest.approx(phi[0].tolist(), abs=1e-15)


@pytest.mark.parametrize("x", [np.zeros((2, 5)), np.zeros(6), np.zeros((2, 6), np.float32), np.zeros(())])
def test_rows_of_another_shape_are_refused(x: Any, refit: Callable[..., Any]) -> None:
    """A missing column must not shift the others."""
    with pytest.raises(ValueError, match="expected, not float"):
        contributions(refit(rounds=1).ensemble, x)


def test_heavy_libraries_are_not_imported() -> None:
    """The serving process explains without LightGBM and what it pulls in."""
    names = ["lightgbm", "mlflow", "pandas", "shap", "sklearn"]
    program = f"import sys, models.trees.text, models.trees.contributions, models.trees.predict\nprint([m for m in {names} if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert "[]" == result.stdout.strip()
