"""Strategic customers: orders on credit by special approval only."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import pytest

from models.decision.clear import clear
from models.decision.decide import decide
from models.policy.codec import read, write
from models.policy.default import DEFAULT_POLICY, EARLIER_DEFAULTS
from models.policy.outcome import Outcome
from models.policy.policy import Policy
from models.role import Role
from models.scoring.loaded import LoadedBundle

Loaded = Mapping[Role, LoadedBundle]
Make = Callable[..., Any]
NOW_US = 1_790_000_000_000_000
APPROVED = {"special_approval_cap_minor": 1_000_000, "special_approval_expires_us": NOW_US + 1}


@pytest.mark.parametrize("terms_days", [None, 30])
def test_an_order_on_credit_is_held(
    order: Make, calm: Make, standing: Make, loaded: Loaded, lenient: Policy, terms_days: int | None
) -> None:
    """Within its limit and of whatever grade, it is held without an approval, and the step says what it has to cover."""
    subject, where = order(terms_days=terms_days), standing(strategic=True)
    found = decide(subject, calm(), where, loaded, lenient)
    assert (Outcome.REVIEW, ("strategic_customer",)) == (found.outcome, found.forced)
    assert "strategic_customer" == found.reasons[0].code
    (step,) = clear(found, subject, calm(), where, lenient)
    assert ("strategic_customer", 1_000_000) == (step.code, step.params["amount_minor"])


@pytest.mark.parametrize(("subject", "where"), [({"terms_days": 0}, {"strategic": True}), ({}, {})])
def test_others_are_not_held(
    order: Make, calm: Make, standing: Make, loaded: Loaded, lenient: Policy,
    subject: dict[str, Any], where: dict[str, Any],
) -> None:  # fmt: skip
    """Payment before shipping is no credit, and customers who are not strategic go by their grade."""
    found = decide(order(**subject), calm(), standing(**where), loaded, lenient)
    assert Outcome.APPROVE == found.outcome


def test_a_special_approval_is_followed(
    order: Make, calm: Make, standing: Make, loaded: Loaded, lenient: Policy
) -> None:
    """One that covers the order and has not expired carries it, over its limit too."""
    subject = order(special_approval_id="S1")
    within = decide(subject, calm(), standing(strategic=True, **APPROVED), loaded, lenient)
    over = decide(
        subject, calm(), standing(strategic=True, exposure_minor=10**9, **APPROVED), loaded, lenient
    )
    assert (Outcome.APPROVE, ("strategic_customer",)) == (within.outcome, within.lifted)
    assert (Outcome.APPROVE, {"over_limit", "strategic_customer"}) == (over.outcome, set(over.lifted))


@pytest.mark.parametrize(
    "stands",
    [
        {"special_approval_cap_minor": 999_999},
        {"special_approval_expires_us": NOW_US},
        {"special_approval_cap_minor": None},
    ],
)
def test_one_that_does_not_hold_is_named(
    order: Make, calm: Make, standing: Make, loaded: Loaded, lenient: Policy, stands: dict[str, Any]
) -> None:
    """Too small, expired or unknown: the order stays held."""
    where = standing(strategic=True, **{**APPROVED, **stands})
    found = decide(order(special_approval_id="S1"), calm(), where, loaded, lenient)
    assert (Outcome.REVIEW, {"strategic_customer", "special_approval_missing"}) == (
        found.outcome,
        set(found.forced),
    )


def test_an_approval_carries_nothing_else(
    order: Make, calm: Make, standing: Make, loaded: Loaded, lenient: Policy
) -> None:
    """What is past due for too long refuses the order of a strategic customer as any other's."""
    vector = calm(customer_past_due_60_amount=10**8)
    where = standing(strategic=True, **APPROVED)
    found = decide(order(special_approval_id="S1"), vector, where, loaded, lenient)
    assert (Outcome.BLOCK, ("past_due_block",)) == (found.outcome, found.forced)


def test_a_company_may_decide_them_by_grade(
    order: Make, calm: Make, standing: Make, loaded: Loaded, lenient: Policy
) -> None:
    """Under `by_grade` they are as others."""
    credit = msgspec.structs.replace(lenient.credit, strategic="by_grade")
    policy = msgspec.structs.replace(lenient, credit=credit)
    assert Outcome.APPROVE == decide(order(), calm(), standing(strategic=True), loaded, policy).outcome


@pytest.mark.parametrize(
    ("above_minor", "outcome"), [(999_999, Outcome.REVIEW), (1_000_000, Outcome.APPROVE)]
)
def test_small_orders_may_go_by_grade(
    order: Make,
    calm: Make,
    standing: Make,
    loaded: Loaded,
    lenient: Policy,
    above_minor: int,
    outcome: Outcome,
) -> None:
    """Up to the amount that the policy names."""
    credit = msgspec.structs.replace(lenient.credit, strategic_above_minor=above_minor)
    policy = msgspec.structs.replace(lenient, credit=credit)
    assert outcome == decide(order(), calm(), standing(strategic=True), loaded, policy).outcome


def test_policies_of_earlier_releases_stand() -> None:
    """A policy that does not say it decides by grade, as the default of then does; that of now says it."""
    content = msgspec.json.decode(write(DEFAULT_POLICY))
    assert "special_approval_only" == content["credit"].pop("strategic")
    assert "by_grade" == read(msgspec.json.encode(content)).credit.strategic
    assert "by_grade" == EARLIER_DEFAULTS["default-1"].credit.strategic
    assert DEFAULT_POLICY.version not in EARLIER_DEFAULTS
