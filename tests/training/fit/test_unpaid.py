"""Unpaid invoices are spread over the days that are left to them."""

import numpy as np

from training.fit.trees import Rows
from training.fit.unpaid import hazards, spread_unpaid


def rows(n: int) -> Rows:
    """One feature, the number of the row."""
    at = np.arange(n, dtype=np.int64)
    return Rows(at[:, None].astype(np.float64), at.astype(np.float64), np.ones(n), at)


def test_hazards_equal_shares_where_all_is_paid() -> None:
    """Nothing is censored: the product of what is left gives back the shares."""
    steps = np.array([0, 0, 1, 2], np.int64)
    chance = hazards(steps, np.zeros(4, bool), 3)
    assert [0.5, 0.5, 1.0] == chance.tolist()


def test_an_unpaid_row_is_at_risk_only_before_its_own_step() -> None:
    """Unpaid in step 1: it was not paid in step 0, and says nothing of step 1."""
    steps = np.array([0, 1, 1, 2], np.int64)
    unpaid = np.array([False, False, True, False])
    assert [0.25, 0.5, 1.0] == hazards(steps, unpaid, 3).tolist()


def test_weights_of_an_unpaid_row_sum_to_its_own() -> None:
    """It stands in its own step and all later ones, as often as paid ones do from there on."""
    steps = np.array([0, 1, 2, 2, 1], np.int64)
    unpaid = np.array([False, False, False, False, True])
    spread, where = spread_unpaid(rows(5), steps, unpaid, 3)
    own = spread.X[:, 0] == 4
    assert [1, 2] == where[own].tolist()
    assert [0.333333, 0.666667] == np.round(spread.weights[own], 6).tolist()
    assert 5.0 == spread.weights.sum()


def test_later_than_anybody_ever_was_is_the_last_step() -> None:
    """No paid invoice tells when: all its weight goes to the end."""
    steps = np.array([0, 0, 1], np.int64)
    unpaid = np.array([False, False, True])
    spread, where = spread_unpaid(rows(3), steps, unpaid, 3)
    assert {1: 0.0, 2: 1.0} == dict(zip(where[2:].tolist(), spread.weights[2:].tolist(), strict=True))
