import numpy as np

from features.catalogue.program import NAMES
from models.decision.finding import Finding
from models.decision.reasons import explain
from models.policy.outcome import Outcome

NOTHING_KNOWN = np.full(len(NAMES), np.nan)


def test_missing_input_that_forced_nothing_is_no_reason() -> None:
    """What was missing and tolerated is named in `degraded`; it raised no risk."""
    tolerated = Finding("missing", "degraded_input", Outcome.APPROVE)
    assert () == explain(Outcome.APPROVE, [tolerated], [], NOTHING_KNOWN)


def test_missing_input_that_forced_the_review_is_a_reason() -> None:
    """What forced the outcome is always said."""
    forcing = Finding("missing", "degraded_input", Outcome.REVIEW)
    reasons = explain(Outcome.REVIEW, [forcing], [], NOTHING_KNOWN)
    assert ["degraded_input"] == [reason.code for reason in reasons]
