import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.fit.calibration import fit_calibration, sigmoid


def test_known_map_is_found_again() -> None:
    """Outcomes drawn from 0.5 * raw - 2 give back about that."""
    random = np.random.default_rng(1)
    raw = random.normal(0, 2, 40_000)
    y = (random.random(40_000) < sigmoid(0.5 * raw - 2)).astype(float)
    found = fit_calibration(raw, y)
    assert (0.5, -2.0) == pytest.approx((found.slope, found.intercept), abs=0.05)


@given(
    raw=st.lists(st.floats(-30, 30), min_size=4, max_size=60),
    flips=st.lists(st.booleans(), min_size=60, max_size=60),
)
def test_slope_is_positive_and_mean_is_met(raw: list[float], flips: list[bool]) -> None:
    """Whatever the rows, also separated or reversed ones."""
    y = np.array([1.0, 0.0] + [float(flip) for flip in flips[: len(raw) - 2]])
    scores = np.array(raw)
    found = fit_calibration(scores, y)
    assert found.slope > 0
    assert y.mean() == pytest.approx(sigmoid(found.slope * scores + found.intercept).mean(), abs=1e-9)


def test_one_kind_of_outcome_is_refused() -> None:
    """Nothing can be calibrated by good rows alone."""
    with pytest.raises(ValueError, match="both kinds"):
        fit_calibration(np.zeros(3), np.zeros(3))


def test_sigmoid_never_overflows() -> None:
    """Certainty is 0 or 1, without a warning."""
    assert [0.0, 0.5, 1.0] == sigmoid(np.array([-1e9, 0.0, 1e9])).tolist()


def test_rows_that_speak_for_others_count_as_many() -> None:
    """Every finding and a tenth of the rest, weighed by ten, give about the map of all rows."""
    random = np.random.default_rng(2)
    raw = random.normal(0, 2, 40_000)
    y = (random.random(40_000) < sigmoid(0.5 * raw - 2)).astype(float)
    seen = (y == 1.0) | (random.random(40_000) < 0.1)
    weights = np.where(y == 1.0, 1.0, 10.0) * seen
    found = fit_calibration(raw, y, weights)
    assert (0.5, -2.0) == pytest.approx((found.slope, found.intercept), abs=0.1)
    assert found == fit_calibration(raw[seen], y[seen], weights[seen])
    assert fit_calibration(raw[seen], y[seen]).intercept > found.intercept + 1.0


def test_only_what_weighs_can_tell() -> None:
    """Labels of both kinds are needed among rows that speak."""
    with pytest.raises(ValueError, match="both kinds"):
        fit_calibration(np.arange(4.0), np.array([1.0, 0.0, 0.0, 0.0]), np.array([0.0, 1.0, 1.0, 1.0]))
