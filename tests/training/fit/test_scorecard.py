import numpy as np
import pytest

from models.bundle.format import Calibration
from models.credit.scorecard import from_json, to_json
from models.credit.scorecard_score import score_many, score_one
from riskdesk.core.i18n import Text
from training.fit.scorecard import Input, Method, fit_scorecard, recalibrated

INPUTS = tuple(Input(name, Text(zh=name, en=name)) for name in ("first", "second"))


def _rows(n: int = 600) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(8)
    X = draw.normal(size=(n, 2))
    y = (draw.random(n) < 1 / (1 + np.exp(-(1.5 * X[:, 0] - 1.0 * X[:, 1] - 1)))).astype(np.int64)
    X[draw.random(n) < 0.1, 0] = np.nan
    return X, y


@pytest.mark.parametrize("method", ["bins", "line"])
def test_ranks_and_keeps_the_rate(method: Method) -> None:
    """Directions are found, the mean probability is the rate, defaults stand above the others."""
    from sklearn.metrics import roc_auc_score

    X, y = _rows()
    card, strength = fit_scorecard(X, y, INPUTS, version="a", method=method)
    pds = np.array([one.pd for one in score_many(card, X.tolist())])
    assert [1, -1] == [item.direction for item in card.items]
    assert y.mean() == pytest.approx(pds.mean(), abs=1e-4)
    assert roc_auc_score(y, pds) > 0.75
    assert strength in (0.3, 1.0, 3.0, 10.0, 30.0, 100.0)


def test_no_value_speaks_against_its_direction() -> None:
    """Perturbation: points never rise with a value that raises the risk."""
    X, y = _rows()
    card, _ = fit_scorecard(X, y, INPUTS, version="a")
    points = [score_one(card, (at, 0.0)).points for at in np.linspace(-4, 4, 200)]
    assert (np.diff(points) <= 0).all()


def test_plain_data_round_trip() -> None:
    """JSON gives back the same card, and the same answers bit by bit."""
    X, y = _rows()
    card, _ = fit_scorecard(X, y, INPUTS, version="a", strengths=(1.0,))
    again = from_json(to_json(card))
    assert card == again
    assert score_many(card, X.tolist()) == score_many(again, X.tolist())


def test_column_that_never_differs_says_nothing() -> None:
    """Neither as bins nor on a line, and it breaks nothing."""
    X, y = _rows()
    X[:, 1] = 7.0
    for method in ("bins", "line"):
        card, _ = fit_scorecard(X, y, INPUTS, version="a", method=method, strengths=(1.0,))
        assert score_one(card, (0.5, 7.0)).log_odds == score_one(card, (0.5, 9.0)).log_odds


def test_recalibration_is_affine() -> None:
    """Log-odds times slope plus intercept, the spread times the slope."""
    X, y = _rows()
    card, _ = fit_scorecard(X, y, INPUTS, version="a", strengths=(1.0,))
    before = score_one(card, (0.3, 0.1))
    after = score_one(recalibrated(card, Calibration(slope=0.5, intercept=-1.0)), (0.3, 0.1))
    assert 0.5 * before.log_odds - 1.0 == pytest.approx(after.log_odds)
    assert 0.5 * before.interval.sigma == pytest.approx(after.interval.sigma)
