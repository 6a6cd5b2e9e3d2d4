import numpy as np
import pytest

from training.fit.logistic import (
    Fold,
    choose_strength,
    fit_logistic,
    held_out,
    laplace_covariance,
    stratified_folds,
)


def _rows(n: int = 3_000) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(3)
    units = draw.normal(size=(n, 3))
    chance = 1 / (1 + np.exp(-(units @ [1.0, 0.5, 0.0] - 1.0)))
    return units, (draw.random(n) < chance).astype(np.int64)


def test_equals_the_regression_of_scikit_learn() -> None:
    """Where no sign binds, two classes are the ridge regression that everyone knows."""
    from sklearn.linear_model import LogisticRegression

    units, y = _rows()
    units = units[:, :2]
    theirs = LogisticRegression(C=1 / 3.0, tol=1e-10, max_iter=1_000).fit(units, y)
    ours = fit_logistic(units, y, 3.0)
    assert theirs.coef_[0] == pytest.approx(ours.coefficients, abs=1e-4)
    assert -theirs.intercept_[0] == pytest.approx(ours.thresholds[0], abs=1e-4)


def test_signs_are_held() -> None:
    """A unit that speaks against its direction is left out, not turned round."""
    units, y = _rows()
    assert 0.0 == fit_logistic(-units, y, 1.0).coefficients[0]


def test_ordered_classes_are_found_again() -> None:
    """Coefficient and thresholds of a cumulative logit that made the classes."""
    draw = np.random.default_rng(4)
    units = draw.normal(size=(8_000, 1))
    classes = np.searchsorted([-1.0, 0.0, 2.0], 1.5 * units[:, 0] + draw.logistic(size=8_000))
    fitted = fit_logistic(units, classes, 0.1)
    assert 1.5 == pytest.approx(fitted.coefficients[0], abs=0.08)
    assert [-1.0, 0.0, 2.0] == pytest.approx(fitted.thresholds.tolist(), abs=0.1)
    assert (np.diff(fitted.at_least(units), axis=1) < 0).all()


def test_variance_is_that_of_many_samples() -> None:
    """The Laplace approximation foretells how much a coefficient varies from sample to sample."""
    draw, found, told = np.random.default_rng(5), [], []
    for _ in range(60):
        units = draw.normal(size=(400, 1))
        y = (draw.random(400) < 1 / (1 + np.exp(-units[:, 0]))).astype(np.int64)
        fitted = fit_logistic(units, y, 0.01)
        found.append(fitted.coefficients[0])
        told.append(laplace_covariance(fitted, units)[1, 1])
    assert np.var(found) == pytest.approx(np.mean(told), rel=0.5)


def test_held_coefficient_has_no_covariance() -> None:
    """What is not in the model makes nothing unsure."""
    units, y = _rows(300)
    units[:, 0] *= -1
    covariance = laplace_covariance(fit_logistic(units, y, 1.0), units)
    assert 0.0 == np.abs(covariance[1]).sum()
    assert covariance[0, 0] > 0


def test_noise_wants_the_strongest_ridge() -> None:
    """The strength that is chosen is that which surprises least; of noise nothing is believed."""
    draw = np.random.default_rng(6)
    units, y = draw.normal(size=(60, 8)), np.arange(60) % 2
    fold = stratified_folds(y, 5)
    folds = [Fold(fold == one, units) for one in range(5)]
    assert 100.0 == choose_strength(folds, y, (0.1, 100.0))
    assert (60, 1) == held_out(folds, y, 1.0).shape


def test_folds_are_stratified() -> None:
    """Every class is spread over the folds, none twice."""
    classes = np.repeat([0, 1, 2], [50, 20, 7])
    fold = stratified_folds(classes, 5)
    counts = np.array([np.bincount(fold[classes == one], minlength=5) for one in range(3)])
    assert (counts.max(axis=1) - counts.min(axis=1) <= 1).all()


def test_class_without_rows_is_refused() -> None:
    """Grades that nobody has cannot be learnt."""
    with pytest.raises(ValueError, match="every class"):
        fit_logistic(np.zeros((4, 1)), np.array([0, 0, 2, 2]), 1.0)
