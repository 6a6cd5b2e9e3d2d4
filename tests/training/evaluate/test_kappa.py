import numpy as np
import pytest

from training.evaluate.kappa import quadratic_kappa, within_one


def test_equals_that_of_scikit_learn() -> None:
    """On random gradings of four grades."""
    from sklearn.metrics import cohen_kappa_score

    draw = np.random.default_rng(2)
    for _ in range(10):
        actual = draw.integers(0, 4, 40)
        said = np.clip(actual + draw.integers(-1, 2, 40), 0, 3)
        theirs = cohen_kappa_score(actual, said, weights="quadratic")
        assert theirs == pytest.approx(quadratic_kappa(actual, said, 4))


def test_within_one_counts_neighbours() -> None:
    """A for C is two off."""
    assert 0.75 == within_one(np.array([0, 1, 2, 3]), np.array([2, 1, 1, 3]))
