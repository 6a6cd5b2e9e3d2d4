import numpy as np
import pytest

from features.catalogue.program import NAMES
from models.decision.finding import Finding
from models.decision.reasons import WORTH_SAYING, WORTH_SAYING_APPROVED, explain
from models.decision.voice import Words, voice_of
from models.policy.outcome import Outcome

NOTHING_KNOWN = np.full(len(NAMES), np.nan)
HELD = Finding("rule", "over_limit", Outcome.REVIEW)


def said(outcome: Outcome, findings: list[Finding], net: float) -> list[str]:
    """Return the codes that are given where a model adds `net` for one reason."""
    voice = voice_of("model", "payment_anomaly", Words(("age",), ("fictitious_supplier",)), [net])
    return [reason.code for reason in explain(outcome, findings, [voice], NOTHING_KNOWN)]


@pytest.mark.parametrize(("net", "expected"), [(WORTH_SAYING_APPROVED, 1), (0.69, 0), (0.05, 0)])
def test_what_is_approved_is_not_accused(net: float, expected: int) -> None:
    """An approved payment shows a model's reason only where it doubled the odds."""
    assert expected == said(Outcome.APPROVE, [], net).count("fictitious_supplier")


@pytest.mark.parametrize(("net", "expected"), [(WORTH_SAYING, 1), (0.69, 1), (0.05, 0)])
def test_what_is_held_names_what_added(net: float, expected: int) -> None:
    """A held payment shows what added a tenth to the odds, and no crumbs."""
    assert expected == said(Outcome.REVIEW, [HELD], net).count("fictitious_supplier")
