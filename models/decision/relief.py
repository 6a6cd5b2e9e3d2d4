"""What lifts a finding, and nothing else does: special approval, green channel; and the lot on what passes."""

from dataclasses import dataclass
from typing import Final

from models.decision.conclusion import CreditAnswer
from models.decision.finding import Finding
from models.decision.inputs import Standing, Subject
from models.policy.draw import draw
from models.policy.outcome import Outcome, stricter
from models.policy.policy import Policy
from models.role import Place
from riskdesk.core.clock import SECOND_US

_MILLION = 1_000_000

CARRIED: Final = frozenset({"over_limit", "strategic_customer"})
"""Codes of rules that a special approval of an order lifts."""


@dataclass(frozen=True, slots=True)
class Relieved:
    """Findings that stand, and codes of those that were lifted."""

    findings: list[Finding]
    lifted: tuple[str, ...]


def relieve(
    findings: list[Finding], subject: Subject, standing: Standing, credit: CreditAnswer | None, policy: Policy
) -> Relieved:
    """Lift what special approval and green channel lift; a special approval that does not hold is a finding."""
    codes = liftable(subject.place, policy)
    # what forces nothing needs no approval, and must not use one up
    carried = [
        one for one in findings if one.kind == "rule" and one.code in codes and one.outcome > Outcome.APPROVE
    ]
    approved = special_approval_holds(subject, standing, policy)
    if carried and subject.special_approval_id is not None and not approved:
        asked = stricter(*(one.outcome for one in carried))
        findings = [*findings, Finding("rule", "special_approval_missing", asked)]
    green = _green(subject, credit, policy)
    if not approved and not green:
        return Relieved(findings, ())
    lifted = [
        one
        for one in findings
        if (approved and one in carried)
        or (green and one.kind in {"model", "isolation"} and one.outcome is Outcome.REVIEW)
    ]
    standing_findings = [one for one in findings if one not in lifted]
    return Relieved(standing_findings, tuple(one.code for one in lifted))


def liftable(place: Place, policy: Policy) -> frozenset[str]:
    """Return codes of the rules that a special approval lifts: of a payment those that policy names."""
    return CARRIED if place == "order" else frozenset(policy.special_approval.payment_lifts)


def special_approval_holds(subject: Subject, standing: Standing, policy: Policy) -> bool:
    """Tell whether the special approval named exists, has not expired, and is large enough for the document."""
    cap, expires_us = standing.special_approval_cap_minor, standing.special_approval_expires_us
    if subject.special_approval_id is None or cap is None or expires_us is None:
        return False
    most = min(cap, policy.special_approval.most_minor)
    # By the clock that answers: an order dated back must not bring an expired approval to life.
    now_us = subject.as_of_us + subject.backdated_s * SECOND_US
    return max(now_us, subject.as_of_us) < expires_us and subject.amount_minor <= most


def outcome_of(findings: list[Finding]) -> Outcome:
    """Return the strictest outcome that a finding demands; approve where none does."""
    return stricter(Outcome.APPROVE, *[one.outcome for one in findings])


def lot(subject: Subject, policy: Policy) -> Finding | None:
    """Return the finding that sends what would be approved to review, if the lot falls on it."""
    chance = policy.sampling.rate_ppm / _MILLION
    if draw(subject.document, policy.sampling.salt) >= chance:
        return None
    return Finding("sample", "random_review", Outcome.REVIEW, {"rate_ppm": policy.sampling.rate_ppm})


def _green(subject: Subject, credit: CreditAnswer | None, policy: Policy) -> bool:
    if subject.place != "order" or credit is None or credit.grade is None or not subject.known_party:
        return False
    small = subject.amount_minor <= policy.green.most_minor
    return small and credit.route == "model" and credit.grade in policy.green.grades
