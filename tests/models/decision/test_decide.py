"""Promises of a decision, over random vectors, subjects, standings and policies."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from features.catalogue.program import NAMES, index
from models.bundle.format import Bundle
from models.credit.grades import GradeBands
from models.credit.limits import LimitTable
from models.decision import facts
from models.decision.decide import decide
from models.decision.inputs import NO_STANDING, Standing, Subject
from models.policy.default import DEFAULT_POLICY
from models.policy.outcome import Outcome
from models.policy.policy import Policy
from models.policy.relief import GreenChannel, Sampling, SpecialApproval
from models.policy.rules import (
    Backdated,
    BudgetUse,
    GradeRule,
    LargeAmount,
    NewPayee,
    OverBudget,
    OverLimit,
    PastDue,
)
from models.policy.thresholds import IsolationThreshold, Thresholds
from models.policy.typology_rule import TypologyRule
from models.role import PLACES, ROLES, Role
from models.scoring.loaded import LoadedBundle, prepare

Loaded = Mapping[Role, LoadedBundle]
Make = Callable[..., Any]
NOW_US = 1_790_000_000_000_000
MINOR = st.one_of(st.none(), st.integers(0, 10**10))

SUBJECTS = st.builds(
    Subject,
    place=st.sampled_from(PLACES),
    document=st.text(max_size=12),
    amount_minor=st.integers(1, 10**10),
    currency=st.just("CNY"),
    known_party=st.booleans(),
    as_of_us=st.just(NOW_US),
    backdated_s=st.integers(-1000, 200_000),
    terms_days=st.one_of(st.none(), st.integers(0, 120)),
    checkpoint=st.sampled_from(["order", "delivery", "elsewhere"]),
    special_approval_id=st.one_of(st.none(), st.just("S1")),
    missing=st.lists(st.sampled_from(["fx_rate", "calendar", "unheard_of"]), max_size=2).map(tuple),
)
STANDINGS = st.builds(
    Standing,
    exposure_minor=MINOR,
    group_exposure_minor=MINOR,
    override_limit_minor=MINOR,
    special_approval_cap_minor=MINOR,
    special_approval_expires_us=st.sampled_from([None, NOW_US - 1, NOW_US + 1]),
    strategic=st.booleans(),
    group_limit_minor=MINOR,
    billed_minor=st.integers(0, 10**10),
    budget_id=st.sampled_from([None, "B1"]),
    budget_amount_minor=MINOR,
    budget_used_minor=st.integers(0, 10**10),
)


def _vector(seed: int, unknown: float) -> NDArray[np.float64]:
    """Return a vector of small, large, zero and negative values, a share of them unknown."""
    random = np.random.default_rng(seed)
    scale = random.choice([0.0, 1.0, 10.0, 1000.0, 1e8], len(NAMES))
    values = np.round(random.exponential(1.0, len(NAMES)) * scale, 2) * random.choice(
        [1, 1, 1, -1], len(NAMES)
    )
    values[random.random(len(NAMES)) < unknown] = np.nan
    return np.asarray(values, dtype=np.float64)


def _nested(vector: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a vector of which what is past due by more days is part of what is by fewer, all known or none."""
    columns = [index(name) for name in facts.PAST_DUE_AMOUNT.values()]
    nested = vector.copy()
    nested[columns] = np.sort(vector[columns])[::-1] if np.isfinite(vector[columns]).all() else np.nan
    return nested


VECTORS = st.builds(_vector, st.integers(0, 10**6), st.sampled_from([0.0, 0.05, 0.3, 0.9, 1.0]))


def _stricter_policies(base: Policy) -> list[Policy]:
    replace = msgspec.structs.replace
    rules, credit = base.rules, base.credit

    def ruled(**changes: Any) -> Policy:
        return replace(base, rules=replace(rules, **changes))

    def credited(**changes: Any) -> Policy:
        return replace(base, credit=replace(credit, **changes))

    block, review = Outcome.BLOCK, Outcome.REVIEW
    blocked = TypologyRule(minimum=block, severe=block, missing=block)
    return [
        replace(base, models={role: Thresholds(review_at=0.0, block_at=0.5) for role in base.models}),
        replace(base, models={role: Thresholds(review_at=0.0, block_at=0.0) for role in base.models}),
        replace(base, isolation=IsolationThreshold(review_at_percentile=0.0)),
        replace(base, typologies=dict.fromkeys(base.typologies, blocked)),
        replace(base, fail_default=block),
        replace(base, fail_modes=dict.fromkeys(base.fail_modes, block)),
        replace(base, green=GreenChannel(grades=())),
        replace(base, special_approval=SpecialApproval(most_minor=0)),
        replace(base, sampling=Sampling(rate_ppm=1_000_000)),
        replace(base, credit_checkpoints=(*base.credit_checkpoints, "elsewhere")),
        ruled(over_limit=OverLimit(outcome=block)),
        ruled(over_budget=OverBudget(outcome=block)),
        ruled(budget_use=BudgetUse(tell_at_percent=0, hold_at_percent=1)),
        ruled(unknown_budget=block),
        ruled(grade=GradeRule(a=review, b=review, c=review, d=block)),
        ruled(past_due=PastDue(more_than_days=30, material_minor=0)),
        ruled(large_amount=LargeAmount(order_minor=0, payment_minor=0)),
        ruled(backdated=Backdated(allowed_s=0, ahead_s=0)),
        ruled(new_payee=NewPayee(above_minor=0)),
        ruled(unknown_customer=block, unknown_payee=block, new_customer=block),
        credited(bands=GradeBands(a_below=1e-6, b_below=1e-5, c_up_to=1e-4)),
        credited(
            limits=LimitTable(a_percent=1, b_percent=1, c_percent=0, strategic_percent=1, most_minor=10**6)
        ),
    ]


STRICTER = st.integers(0, len(_stricter_policies(DEFAULT_POLICY)) - 1)


@settings(max_examples=300, deadline=None)
@given(SUBJECTS, VECTORS, STANDINGS, st.sets(st.sampled_from(ROLES)))
def test_any_input_is_decided(
    loaded: Loaded, subject: Subject, vector: NDArray[np.float64], standing: Standing, roles: set[Role]
) -> None:
    """No pattern of unknown values, standings or absent models raises; reasons and sums always hold."""
    active = {role: bundle for role, bundle in loaded.items() if role in roles}
    found = decide(subject, vector, standing, active, DEFAULT_POLICY)
    assert found == decide(subject, vector, standing, active, DEFAULT_POLICY)
    assert len(found.reasons) <= 4
    assert (found.outcome is Outcome.APPROVE) or (found.reasons and found.forced)
    assert len({reason.code for reason in found.reasons}) == len(found.reasons)
    assert all(reason.contribution >= 0.0 for reason in found.reasons)
    for score in found.scores.values():
        assert score.log_odds == pytest.approx(score.bias + sum(score.contributions), abs=1e-9)
    assert (found.credit is None) == (subject.place == "payment")


@settings(max_examples=300, deadline=None)
@given(SUBJECTS, VECTORS.map(_nested), STANDINGS, STRICTER)
def test_a_stricter_policy_never_gives_a_softer_outcome(
    loaded: Loaded, subject: Subject, vector: NDArray[np.float64], standing: Standing, which: int
) -> None:
    """Each way in which a policy can be stricter keeps the outcome or makes it stricter."""
    base = decide(subject, vector, standing, loaded, DEFAULT_POLICY)
    strict = decide(subject, vector, standing, loaded, _stricter_policies(DEFAULT_POLICY)[which])
    assert base.outcome <= strict.outcome


REQUIRED_OF_AN_ORDER: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, float], set[Role]]] = [
    ("credit_model", {}, {}, {}, {"credit"}),
    ("order_anomaly_model", {}, {}, {}, {"order_anomaly"}),
    ("exposure", {}, {"exposure_minor": None}, {}, set()),
    ("past_due", {}, {}, {"customer_past_due_60_amount": np.nan}, set()),
    ("typology:split_order", {}, {}, {"customer_order_split_parts_36h": np.nan}, set()),
    ("fx_rate", {"missing": ("fx_rate",)}, {}, {}, set()),
    ("unheard_of", {"missing": ("unheard_of",)}, {}, {}, set()),
]


@pytest.mark.parametrize(("name", "subject", "stands", "features", "absent"), REQUIRED_OF_AN_ORDER)
def test_a_required_input_is_never_missing_silently(  # noqa: PLR0917 - fixtures and columns of the table
    order: Make, calm: Make, standing: Make, loaded: Loaded, lenient: Policy,
    name: str, subject: dict[str, Any], stands: dict[str, Any], features: dict[str, float], absent: set[Role],
) -> None:  # fmt: skip
    """An order that would pass is held, the input is named, and the reason says which."""
    active = {role: None if role in absent else bundle for role, bundle in loaded.items()}
    found = decide(order(**subject), calm(**features), standing(**stands), active, lenient)
    assert (Outcome.REVIEW, (name,), ("degraded_input",)) == (found.outcome, found.degraded, found.forced)
    assert name == found.reasons[0].params["inputs"]


@pytest.mark.parametrize(
    ("name", "features", "absent"),
    [
        ("payment_anomaly_model", {}, {"payment_anomaly"}),
        ("typology:account_change", {"payee_account_first_use": np.nan}, set()),
        ("typology:duplicate_payment", {"payee_invoice_unexplained_count_365d": np.nan}, set()),
        ("typology:related_party", {"account_staff_owner_count": np.nan}, set()),
        ("typology:split_payment", {"payee_payment_split_parts_72h": np.nan}, set()),
    ],
)
def test_a_required_input_of_a_payment_is_never_missing_silently(
    payment: Make, calm: Make, loaded: Loaded, lenient: Policy,
    name: str, features: dict[str, float], absent: set[Role],
) -> None:  # fmt: skip
    """A payment that would pass is held, and the input is named."""
    active = {role: None if role in absent else bundle for role, bundle in loaded.items()}
    found = decide(payment(), calm(**features), NO_STANDING, active, lenient)
    assert (Outcome.REVIEW, (name,), ("degraded_input",)) == (found.outcome, found.degraded, found.forced)


def test_an_uncertain_calendar_is_named_and_may_pass(
    order: Make, calm: Make, standing: Make, loaded: Loaded, lenient: Policy
) -> None:
    """By default a year without decreed holidays passes, and is named; a policy can hold it."""
    subject = order(missing=("calendar",))
    found = decide(subject, calm(), standing(), loaded, lenient)
    assert (Outcome.APPROVE, ("calendar",)) == (found.outcome, found.degraded)
    strict = msgspec.structs.replace(lenient, fail_modes={**lenient.fail_modes, "calendar": Outcome.REVIEW})
    held = decide(subject, calm(), standing(), loaded, strict)
    assert (Outcome.REVIEW, ("calendar_uncertain",)) == (held.outcome, held.forced)


@pytest.mark.parametrize("place", PLACES)
def test_a_cold_start_is_carried_by_forest_and_typologies(
    order: Make, calm: Make, standing: Make, loaded: Loaded, lenient: Policy,
    bundle_of: Callable[..., Bundle], place: str,
) -> None:  # fmt: skip
    """Without labels a bundle of a forest alone may let pass, says what it lacks, and still finds patterns."""
    role: Role = "order_anomaly" if place == "order" else "payment_anomaly"
    cold = {**loaded, role: prepare(msgspec.structs.replace(bundle_of(role), model=None), "")}
    where = standing() if place == "order" else NO_STANDING
    found = decide(order(place=place), calm(), where, cold, lenient)
    assert (Outcome.APPROVE, (f"{role}_labels",)) == (found.outcome, found.degraded)
    assert (None, False) == (found.anomaly.probability, found.anomaly.isolation_percentile is None)
    parts = {f"{'customer_order' if place == 'order' else 'payee_payment'}_split_parts_36h": 2.0}
    held = decide(order(place=place), calm(**parts), where, cold, lenient)
    assert (f"split_{place}",) == held.forced


def test_credit_rules_rest_where_the_policy_says(
    order: Make, calm: Make, standing: Make, loaded: Loaded, lenient: Policy
) -> None:
    """At a checkpoint that the policy does not name, credit is answered and not enforced."""
    subject, where = order(checkpoint="elsewhere"), standing(exposure_minor=10**9)
    found = decide(subject, calm(), where, loaded, lenient)
    assert (Outcome.APPROVE, False) == (found.outcome, found.credit is None)
    named = msgspec.structs.replace(lenient, credit_checkpoints=("elsewhere",))
    assert ("over_limit",) == decide(subject, calm(), where, loaded, named).forced


@settings(max_examples=100)
@given(VECTORS, st.integers(0, len(NAMES) - 1))
def test_scores_depend_on_the_columns_of_their_set_alone(
    loaded: Loaded, vector: NDArray[np.float64], column: int
) -> None:
    """A feature that a set does not have never moves that set's score."""
    changed = vector.copy()
    changed[column] = 123.0
    subject = Subject(
        place="order", document="d", amount_minor=1, currency="CNY", known_party=True, as_of_us=NOW_US
    )
    where = Standing(exposure_minor=0)
    first, second = (decide(subject, v, where, loaded, DEFAULT_POLICY).scores for v in (vector, changed))
    if column not in loaded["order_anomaly"].columns:
        assert first["order_anomaly"] == second["order_anomaly"]
    assert index(NAMES[column]) == column
