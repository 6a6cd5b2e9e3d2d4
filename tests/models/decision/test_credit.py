from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from models.credit.grades import grade_of
from models.credit.points import points_of_log_odds
from models.decision.credit import Ask, assess
from models.decision.inputs import Standing
from models.policy.default import DEFAULT_POLICY
from models.role import Role
from models.scoring.loaded import LoadedBundle
from models.scoring.score import score_one

Loaded = Mapping[Role, LoadedBundle]
Make = Callable[..., Any]
TABLES = DEFAULT_POLICY.credit


def test_a_known_customer_is_graded_by_the_model(calm: Make, loaded: Loaded) -> None:
    """Grade, probability and points are of one score; exposure and headroom add up to the limit."""
    standing = Standing(exposure_minor=7_000_000)
    answer, score = assess(calm(), standing, loaded["credit"], DEFAULT_POLICY)
    expected = score_one(loaded["credit"], calm())
    assert score is not None
    assert ("model", expected.probability) == (answer.route, answer.pd)
    assert round(points_of_log_odds(expected.log_odds)) == answer.points
    assert grade_of(expected.probability, 0.0003, TABLES.bands) == answer.grade
    assert answer.exposure_minor is not None
    assert answer.headroom_minor == answer.limit_minor - answer.exposure_minor


@pytest.mark.parametrize(
    "features", [{"customer_invoice_count_365d": 2.0}, {"customer_invoice_age_days": np.nan}]
)
def test_a_new_customer_takes_the_application_route(
    calm: Make, loaded: Loaded, features: dict[str, float]
) -> None:
    """Without enough history no probability is claimed: a small limit, payment before shipping, a grade by policy."""
    answer, score = assess(calm(**features), Standing(exposure_minor=0), loaded["credit"], DEFAULT_POLICY)
    actual = (
        answer.route,
        answer.grade,
        answer.pd,
        answer.points,
        score,
        answer.limit_minor,
        answer.shipping,
    )
    assert ("application", "C", None, None, None, 5_000_000, "prepay") == actual


def test_without_a_model_no_grade_is_claimed(calm: Make) -> None:
    """A long-known customer has no grade while no model can be asked, and the small limit of the new."""
    answer, score = assess(calm(), Standing(exposure_minor=0), None, DEFAULT_POLICY)
    actual = (answer.route, answer.grade, answer.pd, score, answer.limit_minor)
    assert ("unavailable", None, None, None, 5_000_000) == actual


def test_a_limit_decided_by_a_person_stands(calm: Make, loaded: Loaded) -> None:
    """An override replaces the computed limit, down to nothing."""
    for override in (0, 123_456_789):
        standing = Standing(exposure_minor=1, override_limit_minor=override)
        answer, _ = assess(calm(), standing, loaded["credit"], DEFAULT_POLICY)
        assert (override, override - 1) == (answer.limit_minor, answer.headroom_minor)


def test_unknown_exposure_leaves_headroom_unknown(calm: Make, loaded: Loaded) -> None:
    """What could not be read is not taken for zero."""
    answer, _ = assess(calm(), Standing(exposure_minor=None), loaded["credit"], DEFAULT_POLICY)
    assert (None, None) == (answer.exposure_minor, answer.headroom_minor)


def test_terms_never_exceed_what_is_asked(calm: Make, loaded: Loaded) -> None:
    """A customer who asks for a week is granted no more than a week."""
    answer, _ = assess(calm(), Standing(exposure_minor=0), loaded["credit"], DEFAULT_POLICY, Ask(1, 7))
    assert answer.terms_days in {0, 7}


def test_goods_stay_while_too_much_is_past_due(calm: Make, loaded: Loaded) -> None:
    """Shipping is on hold whatever the grade, and no longer once it is paid."""
    standing = Standing(exposure_minor=0)
    held, _ = assess(calm(customer_past_due_60_amount=1e9), standing, loaded["credit"], DEFAULT_POLICY)
    paid, _ = assess(calm(), standing, loaded["credit"], DEFAULT_POLICY)
    assert ("hold", True) == (held.shipping, paid.shipping != "hold")
