import numpy as np

from riskdesk.core.i18n import Text
from training.evaluate.kappa import quadratic_kappa, within_one
from training.fit.grading import choose_cuts, fit_grading
from training.fit.scorecard import Input

INPUTS = (Input("only", Text(zh="唯一", en="only"), 1),)


def _rows(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(seed)
    X = draw.normal(size=(n, 1))
    return X, np.searchsorted([-1.5, 0.0, 1.5], 3 * X[:, 0] + draw.logistic(size=n))


def test_grades_of_other_rows_agree() -> None:
    """Learnt on some rows, the grades of others mostly agree with what was given."""
    grading = fit_grading(*_rows(300, 1), INPUTS)
    X, given = _rows(300, 2)
    said = grading.grades(X)
    assert quadratic_kappa(given, said, 4) > 0.7
    assert within_one(given, said) > 0.9
    assert 1.0 == np.mean(np.diff(said[np.argsort(X[:, 0])]) >= 0)


def test_cuts_rise_and_part_what_can_be_parted() -> None:
    """Of an expectation that tells all, every grade is met but near the cuts."""
    grades = np.repeat([0, 1, 2, 3], 25)
    expected = grades + np.linspace(0, 0.5, 100)
    cuts = choose_cuts(expected, grades)
    assert (np.diff(cuts) > 0).all()
    assert quadratic_kappa(grades, np.searchsorted(cuts, expected), 4) > 0.95
