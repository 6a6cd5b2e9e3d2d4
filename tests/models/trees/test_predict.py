import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from models.trees.predict import probability, raw_score_one, raw_scores


def test_raw_scores_equal_those_of_lightgbm(fitted: Any) -> None:
    """Every row, odd ones too, gets LightGBM's raw score bit by bit."""
    scores = raw_scores(fitted.ensemble, fitted.rows)
    assert fitted.expected_scores().tolist() == scores.tolist()


def test_one_row_scores_as_among_many(fitted: Any) -> None:
    """The row of a request and a row of history run through the same additions."""
    many = raw_scores(fitted.ensemble, fitted.rows[:20])
    assert many.tolist() == [raw_score_one(fitted.ensemble, row) for row in fitted.rows[:20]]


def test_layout_of_rows_changes_nothing(refit: Callable[..., Any]) -> None:
    """Columns first, every second row, read-only: the scores are the same."""
    fitted = refit()
    expected = raw_scores(fitted.ensemble, fitted.rows)
    frozen = fitted.rows.copy()
    frozen.setflags(write=False)
    assert expected.tolist() == raw_scores(fitted.ensemble, np.asfortranarray(fitted.rows)).tolist()
    assert expected[::2].tolist() == raw_scores(fitted.ensemble, fitted.rows[::2]).tolist()
    assert expected.tolist() == raw_scores(fitted.ensemble, frozen).tolist()


def test_probability_is_that_of_lightgbm(refit: Callable[..., Any]) -> None:
    """The sigmoid of the text shapes the probability."""
    fitted = refit(sigmoid=2.5)
    scores = raw_scores(fitted.ensemble, fitted.rows)
    ours = [probability(fitted.ensemble, float(score)) for score in scores]
    assert fitted.booster.predict(fitted.rows) == pytest.approx(ours, rel=1e-14)


def test_probability_of_extreme_scores_is_finite(refit: Callable[..., Any]) -> None:
    """Scores far out give 0 and 1, not an overflow."""
    ensemble = refit(rounds=1).ensemble
    assert [0.0, 0.5, 1.0] == [probability(ensemble, score) for score in (-1e6, 0.0, 1e6)]
    assert math.exp(-700.0) == pytest.approx(probability(ensemble, -700.0), rel=1e-12)


def test_regression_gives_no_probability(refit: Callable[..., Any]) -> None:
    """A raw score in days is not a probability."""
    ensemble = refit(rounds=1, objective="regression").ensemble
    with pytest.raises(ValueError, match="a regression model gives no probability"):
        probability(ensemble, 0.0)


@pytest.mark.parametrize("x", [np.zeros((2, 5)), np.zeros(6), np.zeros((2, 6), np.float32), np.zeros(())])
def test_rows_of_another_shape_are_refused(x: Any, refit: Callable[..., Any]) -> None:
    """A missing column must not shift the others."""
    with pytest.raises(ValueError, match="expected, not float"):
        raw_scores(refit(rounds=1).ensemble, x)
