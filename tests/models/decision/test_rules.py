"""Every row of the default policy: what it finds, and that just inside its bounds it finds nothing."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray

from models.decision.conclusion import Conclusion
from models.decision.decide import decide
from models.decision.inputs import NO_STANDING, Standing, Subject
from models.policy.outcome import Outcome
from models.policy.policy import Policy
from models.policy.relief import Sampling
from models.policy.rules import GradeRule, OverLimit, PastDue
from models.policy.typology_rule import TypologyRule
from models.role import Place, Role
from models.scoring.loaded import LoadedBundle
from models.typologies.catalogue import DEFAULT_RULES, TYPOLOGIES

Loaded = Mapping[Role, LoadedBundle]
Make = Callable[..., Any]
A, R, B = Outcome.APPROVE, Outcome.REVIEW, Outcome.BLOCK


def _codes(conclusion: Conclusion) -> list[str]:
    return [reason.code for reason in conclusion.reasons]


def test_a_good_order_passes(
    order: Make, calm: Make, standing: Make, loaded: Loaded, lenient: Policy
) -> None:
    """Known, small, within the limit, nothing odd: approve, with nothing forced or degraded."""
    found = decide(order(), calm(), standing(), loaded, lenient)
    assert (A, (), (), False) == (found.outcome, found.forced, found.degraded, found.sampled)


def test_a_good_payment_passes(payment: Make, calm: Make, loaded: Loaded, lenient: Policy) -> None:
    """A known payee on an old account: approve, and nothing is said of credit."""
    found = decide(payment(), calm(), NO_STANDING, loaded, lenient)
    assert (A, (), (), None) == (found.outcome, found.forced, found.degraded, found.credit)


ORDER_RULES: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, float], Outcome]] = [
    ("unknown_customer", {"known_party": False}, {}, {}, R),
    ("new_customer", {}, {}, {"customer_invoice_count_365d": 2.0}, R),
    ("new_customer", {}, {}, {"customer_invoice_age_days": 89.9}, R),
    ("new_customer", {}, {}, {"customer_invoice_age_days": np.nan}, R),
    ("over_limit", {}, {"exposure_minor": 99_000_001}, {}, R),
    ("over_limit", {"amount_minor": 98_000_001}, {}, {}, R),
    ("over_limit", {}, {"group_exposure_minor": 99_000_001}, {}, R),
    ("over_limit", {}, {"group_exposure_minor": 5, "group_limit_minor": 1_000_004}, {}, R),
    ("over_limit", {}, {"exposure_minor": 99_400_001, "billed_minor": 400_000}, {}, R),
    ("past_due_block", {}, {}, {"customer_past_due_60_amount": 1_000_001.0}, B),
    ("large_amount", {"amount_minor": 100_000_000}, {"override_limit_minor": 10**12}, {}, R),
    ("backdated", {"backdated_s": 86_401}, {}, {}, R),
    ("backdated", {"backdated_s": -301}, {}, {}, R),
    ("reviewer_block", {}, {"refused": True}, {}, B),
    ("held_before", {"checkpoint": "delivery"}, {"held_at": "order"}, {}, R),
    ("held_before", {"checkpoint": "delivery"}, {"held_at": "order", "held_by_lot": True}, {}, R),
]


@pytest.mark.parametrize(("code", "subject", "stands", "features", "outcome"), ORDER_RULES)
def test_rules_of_orders(  # noqa: PLR0917 - fixtures and columns of the table
    order: Make, calm: Make, standing: Make, loaded: Loaded, lenient: Policy,
    code: str, subject: dict[str, Any], stands: dict[str, Any], features: dict[str, float], outcome: Outcome,
) -> None:  # fmt: skip
    """Each rule of orders forces its outcome and names itself first."""
    found = decide(order(**subject), calm(**features), standing(**stands), loaded, lenient)
    assert (outcome, (code,), code) == (found.outcome, found.forced, _codes(found)[0])


INSIDE: list[tuple[dict[str, Any], dict[str, Any], dict[str, float]]] = [
    ({}, {}, {"customer_invoice_count_365d": 3.0, "customer_invoice_age_days": 90.0}),
    ({}, {"exposure_minor": 99_000_000}, {}),
    ({"amount_minor": 98_000_000}, {}, {}),
    ({}, {"group_exposure_minor": 99_000_000}, {}),
    ({}, {"group_exposure_minor": 5, "group_limit_minor": 1_000_005}, {}),
    ({}, {"group_exposure_minor": 10**9, "group_limit_minor": 10**10}, {}),
    ({}, {"exposure_minor": 99_400_000, "billed_minor": 400_000}, {}),
    ({}, {"exposure_minor": 100_000_000, "billed_minor": 2_000_000}, {}),
    ({}, {}, {"customer_past_due_60_amount": 1_000_000.0, "customer_past_due_30_amount": 9e9}),
    ({"amount_minor": 99_999_999}, {"override_limit_minor": 10**12}, {}),
    ({"backdated_s": 86_400}, {}, {}),
    ({"backdated_s": -300}, {}, {}),
]


@pytest.mark.parametrize(("subject", "stands", "features"), INSIDE)
def test_just_inside_a_bound_nothing_is_found(
    order: Make, calm: Make, standing: Make, loaded: Loaded, lenient: Policy,
    subject: dict[str, Any], stands: dict[str, Any], features: dict[str, float],
) -> None:  # fmt: skip
    """Bounds are included on the side that passes."""
    found = decide(order(**subject), calm(**features), standing(**stands), loaded, lenient)
    assert A == found.outcome


PAYMENT_RULES: list[tuple[str, dict[str, Any], dict[str, float]]] = [
    ("unknown_payee", {"known_party": False}, {}),
    ("new_payee", {"amount_minor": 5_000_001}, {"payee_payment_age_days": np.nan}),
    ("large_amount", {"amount_minor": 100_000_000}, {}),
    ("backdated", {"backdated_s": 90_000}, {}),
    ("self_approved", {"one_person": True}, {}),
]


@pytest.mark.parametrize(("code", "subject", "features"), PAYMENT_RULES)
def test_rules_of_payments(
    payment: Make, calm: Make, loaded: Loaded, lenient: Policy,
    code: str, subject: dict[str, Any], features: dict[str, float],
) -> None:  # fmt: skip
    """Each rule of payments forces a review and names itself first."""
    found = decide(payment(**subject), calm(**features), NO_STANDING, loaded, lenient)
    assert (R, (code,), code) == (found.outcome, found.forced, _codes(found)[0])


def test_a_payment_that_a_reviewer_blocked_is_refused(
    payment: Make, calm: Make, loaded: Loaded, lenient: Policy
) -> None:
    """A block binds a payment whatever its budget says, and whatever special approval it names."""
    subject = payment(special_approval_id="SA-1")
    stands = Standing(
        None, special_approval_cap_minor=10**9, special_approval_expires_us=10**17, refused=True
    )
    found = decide(subject, calm(), stands, loaded, lenient)
    assert (B, ("reviewer_block",), ()) == (found.outcome, found.forced, found.lifted)


def test_what_the_lot_held_is_as_likely_to_be_reviewed_again(
    order: Make, calm: Make, standing: Make, loaded: Loaded, lenient: Policy
) -> None:
    """Where the lot falls again it alone holds the order, and its chance is recorded; else a rule does."""
    held = standing(held_at="order", held_by_lot=True)
    policy = msgspec.structs.replace(lenient, sampling=Sampling(rate_ppm=1_000_000))
    again = decide(order(checkpoint="delivery"), calm(), held, loaded, policy)
    assert (R, ("random_review",), True) == (again.outcome, again.forced, again.sampled)
    never = decide(order(checkpoint="delivery"), calm(), held, loaded, lenient)
    assert (R, ("held_before",), False) == (never.outcome, never.forced, never.sampled)


def test_a_small_first_payment_is_no_new_payee(
    payment: Make, calm: Make, loaded: Loaded, lenient: Policy
) -> None:
    """At the amount of the rule a first payment still passes."""
    vector = calm(payee_payment_age_days=np.nan)
    assert A == decide(payment(amount_minor=5_000_000), vector, NO_STANDING, loaded, lenient).outcome


@pytest.mark.parametrize("days", [0, 30, 60, 90])
def test_past_due_reads_the_bucket_of_its_days(
    order: Make, calm: Make, standing: Make, loaded: Loaded, lenient: Policy, flat: Make, days: int
) -> None:
    """Whatever number of days the rule names, it reads what is past due by more than that."""
    policy = flat(lenient, past_due=PastDue(more_than_days=days, outcome=R))  # type: ignore[arg-type]
    name = f"customer_past_due_{days}_amount" if days else "customer_past_due_amount"
    found = decide(order(), calm(**{name: 5e8}), standing(), loaded, policy)
    assert (R, ("past_due_block",)) == (found.outcome, found.forced)
    assert found.credit is not None
    assert "hold" == found.credit.shipping


def test_tolerance_is_a_share_of_the_limit(
    order: Make, calm: Make, standing: Make, loaded: Loaded, lenient: Policy, flat: Make
) -> None:
    """With a tolerance of 5 % an order passes up to 105 % of the limit and not beyond."""
    policy = flat(lenient, over_limit=OverLimit(tolerance_ppm=50_000))
    at, beyond = (decide(order(), calm(), standing(exposure_minor=e), loaded, policy)
                  for e in (104_000_000, 104_000_001))  # fmt: skip
    assert (A, R) == (at.outcome, beyond.outcome)


@pytest.mark.parametrize("outcome", [R, B])
def test_grades_force_what_the_policy_says(
    order: Make, calm: Make, standing: Make, loaded: Loaded, lenient: Policy, flat: Make, outcome: Outcome
) -> None:
    """A rule on the grade that the customer has forces its outcome, with grade and probability."""
    policy = flat(lenient, grade=GradeRule(a=outcome, b=outcome, c=outcome, d=outcome))
    found = decide(order(), calm(), standing(), loaded, policy)
    assert (outcome, ("credit_grade",)) == (found.outcome, found.forced)
    assert found.credit is not None
    expected = {"grade": found.credit.grade, "pd": found.credit.pd}
    assert expected.items() <= found.reasons[0].params.items()


@pytest.mark.parametrize("code", sorted(DEFAULT_RULES))
@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_typology_forces_what_the_policy_says(
    order: Make, calm: Make, standing: Make, loaded: Loaded, lenient: Policy, code: str, outcome: Outcome
) -> None:
    """Whatever the policy demands of a typology is what its hit forces, and it is named at any outcome."""
    place: Place = "order" if any(t.code == code for t in TYPOLOGIES["order"]) else "payment"
    (typology,) = [t for t in TYPOLOGIES[place] if t.code == code]
    features = {
        c.feature: (c.least if np.isfinite(c.least) else c.most) for c in typology.tests[0].conditions
    }
    quiet = TypologyRule(minimum=A, severe=A, missing=A)
    rule = TypologyRule(minimum=outcome, severe=outcome, missing=A)
    policy = msgspec.structs.replace(lenient, typologies={**dict.fromkeys(DEFAULT_RULES, quiet), code: rule})
    subject: Subject = order(place=place)
    vector: NDArray[np.float64] = calm(**features)
    where: Standing = standing() if place == "order" else NO_STANDING
    found = decide(subject, vector, where, loaded, policy)
    assert outcome == found.outcome
    assert code in found.anomaly.typologies
    assert (outcome is not A) == (code in found.forced)
    assert code in _codes(found)


def test_every_default_of_a_typology_holds(
    payment: Make, calm: Make, loaded: Loaded, lenient: Policy
) -> None:
    """By default an account changed by one person alone and used at once is refused."""
    vector = calm(
        payee_account_change_idle_days=1.0,
        payee_account_change_alone_90d=1.0,
        payee_account_first_use=1.0,
        payment_amount_per_payee_mean=1.0,
    )
    found = decide(payment(), vector, NO_STANDING, loaded, lenient)
    assert (B, ("account_change",)) == (found.outcome, found.forced)
