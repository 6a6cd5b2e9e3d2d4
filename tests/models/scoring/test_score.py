from collections.abc import Callable, Mapping

import lightgbm as lgb
import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray

from models.bundle.format import Bundle, QuantileHead
from models.role import ROLES, Role
from models.scoring.explained import check_sum, check_sums
from models.scoring.forecast import forecast_many, forecast_one
from models.scoring.loaded import LoadedBundle, prepare
from models.scoring.score import score_many, score_one
from riskdesk.core.errors import ExplanationBroken, ModelNotLoaded

JUDGING: list[Role] = [role for role in ROLES if role != "lateness"]
Vectors = NDArray[np.float64]


@pytest.mark.parametrize("role", JUDGING)
def test_explanations_add_up(loaded: Mapping[Role, LoadedBundle], vectors: Vectors, role: Role) -> None:
    """Bias and contributions sum to the log-odds of the probability shown, on every row."""
    for vector in vectors:
        score = score_one(loaded[role], vector)
        assert score.log_odds == pytest.approx(score.bias + score.contributions.sum(), abs=1e-9)
        odds = score.probability / (1.0 - score.probability)
        assert score.log_odds == pytest.approx(np.log(odds), abs=1e-9)


@pytest.mark.parametrize("role", JUDGING)
def test_one_row_equals_many(loaded: Mapping[Role, LoadedBundle], vectors: Vectors, role: Role) -> None:
    """A row scored by itself has the same bits as among others."""
    many = score_many(loaded[role], vectors)
    for k, vector in enumerate(vectors):
        one = score_one(loaded[role], vector)
        actual = (one.log_odds, one.probability, one.percentile, *one.contributions)
        expected = (many.log_odds[k], many.probability[k], many.percentile[k], *many.contributions[k])
        assert expected == actual


@pytest.mark.parametrize("role", JUDGING)
def test_calibration_is_affine_in_log_odds(
    loaded: Mapping[Role, LoadedBundle], boosters: Mapping[Role, lgb.Booster], vectors: Vectors, role: Role
) -> None:
    """The log-odds are slope times LightGBM's raw score plus intercept."""
    bundle = loaded[role]
    raw = boosters[role].predict(vectors[:, bundle.columns], raw_score=True)
    assert np.array_equal(0.9 * np.asarray(raw) - 0.3, score_many(bundle, vectors).log_odds)


def test_percentile_rises_with_the_score(loaded: Mapping[Role, LoadedBundle], vectors: Vectors) -> None:
    """A riskier row never has a lower percentile, and all lie between 0 and 100."""
    many = score_many(loaded["credit"], vectors)
    ranks = many.percentile[np.argsort(many.log_odds)]
    assert (True, True) == (bool((np.diff(ranks) >= 0.0).all()), bool(0 <= ranks[0] < ranks[-1] <= 100))


def test_forecast_adds_up_and_has_ordered_quantiles(
    bundle_of: Callable[..., Bundle], lateness_heads: tuple[QuantileHead, ...], vectors: Vectors
) -> None:
    """Days late are bias plus contributions, one row as among many, with quantiles that never cross."""
    bundle = prepare(bundle_of("lateness", heads=lateness_heads), "")
    for vector, expected in zip(vectors, forecast_many(bundle, vectors), strict=True):
        actual = forecast_one(bundle, vector)
        assert actual.days == pytest.approx(actual.bias + actual.contributions.sum(), abs=1e-9)
        assert (expected.days, expected.quantiles) == (actual.days, actual.quantiles)
        assert [0.1, 0.9] == [level for level, _ in actual.quantiles]
        assert actual.quantiles[0][1] <= actual.quantiles[1][1]


def test_a_cold_start_has_no_score(bundle_of: Callable[..., Bundle], vectors: Vectors) -> None:
    """A bundle with a forest alone says that no model is loaded."""
    cold = prepare(msgspec.structs.replace(bundle_of("order_anomaly"), model=None), "")
    with pytest.raises(ModelNotLoaded):
        score_one(cold, vectors[0])


@pytest.mark.parametrize("off", [1e-8, np.nan, np.inf])
def test_a_broken_explanation_is_refused(off: float) -> None:
    """Contributions that miss the score by more than 1e-9 are never shown."""
    contributions = np.array([[1.0, 2.0], [0.5, 0.25]])
    check_sums(contributions, 0.5, np.array([3.5, 1.25]))
    with pytest.raises(ExplanationBroken):
        check_sums(contributions, 0.5, np.array([3.5, 1.25 + off]))


@pytest.mark.parametrize("off", [1e-8, np.nan, np.inf])
def test_a_broken_explanation_of_one_row_is_refused(off: float) -> None:
    """One row is held to the same."""
    contributions = np.array([1.0, 2.0])
    check_sum(contributions, 0.5, 3.5)
    with pytest.raises(ExplanationBroken):
        check_sum(contributions, 0.5, 3.5 + off)
