import numpy as np
import pytest
from sklearn.ensemble import IsolationForest

from models.scoring.isolation import isolation_many, load_forest
from training.fit.isolation import grow_forest

NAMES = ("a", "b", "c")


def rows(n: int = 600) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """A cloud with a stranger at its end."""
    X = np.random.default_rng(4).normal(size=(n, 3))
    X[-1] = 9.0
    return X


def test_scores_equal_scikit_learn() -> None:
    """Laid out as arrays, the forest says what it said in the library it was grown by."""
    X = rows()
    arrays = grow_forest(X, NAMES, trees=20, seed=3)
    original = IsolationForest(n_estimators=20, max_samples=256, random_state=3).fit(X.astype(np.float32))
    expected = -original.score_samples(X.astype(np.float32))
    assert expected == pytest.approx([one.score for one in isolation_many(load_forest(arrays, NAMES), X)])


def test_the_stranger_stands_out() -> None:
    """Its percentile is the highest."""
    X = rows()
    scores = isolation_many(load_forest(grow_forest(X, NAMES, seed=3), NAMES), X)
    assert 100.0 == scores[-1].percentile
    assert scores[-1].score == max(one.score for one in scores)


def test_same_rows_same_forest() -> None:
    """Twice the same."""
    assert grow_forest(rows(), NAMES, seed=3) == grow_forest(rows(), NAMES, seed=3)


def test_unknown_values_stand_at_the_median() -> None:
    """A column of which nothing is known is 0 everywhere, and no warning."""
    X = rows()
    X[:, 1] = np.nan
    X[::2, 2] = np.nan
    medians = grow_forest(X, NAMES, trees=5, seed=3).medians
    assert (0.0, float(np.nanmedian(X[:, 2]))) == medians[1:]
