"""Rules: what holds or refuses whatever the models say."""

import numpy as np
from numpy.typing import NDArray

from models.decision import facts
from models.decision.budget import spent
from models.decision.conclusion import CreditAnswer
from models.decision.finding import Finding
from models.decision.inputs import Standing, Subject
from models.decision.relief import lot
from models.policy.outcome import Outcome
from models.policy.policy import Policy

_MILLION = 1_000_000


def find(subject: Subject, vector: NDArray[np.float64], standing: Standing, policy: Policy) -> list[Finding]:
    """Return what rules find about any document: what people did before, its party, its amount, its moment, its budget."""
    found = [_refused(standing, policy), _held_before(subject, standing, policy)]
    found += [_large(subject, policy), _backdated(subject, policy)]
    if subject.place == "payment":
        found += [_unknown_payee(subject, policy), _new_payee(subject, vector, policy)]
        found += [spent(subject, standing, policy), _self_approved(subject, policy)]
    else:
        found += [_unknown_customer(subject, policy)]
    return [one for one in found if one is not None]


def find_credit(
    subject: Subject,
    vector: NDArray[np.float64],
    standing: Standing,
    credit: CreditAnswer,
    policy: Policy,
) -> list[Finding]:
    """Return what the rules of credit find about an order."""
    found = [
        past_due(vector, policy),
        over_limit(subject, standing, credit, policy),
        _grade(credit, policy),
        _new_customer(subject, credit, policy),
        _strategic(subject, standing, policy),
    ]
    return [one for one in found if one is not None]


def past_due(vector: NDArray[np.float64], policy: Policy) -> Finding | None:
    """Return what is past due for too long, if it is more than a material amount."""
    rule = policy.rules.past_due
    name = facts.PAST_DUE_AMOUNT[rule.more_than_days]
    amount = facts.known(vector, name)
    if amount is None or amount <= rule.material_minor:
        return None
    params = {
        "past_due_minor": int(amount),
        "days": rule.more_than_days,
        "material_minor": rule.material_minor,
    }
    return Finding("rule", "past_due_block", rule.outcome, dict(params), (name,))


def over_limit(subject: Subject, standing: Standing, credit: CreditAnswer, policy: Policy) -> Finding | None:
    """Return by how much the order passes the customer's limit, or its group's, whichever is more."""
    rule = policy.rules.over_limit
    adds = max(subject.amount_minor - standing.billed_minor, 0)
    sides = [
        ("customer", standing.exposure_minor, credit.limit_minor),
        ("group", standing.group_exposure_minor, group_limit(standing, credit.limit_minor, policy)),
    ]
    worst: Finding | None = None
    most = 0
    for scope, exposure, limit in sides:
        if exposure is None:
            continue
        over = exposure + adds - limit - limit * rule.tolerance_ppm // _MILLION
        if over > most:
            most = over
            worst = Finding(
                "rule",
                "over_limit",
                rule.outcome,
                {
                    "scope": scope,
                    "amount_minor": adds,
                    "exposure_minor": exposure if scope == "customer" else None,
                    "group_exposure_minor": exposure if scope == "group" else None,
                    "limit_minor": limit,
                    "over_minor": over,
                },
            )
    return worst


def group_limit(standing: Standing, limit_minor: int, policy: Policy) -> int:
    """Return the limit of a customer's group: the one that a person set for it, else a share of the customer's own.

    Parameters
    ----------
    limit_minor
        The customer's own, base currency minor units, as the limit returned is.
    """
    if standing.group_limit_minor is not None:
        return standing.group_limit_minor
    return limit_minor * policy.credit.limits.group_percent // 100


def _grade(credit: CreditAnswer, policy: Policy) -> Finding | None:
    if credit.grade is None or credit.pd is None:
        return None  # no grade, or one that policy grants without a probability
    rule = policy.rules.grade
    outcome = {"A": rule.a, "B": rule.b, "C": rule.c, "D": rule.d}[credit.grade]
    if outcome is Outcome.APPROVE:
        return None
    return Finding("rule", "credit_grade", outcome, {"grade": credit.grade, "pd": credit.pd})


def _new_customer(subject: Subject, credit: CreditAnswer, policy: Policy) -> Finding | None:
    if credit.route != "application" or not subject.known_party:
        return None
    params = {"limit_minor": credit.limit_minor}
    return Finding("rule", "new_customer", policy.rules.new_customer, dict(params))


def _strategic(subject: Subject, standing: Standing, policy: Policy) -> Finding | None:
    """Return that a strategic customer orders on credit: terms of no days are none, terms not named are."""
    tables = policy.credit
    asked = (
        tables.strategic == "special_approval_only" and subject.amount_minor > tables.strategic_above_minor
    )
    if not asked or not standing.strategic or subject.terms_days == 0:
        return None
    return Finding("rule", "strategic_customer", Outcome.REVIEW, {"amount_minor": subject.amount_minor})


def _unknown_customer(subject: Subject, policy: Policy) -> Finding | None:
    if subject.known_party:
        return None
    return Finding("rule", "unknown_customer", policy.rules.unknown_customer)


def _unknown_payee(subject: Subject, policy: Policy) -> Finding | None:
    if subject.known_party:
        return None
    return Finding("rule", "unknown_payee", policy.rules.unknown_payee)


def _new_payee(subject: Subject, vector: NDArray[np.float64], policy: Policy) -> Finding | None:
    rule = policy.rules.new_payee
    paid_before = facts.known(vector, facts.PAYEE_PAID_SINCE_DAYS) is not None
    if not subject.known_party or paid_before or subject.amount_minor <= rule.above_minor:
        return None
    params = {"amount_minor": subject.amount_minor, "above_minor": rule.above_minor}
    return Finding("rule", "new_payee", rule.outcome, dict(params), (facts.PAYEE_PAID_SINCE_DAYS,))


def _refused(standing: Standing, policy: Policy) -> Finding | None:
    return Finding("rule", "reviewer_block", policy.rules.reviewer_block) if standing.refused else None


def _held_before(subject: Subject, standing: Standing, policy: Policy) -> Finding | None:
    if standing.held_at is None:
        return None
    if standing.held_by_lot and lot(subject, policy) is not None:
        return None  # the lot falls on it again: it is as likely to be reviewed as it was then
    return Finding("rule", "held_before", policy.rules.held_before, {"checkpoint": standing.held_at})


def _self_approved(subject: Subject, policy: Policy) -> Finding | None:
    return Finding("rule", "self_approved", policy.rules.self_approved) if subject.one_person else None


def _large(subject: Subject, policy: Policy) -> Finding | None:
    rule = policy.rules.large_amount
    level = rule.level_minor(subject.place)
    if subject.amount_minor < level:
        return None
    params = {"amount_minor": subject.amount_minor, "level_minor": level}
    return Finding("rule", "large_amount", rule.outcome, dict(params))


def _backdated(subject: Subject, policy: Policy) -> Finding | None:
    rule = policy.rules.backdated
    if -rule.ahead_s <= subject.backdated_s <= rule.allowed_s:
        return None
    params = {"backdated_s": subject.backdated_s, "allowed_s": rule.allowed_s}
    return Finding("rule", "backdated", rule.outcome, dict(params))
