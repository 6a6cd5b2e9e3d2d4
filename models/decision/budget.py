"""What a payment does to the budget that it names: unknown, nearly used, passed."""

from typing import Literal

from models.decision.conclusion import Scalar
from models.decision.finding import Finding
from models.decision.inputs import Standing, Subject
from models.policy.outcome import Outcome
from models.policy.policy import Policy

_MILLION = 1_000_000

Level = Literal["calm", "told", "held", "passed"]
"""How far a budget is used: below all lines, from the line that is told, from the one that holds, beyond all of it."""


def spent(subject: Subject, standing: Standing, policy: Policy) -> Finding | None:
    """Return what is to be said of a payment's budget; None where it names none, or enough of it is left.

    Shares are of what the budget holds; all of it may be used, more only within the tolerance. A share that
    is only told forces nothing.
    """
    if standing.budget_id is None:
        return None
    amount = standing.budget_amount_minor
    if amount is None:
        params: dict[str, Scalar] = {"budget_id": standing.budget_id, "amount_minor": subject.amount_minor}
        return Finding("rule", "unknown_budget", policy.rules.unknown_budget, params)
    rule, near = policy.rules.over_budget, policy.rules.budget_use
    used = standing.budget_used_minor + subject.amount_minor
    level = level_of(used, amount, policy)
    if level == "passed":
        over = used - _most(amount, policy)
        return _finding("over_budget", rule.outcome, subject, standing, {"over_minor": over})
    if level == "calm":
        return None
    outcome = near.outcome if level == "held" else Outcome.APPROVE
    said: dict[str, Scalar] = {"tell_at": near.tell_at_percent / 100, "hold_at": near.hold_at_percent / 100}
    return _finding("budget_use", outcome, subject, standing, said)


def level_of(used_minor: int, amount_minor: int, policy: Policy) -> Level:
    """Return how far a budget is used.

    Parameters
    ----------
    used_minor
        Taken of it, the payment at hand included; base currency minor units.
    amount_minor
        What it holds.
    """
    near = policy.rules.budget_use
    if used_minor > _most(amount_minor, policy):
        return "passed"
    # integers: a share that is met to the last unit is met
    if used_minor * 100 < amount_minor * near.tell_at_percent:
        return "calm"
    return "held" if used_minor * 100 >= amount_minor * near.hold_at_percent else "told"


def _most(amount_minor: int, policy: Policy) -> int:
    """Return what may be taken of a budget, the tolerance included."""
    return amount_minor + amount_minor * policy.rules.over_budget.tolerance_ppm // _MILLION


def _finding(
    code: str, outcome: Outcome, subject: Subject, standing: Standing, more: dict[str, Scalar]
) -> Finding:
    amount = standing.budget_amount_minor or 0
    used = standing.budget_used_minor + subject.amount_minor
    params: dict[str, Scalar] = {
        "budget_id": standing.budget_id,
        "amount_minor": subject.amount_minor,
        "budget_minor": amount,
        "used_minor": standing.budget_used_minor,
        "share": used / amount if amount else None,
    }
    return Finding("rule", code, outcome, params | more)
