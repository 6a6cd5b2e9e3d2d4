"""A payment against the budget that it names: told, held, passed, unknown."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from models.decision.clear import clear
from models.decision.decide import decide
from models.decision.inputs import Standing
from models.policy.outcome import Outcome
from models.policy.policy import Policy
from models.policy.rules import BudgetUse, OverBudget
from models.role import Role
from models.scoring.loaded import LoadedBundle

Loaded = Mapping[Role, LoadedBundle]
Make = Callable[..., Any]
A, R, B = Outcome.APPROVE, Outcome.REVIEW, Outcome.BLOCK


def of(amount: int | None, used: int, budget_id: str | None = "B1") -> Standing:
    """Return where a budget stands."""
    return Standing(
        exposure_minor=None, budget_id=budget_id, budget_amount_minor=amount, budget_used_minor=used
    )


CASES: list[tuple[Standing, Outcome, list[str]]] = [
    (of(10_000_000, 6_499_999), A, []),
    (of(10_000_000, 6_500_000), A, ["budget_use"]),
    (of(10_000_000, 7_999_999), A, ["budget_use"]),
    (of(10_000_000, 8_000_000), R, ["budget_use"]),
    (of(10_000_000, 9_000_000), R, ["budget_use"]),
    (of(10_000_000, 9_000_001), R, ["over_budget"]),
    (of(10_000_000, 90_000_000), R, ["over_budget"]),
    (of(999_999, 0), R, ["over_budget"]),
    (of(0, 0), R, ["over_budget"]),
    (of(None, 0), R, ["unknown_budget"]),
    (of(None, 5), R, ["unknown_budget"]),
    (of(None, 0, None), A, []),
]


@pytest.mark.parametrize(("stands", "outcome", "codes"), CASES)
def test_a_budget_is_told_held_and_passed(
    payment: Make, calm: Make, loaded: Loaded, lenient: Policy,
    stands: Standing, outcome: Outcome, codes: list[str],
) -> None:  # fmt: skip
    """A payment of 10,000.00: told from 75 %, held from 90 %, all of it may be used and not one unit more."""
    found = decide(payment(), calm(), stands, loaded, lenient)
    assert (outcome, codes) == (found.outcome, [reason.code for reason in found.reasons][:1])
    assert found.forced == (() if outcome is A else tuple(codes))


@pytest.mark.parametrize(("used", "outcome"), [(9_500_000, R), (9_500_001, B)])
def test_tolerance_and_outcome_are_policy(
    payment: Make, calm: Make, loaded: Loaded, lenient: Policy, flat: Make, used: int, outcome: Outcome
) -> None:
    """With a tolerance of 5 % a budget is passed later, and a policy may refuse what passes it."""
    policy = flat(lenient, over_budget=OverBudget(outcome=B, tolerance_ppm=50_000))
    assert outcome == decide(payment(), calm(), of(10_000_000, used), loaded, policy).outcome


def test_a_policy_may_tell_later_and_hold_later(
    payment: Make, calm: Make, loaded: Loaded, lenient: Policy, flat: Make
) -> None:
    """Both shares are the policy's; a hold that is not wanted is only told."""
    late = flat(lenient, budget_use=BudgetUse(tell_at_percent=95, hold_at_percent=100))
    said = [decide(payment(), calm(), of(10_000_000, used), loaded, late) for used in (8_400_000, 8_900_000)]
    assert [(A, 0), (A, 1)] == [(one.outcome, len(one.reasons)) for one in said]
    told = flat(lenient, budget_use=BudgetUse(outcome=A))
    assert A == decide(payment(), calm(), of(10_000_000, 9_000_000), loaded, told).outcome


def test_an_order_has_no_budget(
    order: Make, calm: Make, standing: Make, loaded: Loaded, lenient: Policy
) -> None:
    """Budgets are of payments."""
    where = standing(budget_id="B1", budget_amount_minor=1, budget_used_minor=1)
    assert A == decide(order(), calm(), where, loaded, lenient).outcome


def test_the_amount_that_fits_fits(payment: Make, calm: Make, loaded: Loaded, lenient: Policy) -> None:
    """What would clear it names the largest amount that the budget still holds."""
    subject, where = payment(), of(10_000_000, 9_300_000)
    found = decide(subject, calm(), where, loaded, lenient)
    (step,) = clear(found, subject, calm(), where, lenient)
    assert ("over_budget", 300_000, 700_000) == (
        step.code, step.params["over_minor"], step.params["fits_minor"],
    )  # fmt: skip
    for amount, code in ((700_000, "budget_use"), (700_001, "over_budget")):
        smaller = decide(payment(amount_minor=amount), calm(), where, loaded, lenient)
        assert (code,) == smaller.forced
