"""Customers with too little history: scored by the scorecard of the credit bundle, with its own uncertainty."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import numpy as np
import pytest

from features.catalogue.program import FEATURES, index
from models.bundle.codec import write
from models.bundle.format import ApplicationCard, Bundle
from models.credit.grades import GRADES, grade_of
from models.credit.points import points_of_log_odds
from models.credit.scorecard import Item, Scorecard
from models.decision.credit import assess
from models.decision.decide import decide
from models.decision.inputs import Standing
from models.policy.credit_tables import ApplicationRoute
from models.policy.outcome import Outcome
from models.policy.policy import Policy
from models.role import Role
from models.scoring.loaded import LoadedBundle, load

Loaded = Mapping[Role, LoadedBundle]
Make = Callable[..., Any]

PAST_DUE, AGE = "customer_past_due_days_mean", "customer_registered_age_days"
NEW = {"customer_invoice_count_365d": 1.0}


def _item(name: str, direction: int, cuts: tuple[float, ...], units: tuple[float, ...], **more: Any) -> Item:
    text, missing = FEATURES[name].text, more.get("missing", 0.5)
    return Item(
        name=name, zh=text.zh, en=text.en, direction=1 if direction > 0 else -1, kind="bins", cuts=cuts,
        units=units, missing=missing, spread=1.0, coefficient=more.get("coefficient", 1.0),
    )  # fmt: skip


def _card(intercept: float = -5.0, variance: float = 0.09) -> Scorecard:
    return Scorecard(
        version="scorecard-application-1",
        items=(_item(PAST_DUE, 1, (5.0, 20.0), (-0.5, 1.0, 2.5)), _item(AGE, -1, (365.0,), (0.8, -0.4))),
        intercept=intercept,
        covariance=((variance, 0.0, 0.0), (0.0, 0.01, 0.0), (0.0, 0.0, 0.01)),
    )


@pytest.fixture(scope="module")
def applied(bundle_of: Callable[..., Bundle], loaded: Loaded) -> Callable[..., Loaded]:
    """Make bundles of which that of credit holds a scorecard of applications."""

    def make(**card: float) -> Loaded:
        quantiles = tuple(np.linspace(-8.0, 0.0, 1001).tolist())
        application = ApplicationCard(card=_card(**card), quantiles=quantiles)
        return {**loaded, "credit": load(write(bundle_of("credit", application=application)))}

    return make


def _route(policy: Policy, **changes: Any) -> Policy:
    route: ApplicationRoute = msgspec.structs.replace(policy.credit.application, **changes)
    return msgspec.structs.replace(policy, credit=msgspec.structs.replace(policy.credit, application=route))


def test_a_new_customer_has_a_probability_with_an_interval(
    calm: Make, applied: Callable[..., Loaded], lenient: Policy
) -> None:
    """Probability, points and interval are the scorecard's; who has history is graded by the trees as before."""
    bundles = applied()
    vector = calm(**NEW, **{PAST_DUE: 10.0, AGE: 100.0})
    answer, _ = assess(vector, Standing(exposure_minor=0), bundles["credit"], lenient)
    log_odds = -5.0 + 1.0 + 0.8
    assert answer.pd is not None
    assert answer.pd_low is not None
    assert answer.pd_high is not None
    assert 1.0 / (1.0 + np.exp(-log_odds)) == pytest.approx(answer.pd, rel=1e-12)
    assert ("application", round(points_of_log_odds(log_odds))) == (answer.route, answer.points)
    assert answer.pd_low < answer.pd < answer.pd_high
    known, _ = assess(calm(), Standing(exposure_minor=0), bundles["credit"], lenient)
    assert ("model", None, None) == (known.route, known.pd_low, known.pd_high)


@pytest.mark.parametrize("by", ["upper", "point"])
@pytest.mark.parametrize("days", [0.0, 10.0, 40.0])
@pytest.mark.parametrize("intercept", [-8.0, -5.0, -3.5])
def test_the_grade_is_cut_from_the_end_that_the_policy_names(
    calm: Make, applied: Callable[..., Loaded], lenient: Policy, by: str, days: float, intercept: float
) -> None:
    """Never better than the starting grade, and never more than the starting limit and terms."""
    policy = _route(lenient, grade_by=by, grade="B", terms_days=40)
    vector = calm(**NEW, **{PAST_DUE: days, AGE: 100.0})
    answer, _ = assess(vector, Standing(exposure_minor=0), applied(intercept=intercept)["credit"], policy)
    pd = answer.pd_high if by == "upper" else answer.pd
    assert pd is not None
    found = grade_of(pd, 0.0003, policy.credit.bands)
    assert max(found, "B", key=GRADES.index) == answer.grade
    expected = {"B": (5_000_000, 40), "C": (3_700_000, 30), "D": (0, 0)}[str(answer.grade)]
    assert expected == (answer.limit_minor, answer.terms_days)


def test_what_is_not_known_makes_the_grade_worse(
    calm: Make, applied: Callable[..., Loaded], lenient: Policy
) -> None:
    """The same probability is graded worse where less is known of the customer."""
    policy = _route(lenient, grade="A")
    vector = calm(**NEW, **{PAST_DUE: 0.0, AGE: 400.0})
    sure, unsure = (
        assess(vector, Standing(exposure_minor=0), applied(variance=one)["credit"], policy)[0]
        for one in (0.0001, 4.0)
    )
    assert sure.pd == unsure.pd
    assert ("A", "C") == (sure.grade, unsure.grade)


def test_reasons_are_the_items_that_raised_it(
    calm: Make, order: Make, standing: Make, applied: Callable[..., Loaded], lenient: Policy
) -> None:
    """Contributions and base sum to the log-odds; the items that cost points are named, the others are not."""
    vector = calm(**NEW, **{PAST_DUE: 40.0, AGE: 400.0, "customer_past_due_amount": 5_000.0})
    bundles = applied()
    found = decide(order(), vector, standing(), bundles, lenient)
    said = found.scores["application"]
    assert bundles["credit"].hash == said.bundle_hash
    assert (PAST_DUE, AGE) == said.names
    assert sum(said.contributions) + said.bias == pytest.approx(said.log_odds, abs=1e-9)
    assert (2.5, -0.4) == said.contributions
    assert "credit" not in found.scores
    raised = [one for one in found.reasons if PAST_DUE in one.features]
    assert [FEATURES[PAST_DUE].reason] == [one.code for one in raised]
    assert [2.5] == [one.contribution for one in raised]
    assert not [one for one in found.reasons if AGE in one.features]


def test_a_grade_of_the_scorecard_is_judged(
    calm: Make, order: Make, standing: Make, applied: Callable[..., Loaded], lenient: Policy, flat: Make
) -> None:
    """Where new customers may pass, one of grade D is held by the rule of grades as any other."""
    policy = flat(
        lenient,
        new_customer=Outcome.APPROVE,
        grade=msgspec.structs.replace(lenient.rules.grade, d=Outcome.REVIEW),
    )
    good, bad = (
        decide(
            order(), calm(**NEW, **{PAST_DUE: days, AGE: 400.0}), standing(), applied(intercept=-4.5), policy
        )
        for days in (0.0, 40.0)
    )
    assert (Outcome.APPROVE, "C") == (good.outcome, good.credit and good.credit.grade)
    assert (Outcome.REVIEW, ("credit_grade",)) == (bad.outcome, bad.forced)


def test_every_pattern_of_unknown_values_is_scored(
    vectors: Any, applied: Callable[..., Loaded], lenient: Policy
) -> None:
    """Whatever is missing, the interval holds the probability and lies between 0 and 1."""
    bundle = applied()["credit"]
    for vector in [*vectors[:100], np.full(vectors.shape[1], np.nan)]:
        one = vector.copy()
        one[index("customer_invoice_count_365d")] = np.nan
        answer, _ = assess(one, Standing(exposure_minor=0), bundle, lenient)
        assert answer.pd is not None
        assert answer.pd_low is not None
        assert answer.pd_high is not None
        assert 0.0 < answer.pd_low <= answer.pd <= answer.pd_high < 1.0
