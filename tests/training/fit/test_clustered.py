import numpy as np

from models.bundle.format import Calibration
from training.fit.calibration import calibration_covariance, fit_calibration
from training.fit.clustered import clustered_covariance
from training.fit.logistic import fit_logistic, laplace_covariance


def _rows(groups: int, repeats: int, seed: int = 3) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return units, labels and groups of customers, each seen `repeats` times with the same outcome."""
    random = np.random.default_rng(seed)
    one = random.normal(size=(groups, 2))
    y = (random.random(groups) < 1 / (1 + np.exp(2.0 - one.sum(axis=1)))).astype(np.int64)
    return np.repeat(one, repeats, axis=0), np.repeat(y, repeats), np.repeat(np.arange(groups), repeats)


def test_a_customer_seen_often_is_one_customer() -> None:
    """Twelve months of the same customers make a card no surer than one month of them."""
    units, y, groups = _rows(400, 12)
    many = fit_logistic(units, y, 0.3)
    once = fit_logistic(units[::12], y[::12], 0.3)
    told = np.sqrt(np.diag(laplace_covariance(many, units, y, groups)))
    expected = np.sqrt(np.diag(laplace_covariance(once, units[::12], y[::12], groups[::12])))
    assert np.allclose(told, expected, rtol=0.05)
    naive = np.sqrt(np.diag(laplace_covariance(many, units)))
    assert np.allclose(told / naive, np.sqrt(12), rtol=0.25)


def test_rows_of_their_own_agree_with_the_hessian() -> None:
    """Where each row is its own group and the model is true, sandwich and inverse Hessian tell the same."""
    units, y, groups = _rows(6_000, 1)
    fitted = fit_logistic(units, y, 0.3)
    told, plain = laplace_covariance(fitted, units, y, groups), laplace_covariance(fitted, units)
    assert np.allclose(np.diag(told), np.diag(plain), rtol=0.15)


def test_covariance_of_a_mean_by_hand() -> None:
    """Two groups of an intercept alone: H^-2 times the squared sums of the groups, times 2 / 1."""
    design, off = np.ones((4, 1)), np.array([0.5, 0.5, -0.5, -0.25])
    found = clustered_covariance(design, off, np.array([[2.0]]), np.zeros((1, 1)), np.array([7, 7, 9, 9]))
    assert np.allclose([[2.0 * (1.0 + 0.75**2) / 4.0]], found)


def test_calibration_is_as_unsure_as_its_customers_are_few() -> None:
    """Fewer customers, a wider calibration; it is symmetric and never negative."""
    spreads = []
    for groups in (100, 1_600):
        units, y, whose = _rows(groups, 6)
        raw = units.sum(axis=1) - 2.0
        fitted = fit_calibration(raw, y.astype(float))
        assert isinstance(fitted, Calibration)
        found = calibration_covariance(raw, y.astype(float), whose, fitted)
        assert (np.linalg.eigvalsh(found) > 0).all()
        assert np.array_equal(found, found.T)
        spreads.append(np.sqrt(np.diag(found)))
    assert (spreads[1] < spreads[0] / 2).all()
