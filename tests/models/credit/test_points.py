import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.credit.points import (
    ANCHOR_ODDS,
    ANCHOR_POINTS,
    PDO,
    pd_many,
    pd_one,
    points_many,
    points_of_log_odds,
    points_one,
)


@given(st.floats(1e-9, 1.0 - 1e-9))
def test_points_lead_back_to_the_probability(pd: float) -> None:
    """From probability to points and back nothing is lost but rounding."""
    assert pd_one(points_one(pd)) == pytest.approx(pd, rel=1e-9)


@given(st.lists(st.floats(1e-9, 1.0 - 1e-9), max_size=20))
def test_one_equals_many(pds: list[float]) -> None:
    """A list is converted bit by bit as each member is by itself."""
    assert [points_one(pd) for pd in pds] == points_many(pds).tolist()
    assert [pd_one(p) for p in points_many(pds)] == pd_many(points_many(pds)).tolist()


@pytest.mark.parametrize("doublings", [-3, -1, 0, 1, 5])
def test_each_doubling_of_the_odds_is_worth_the_same(doublings: int) -> None:
    """The anchor is 600 at 50 to 1, and 20 points double the odds."""
    odds = ANCHOR_ODDS * 2.0**doublings
    expected = ANCHOR_POINTS + PDO * doublings
    assert points_one(1.0 / (1.0 + odds)) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("pd", [0.0, 1.0, -0.1, 1.1, math.nan])
def test_certainty_has_no_points(pd: float) -> None:
    """A probability of 0 or 1, or none at all, is refused rather than given endless points."""
    with pytest.raises(ValueError, match="probability of default"):
        points_one(pd)


@pytest.mark.parametrize("log_odds", [-800.0, 0.0, 800.0])
def test_points_of_log_odds_stay_finite(log_odds: float) -> None:
    """Where the probability has rounded to 0 or 1, the points of its log-odds are still exact."""
    points = points_of_log_odds(log_odds)
    assert (True, True) == (math.isfinite(points), 0.0 <= pd_one(points) <= 1.0)


def test_fewer_points_are_riskier() -> None:
    """Points fall as the probability of default rises."""
    assert (np.diff(points_many(np.linspace(0.001, 0.999, 500))) < 0.0).all()
