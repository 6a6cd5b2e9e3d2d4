"""Forests taken apart, put together and averaged as text."""

import lightgbm as lgb
import numpy as np
import pytest

from training.fit.forest_text import forest_text, heads_and_trees, mean_forest


def boosters(objective: str) -> tuple[list[lgb.Booster], np.ndarray]:
    """Three models of other depths and lengths on the same rows, some values unknown."""
    random = np.random.default_rng(1)
    X = random.normal(size=(800, 3))
    X[::13, 1] = np.nan
    y = (X[:, 0] + random.normal(size=800) > 0.5).astype(float)
    shapes = ((5, 4), (9, 8), (7, 3))
    base = {"objective": objective, "num_threads": 1, "verbosity": -1}
    return [
        lgb.train(base | {"num_leaves": leaves}, lgb.Dataset(X, y), num_boost_round=trees)
        for trees, leaves in shapes
    ], X


@pytest.mark.parametrize("objective", ["binary", "regression"])
def test_the_mean_forest_says_the_mean(objective: str) -> None:
    """Raw scores are the members' mean to 1e-12, whatever their lengths, and LightGBM reads the text back."""
    members, X = boosters(objective)
    merged = lgb.Booster(model_str=mean_forest([one.model_to_string() for one in members]))
    expected = np.mean([np.asarray(one.predict(X, raw_score=True)) for one in members], axis=0)
    assert 21 == merged.num_trees()
    np.testing.assert_allclose(expected, np.asarray(merged.predict(X, raw_score=True)), rtol=0, atol=1e-12)


def test_contributions_of_the_mean_forest_are_the_mean() -> None:
    """What each feature adds is the members' mean, the bias too."""
    members, X = boosters("binary")
    merged = lgb.Booster(model_str=mean_forest([one.model_to_string() for one in members]))
    expected = np.mean([np.asarray(one.predict(X[:40], pred_contrib=True)) for one in members], axis=0)
    np.testing.assert_allclose(
        expected, np.asarray(merged.predict(X[:40], pred_contrib=True)), rtol=0, atol=1e-9
    )


def test_apart_and_together_is_the_same_forest() -> None:
    """Nothing is lost of a forest that is taken apart and put together."""
    members, X = boosters("binary")
    again = lgb.Booster(model_str=forest_text(*heads_and_trees(members[1].model_to_string())))
    assert np.asarray(members[1].predict(X)).tolist() == np.asarray(again.predict(X)).tolist()


def test_one_member_is_itself() -> None:
    """A forest alone keeps its text to the byte."""
    text = boosters("binary")[0][0].model_to_string()
    assert text == mean_forest([text])
