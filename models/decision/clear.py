"""What would clear a held or refused document: for each thing that holds it a step, with its figures."""

from collections.abc import Iterator

import msgspec
import numpy as np
from numpy.typing import NDArray

from models.decision import rules
from models.decision.conclusion import Conclusion, Scalar
from models.decision.finding import Finding
from models.decision.inputs import Standing, Subject
from models.decision.params import params_of
from models.policy.policy import Policy
from models.role import ROLES

_BY_REVIEW = "random_review"
"""The lot is cleared by the review itself."""

_MODELS = frozenset({*ROLES, *(f"{role}_isolation" for role in ROLES)})
"""Codes of findings that are models: what clears them are the reasons of their features."""


class Clearing(msgspec.Struct, frozen=True):
    """One step.

    Attributes
    ----------
    code
        Of the reason that it clears; its text is that reason's `clears`.
    params
        Those of the reason, and for `over_limit` `fits_minor` (the largest amount that fits, 0 if none)
        and `pay_minor` (what has to be paid for this amount to fit), for `past_due_block` `pay_minor`,
        for `special_approval_missing` and `strategic_customer` `amount_minor` (what it has to cover), for `over_budget` `fits_minor`.
    """

    code: str
    params: dict[str, Scalar]


def clear(
    conclusion: Conclusion,
    subject: Subject,
    vector: NDArray[np.float64],
    standing: Standing,
    policy: Policy,
) -> tuple[Clearing, ...]:
    """Return all steps that together would clear a document; none for what is approved.

    The arguments are those of the decision; base currency and minor units throughout. Reasons name at most
    four, a step is given for everything that holds the document.
    """
    codes = dict.fromkeys(_codes(conclusion))
    told = {reason.code: reason.params for reason in conclusion.reasons}
    for code in codes.keys() - told.keys():
        told[code] = params_of(code, vector)
    if len(told) > len(conclusion.reasons):
        # what is no reason any more: a rule beyond the four
        for one in _rules(conclusion, subject, vector, standing, policy):
            told[one.code] = told.get(one.code, {}) | one.params
    return tuple([Clearing(code, told[code] | _figures(code, told[code], subject)) for code in codes])


def _codes(conclusion: Conclusion) -> Iterator[str]:
    """Yield what holds the document, then the reasons of the models that do."""
    yield from (code for code in conclusion.forced if code not in _MODELS and code != _BY_REVIEW)
    isolated = any(code.endswith("_isolation") for code in conclusion.forced)
    scores = (score for role, score in conclusion.scores.items() if role in conclusion.forced)
    names = {name for score in scores for name in score.names}
    if not isolated and not names:
        return
    for reason in conclusion.reasons:
        if isolated or not reason.features or names.intersection(reason.features):
            yield reason.code


def _rules(
    conclusion: Conclusion,
    subject: Subject,
    vector: NDArray[np.float64],
    standing: Standing,
    policy: Policy,
) -> list[Finding]:
    found = rules.find(subject, vector, standing, policy)
    if conclusion.credit is not None:
        found += rules.find_credit(subject, vector, standing, conclusion.credit, policy)
    return found


def _figures(code: str, params: dict[str, Scalar], subject: Subject) -> dict[str, Scalar]:
    over, past_due, material = (params.get(n) for n in ("over_minor", "past_due_minor", "material_minor"))
    if code == "over_limit" and isinstance(over, int):
        return {"fits_minor": max(subject.amount_minor - over, 0), "pay_minor": over}
    if code == "past_due_block" and isinstance(past_due, int) and isinstance(material, int):
        return {"pay_minor": past_due - material}
    if code == "over_budget" and isinstance(over, int):
        return {"fits_minor": max(subject.amount_minor - over, 0)}
    covered = code in {"special_approval_missing", "strategic_customer"}
    return {"amount_minor": subject.amount_minor} if covered else {}
