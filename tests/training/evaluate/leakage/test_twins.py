import numpy as np

from training.evaluate.leakage.twins import twins_of


def test_planted_twins_are_counted() -> None:
    """Three of ten test rows stand in the learnt part, whatever their place."""
    random = np.random.default_rng(1)
    learnt, test = random.normal(size=(50, 4)), random.normal(size=(10, 4))
    test[[1, 4, 9]] = learnt[[7, 7, 30]]
    found = twins_of(learnt, test)
    assert [1, 4, 9] == np.flatnonzero(found.is_twin).tolist()
    assert (3, 0.3, 50) == (found.count, found.share, found.learnt_rows)


def test_unknown_and_zeros_agree() -> None:
    """NaN equals NaN, 0 equals -0, and the sixth decimal decides."""
    learnt = np.array([[np.nan, 0.0], [1.0, 0.5]])
    test = np.array([[np.nan, -0.0], [1.0, 0.5 + 1e-9], [1.0, 0.50001], [0.0, np.nan]])
    assert [True, True, False, False] == twins_of(learnt, test).is_twin.tolist()


def test_figures_apart() -> None:
    """Measured thrice: on all, on twins alone, on what was never learnt from."""
    learnt = np.array([[1.0], [2.0]])
    found = twins_of(learnt, np.array([[1.0], [3.0], [4.0]]))
    figures = found.figures(lambda rows: {"rows": float(rows.sum())})
    assert {"rows": 3.0} == figures["all"]
    assert {"rows": 1.0} == figures["twins_only"]
    assert {"rows": 2.0} == figures["unseen"]
    assert (1, 1 / 3) == (figures["twins"], figures["twin_share"])


def test_no_test_rows() -> None:
    """Nothing to find, and no share of nothing."""
    assert 0.0 == twins_of(np.ones((2, 1)), np.ones((0, 1))).share
