"""The cut of a pattern."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from models.decision.decide import decide
from models.decision.inputs import NO_STANDING, Subject
from models.policy.outcome import Outcome
from models.policy.policy import Policy
from models.policy.validate import validate
from models.typologies.detect import detect
from riskdesk.core.errors import InputInvalid


def changed(policy: Policy, code: str, **changes: Any) -> Policy:
    """Return the policy with one pattern's rule changed."""
    rule = msgspec.structs.replace(policy.typologies[code], **changes)
    return msgspec.structs.replace(policy, typologies={**policy.typologies, code: rule})


def test_below_its_cut_a_pattern_is_a_signal(
    lenient: Policy, payment: Callable[..., Subject], calm: Callable[..., Any]
) -> None:
    """At its own strength it still holds, above it it is named and holds nothing; a severe hit holds always."""
    vector = calm(payee_payment_split_parts_72h=3.0, payee_payment_split_ratio_72h=1.4)
    (hit,) = detect(vector, "payment")
    assert not hit.severe
    quiet = msgspec.structs.replace(
        lenient, fail_modes=dict.fromkeys([*lenient.fail_modes, "payment_anomaly_model"], Outcome.APPROVE)
    )
    free = {
        code: msgspec.structs.replace(rule, missing=Outcome.APPROVE)
        for code, rule in quiet.typologies.items()
    }
    quiet = msgspec.structs.replace(quiet, typologies=free)
    at = changed(quiet, hit.code, from_strength=hit.strength)
    above = changed(quiet, hit.code, from_strength=min(hit.strength + 1e-9, 1.0))
    said = [decide(payment(), vector, NO_STANDING, {}, policy) for policy in (quiet, at, above)]
    assert [Outcome.REVIEW, Outcome.REVIEW, Outcome.APPROVE] == [one.outcome for one in said]
    assert (hit.code,) == said[2].anomaly.typologies


@pytest.mark.parametrize("strength", [-0.1, 1.1, float("nan")])
def test_a_strength_lies_between_0_and_1(lenient: Policy, strength: float) -> None:
    """Anything else is refused, and the rule is named."""
    with pytest.raises(InputInvalid) as refused:
        validate(changed(lenient, "split_payment", from_strength=strength))
    assert "typologies.split_payment.from_strength" == refused.value.field
