"""Special approvals of payments: what policy names is lifted, once asked for, and nothing else."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from models.decision.conclusion import Conclusion
from models.decision.decide import decide
from models.decision.inputs import NO_STANDING
from models.policy.default import DEFAULT_POLICY, EARLIER_DEFAULTS
from models.policy.outcome import Outcome
from models.policy.policy import Policy
from models.policy.relief import SpecialApproval
from models.policy.rules import LargeAmount, OverBudget
from models.role import Role
from models.scoring.loaded import LoadedBundle

NOW_US = 1_790_000_000_000_000
Make = Callable[..., Any]
Ask = Callable[..., Conclusion]
APPROVED = {"special_approval_cap_minor": 1_000_000, "special_approval_expires_us": NOW_US + 1}
SPENT = {"budget_id": "B1", "budget_amount_minor": 1_500_000, "budget_used_minor": 1_000_000}


@pytest.fixture
def ask(payment: Make, calm: Make, loaded: Mapping[Role, LoadedBundle]) -> Ask:
    """Decide about a payment of 10,000.00 that relies on an approval: `ask(policy, standing, **of_the_subject)`."""

    def make(policy: Policy, stands: dict[str, Any], **changes: Any) -> Conclusion:
        subject = payment(**{"special_approval_id": "S1", **changes})
        return decide(subject, calm(), replace(NO_STANDING, **stands), loaded, policy)

    return make


@pytest.mark.parametrize("outcome", [Outcome.REVIEW, Outcome.BLOCK])
def test_a_special_approval_lifts_what_policy_names(
    ask: Ask, lenient: Policy, flat: Make, outcome: Outcome
) -> None:
    """A large payment beyond its budget passes, be it held or refused otherwise."""
    policy = flat(lenient, over_budget=OverBudget(outcome=outcome), large_amount=LargeAmount(payment_minor=1))
    without = ask(policy, SPENT | APPROVED, special_approval_id=None)
    assert (outcome, {"over_budget", "large_amount"}) == (without.outcome, set(without.forced))
    found = ask(policy, SPENT | APPROVED)
    assert (Outcome.APPROVE, {"over_budget", "large_amount"}) == (found.outcome, set(found.lifted))


@pytest.mark.parametrize("outcome", [Outcome.REVIEW, Outcome.BLOCK])
def test_what_policy_does_not_name_stands(ask: Ask, lenient: Policy, flat: Make, outcome: Outcome) -> None:
    """A rule that is not on the list holds or refuses as without an approval, which is not used up by it."""
    policy = msgspec.structs.replace(
        flat(lenient, over_budget=OverBudget(outcome=outcome)),
        special_approval=SpecialApproval(payment_lifts=("large_amount",)),
    )
    found = ask(policy, SPENT | APPROVED)
    assert (outcome, ("over_budget",), ()) == (found.outcome, found.forced, found.lifted)


@pytest.mark.parametrize(
    ("changes", "stands", "code"),
    [
        ({"known_party": False}, {}, "unknown_payee"),
        ({"backdated_s": 10**6}, {}, "backdated"),
        ({}, {"budget_id": "B1"}, "unknown_budget"),
        ({"missing": ("fx_rate",)}, {}, "degraded_input"),
    ],
)
def test_some_things_are_never_lifted(
    ask: Ask, lenient: Policy, changes: dict[str, Any], stands: dict[str, Any], code: str
) -> None:
    """Whom nobody knows, what nobody set, a wrong date, a missing input: no approval helps."""
    every = SpecialApproval(payment_lifts=("budget_use", "large_amount", "new_payee", "over_budget"))
    policy = msgspec.structs.replace(lenient, special_approval=every)
    found = ask(policy, stands | APPROVED | {"special_approval_expires_us": 2 * NOW_US}, **changes)
    assert (Outcome.REVIEW, ()) == (found.outcome, found.lifted)
    assert code in {reason.code for reason in found.reasons}


@pytest.mark.parametrize(
    "stands",
    [
        {"special_approval_cap_minor": 999_999},
        {"special_approval_expires_us": NOW_US},
        {"special_approval_cap_minor": None},
    ],
)
def test_one_that_does_not_hold_is_named(ask: Ask, lenient: Policy, stands: dict[str, Any]) -> None:
    """Too small, expired or none: the payment stays beyond its budget, and the approval is missing."""
    found = ask(lenient, SPENT | APPROVED | stands)
    assert (Outcome.REVIEW, {"over_budget", "special_approval_missing"}) == (found.outcome, set(found.forced))


def test_what_is_only_told_needs_no_approval(ask: Ask, lenient: Policy) -> None:
    """A budget used to 80 % forces nothing: it is told all the same, and the approval is kept for later."""
    told = {"budget_id": "B1", "budget_amount_minor": 10_000_000, "budget_used_minor": 7_000_000}
    found = ask(lenient, told | APPROVED)
    assert (Outcome.APPROVE, (), ["budget_use"]) == (
        found.outcome,
        found.lifted,
        [reason.code for reason in found.reasons],
    )


def test_policies_from_before_lift_nothing(ask: Ask, lenient: Policy) -> None:
    """A policy that does not say it, as the defaults of earlier releases, lifts nothing of a payment."""
    assert () == SpecialApproval().payment_lifts
    before = [EARLIER_DEFAULTS[version] for version in ("default-1", "default-2")]
    assert {()} == {one.special_approval.payment_lifts for one in before}
    assert ("budget_use", "large_amount", "over_budget") == DEFAULT_POLICY.special_approval.payment_lifts
    found = ask(msgspec.structs.replace(lenient, special_approval=SpecialApproval()), SPENT | APPROVED)
    assert (Outcome.REVIEW, ("over_budget",)) == (found.outcome, found.forced)
