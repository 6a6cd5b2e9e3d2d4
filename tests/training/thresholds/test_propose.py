from collections.abc import Sequence

import numpy as np
import pytest

from models.policy.codec import read, write
from models.policy.outcome import Outcome
from models.policy.policy import Policy
from models.whatif.past import PastDecision
from models.whatif.replay import replay
from riskdesk.core.errors import HistoryTooThin, InputInvalid
from training.thresholds.propose import Capacity, Costs, Proposal, propose

Past = Sequence[PastDecision]


def alerts_of(past: Past, policy: Policy) -> int:
    """Return how many of the past the product itself would hold under a policy."""
    return sum(one.outcome is not Outcome.APPROVE for one in replay(past, policy))


@pytest.mark.parametrize("a_day", [0.0, 0.5, 1.5, 3.0, 1_000.0])
def test_the_product_holds_what_was_announced(past: Past, policy: Policy, a_day: float) -> None:
    """Replayed under the proposed policy, alerts are those that the proposal says."""
    found = propose(past, policy, Capacity(a_day))
    assert read(write(found.policy)) == found.policy
    assert alerts_of(past, found.policy) == pytest.approx(found.alerts_a_day * found.days)


def test_capacity_is_filled_and_not_passed(past: Past, policy: Policy) -> None:
    """More room lowers the chance; alerts stay within it unless what is held anyway passes it."""
    rooms = [0.0, 1.0, 2.0, 4.0, 1_000.0]
    found: list[Proposal] = [propose(past, policy, Capacity(room)) for room in rooms]
    chances = [one.chance for one in found]
    assert sorted(chances, reverse=True) == chances
    assert chances[0] > 1.0
    assert 0.0 == chances[-1]
    least = found[0].alerts_a_day
    for room, one in zip(rooms, found, strict=True):
        assert one.alerts_a_day <= max(room, least) + 1e-9


def test_costs_name_the_chance(past: Past, policy: Policy) -> None:
    """A miss that costs nineteen false alarms is worth looking at from one in twenty on."""
    found = propose(past, policy, Costs(missed=19.0, false_alarm=1.0))
    assert pytest.approx(0.05) == found.chance
    assert pytest.approx(0.05) == found.policy.models["payment_anomaly"].review_at
    assert policy.models["credit"] == found.policy.models["credit"]
    with pytest.raises(InputInvalid):
        propose(past, policy, Costs(missed=0.0, false_alarm=0.0))


def test_cuts_tell_what_they_bring(past: Past, policy: Policy) -> None:
    """Precision and recall are those of the judged, weighed by the chance that anyone looked."""
    found = propose(past, policy, Costs(missed=19.0, false_alarm=1.0))
    (model,) = (one for one in found.cuts if one.source == "payment_anomaly")
    chances = np.array([_probability(one) for one in past])
    judged = np.array([one.verdict is not None for one in past])
    confirmed = np.array([one.verdict == "confirmed" for one in past])
    weights = np.array([1.0 / one.propensity for one in past])
    held = (chances >= 0.05) & judged
    assert weights[held & confirmed].sum() / weights[held].sum() == pytest.approx(model.precision.value)
    assert weights[held & confirmed].sum() / weights[confirmed].sum() == pytest.approx(model.recall.value)
    for one in found.cuts:
        assert 0.0 <= one.precision.low <= one.precision.high <= 1.0


def test_a_thin_past_is_said(past: Past, policy: Policy) -> None:
    """A handful of decisions proposes nothing."""
    with pytest.raises(HistoryTooThin):
        propose(past[:99], policy, Capacity(1.0))


def _probability(one: PastDecision) -> float:
    from models.scoring.score import score_one

    loaded = one.loaded["payment_anomaly"]
    assert loaded is not None
    return score_one(loaded, one.vector).probability
