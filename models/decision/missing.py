"""Inputs that could not be had: named in the answer, and forcing what the policy wrote for each."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from models.decision import facts
from models.decision.finding import Finding
from models.decision.inputs import Standing, Subject
from models.decision.scores import has_model
from models.policy.outcome import Outcome, stricter
from models.policy.policy import Policy
from models.scoring.loaded import LoadedBundle

_OWN_CODE = {"calendar": "calendar_uncertain"}


def named(subject: Subject, policy: Policy) -> dict[str, Outcome]:
    """Return the inputs that the caller says are missing, and what each forces."""
    return {name: policy.on_missing(name) for name in subject.missing}


def of_credit(
    vector: NDArray[np.float64], standing: Standing, loaded: LoadedBundle | None, policy: Policy
) -> dict[str, Outcome]:
    """Return the inputs of credit that are missing, and what each forces."""
    past_due = facts.PAST_DUE_AMOUNT[policy.rules.past_due.more_than_days]
    absent = {
        "credit_model": not has_model(loaded),
        "exposure": standing.exposure_minor is None,
        "past_due": facts.known(vector, past_due) is None,
    }
    return {name: policy.on_missing(name) for name, is_absent in absent.items() if is_absent}


def findings(missing: Mapping[str, Outcome]) -> list[Finding]:
    """Return one finding for each reason that missing inputs come under, with their names in it."""
    by_code: dict[str, list[str]] = {}
    for name in missing:
        by_code.setdefault(_OWN_CODE.get(name, "degraded_input"), []).append(name)
    return [
        Finding(
            "missing",
            code,
            stricter(*(missing[name] for name in names)),
            {"inputs": ", ".join(sorted(names))},
        )
        for code, names in by_code.items()
    ]
