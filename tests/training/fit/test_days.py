"""The fitted distribution of days late."""

import lightgbm as lgb
import numpy as np
import numpy.typing as npt

from models.scoring.days import answer_days, load_days
from models.trees import text
from models.trees.predict import raw_scores
from training.fit.days import fit_days
from training.fit.one_output import one_output_each
from training.fit.trees import Rows

ALL = np.ones(3, bool)


def world(n: int, seed: int) -> tuple[Rows, npt.NDArray[np.int64]]:
    """Days late follow the first of three features, with whole-day noise."""
    dice = np.random.default_rng(seed)
    X = dice.normal(size=(n, 3))
    days = np.rint(3 * X[:, 0] + dice.normal(size=n)).astype(np.int64)
    return Rows(X, days.astype(np.float64), np.ones(n), np.arange(n, dtype=np.int64)), days


def test_classes_apart_say_what_they_say_together() -> None:
    """LightGBM's own raw scores, class by class."""
    rows, days = world(600, 1)
    settings = {"objective": "multiclass", "num_class": 3, "num_threads": 1, "verbosity": -1}
    labels = np.digitize(days, [-1, 2])
    booster = lgb.train(settings, lgb.Dataset(rows.X, labels), num_boost_round=5)
    expected = np.asarray(booster.predict(rows.X, raw_score=True))
    apart = one_output_each(booster.model_to_string(), 3)
    actual = np.stack([raw_scores(text.parse(one), rows.X) for one in apart], axis=1)
    assert np.allclose(expected, actual, rtol=0, atol=1e-12)


def test_forecasts_follow_and_the_interval_covers() -> None:
    """On rows never seen: half the error of a constant, four of five inside."""
    rows, _ = world(3_000, 2)
    later = rows.moments_us >= 2_250
    fitted = fit_days(rows, np.zeros(3_000, bool), later, ("a", "b", "c"), ALL, least_rows=20)
    fresh, days = world(2_000, 3)
    said = answer_days(load_days(fitted), fresh.X)
    assert np.abs(said.median - days).mean() < 0.5 * np.abs(days).mean()
    assert np.sqrt(np.mean((said.mean - days) ** 2)) < 0.5 * days.std()
    assert 0.76 < ((said.low <= days) & (days <= said.high)).mean() < 0.9


def test_unpaid_invoices_make_later_ones_likelier() -> None:
    """Half of the late payers are still unpaid on day 3: taken for the last word, half of the later ones vanish."""
    rows, days = world(3_000, 4)
    unpaid = (days > 2) & (np.arange(3_000) % 2 == 0)
    so_far = Rows(rows.X, np.where(unpaid, 3.0, rows.y), rows.weights, rows.moments_us)
    later = rows.moments_us >= 2_250
    fresh, _ = world(2_000, 5)

    def share_late(marked: npt.NDArray[np.bool_]) -> float:
        fitted = fit_days(so_far, marked, later, ("a", "b", "c"), ALL, least_rows=20)
        return float(answer_days(load_days(fitted), fresh.X).late(4).mean())

    truth = float((days > 4).mean())
    assert abs(share_late(unpaid) - truth) < 0.5 * abs(share_late(np.zeros(3_000, bool)) - truth)
