import msgspec
import numpy as np
import pytest

from models.decision.model import model_finding
from models.policy.default import DEFAULT_POLICY
from models.policy.outcome import Outcome
from models.policy.thresholds import Thresholds
from models.role import Role
from models.scoring.score import Score

CUTS: list[tuple[Role, float, Outcome | None]] = [
    ("credit", 0.0999, None),
    ("credit", 0.10, Outcome.REVIEW),
    ("credit", 1.0, Outcome.REVIEW),
    ("order_anomaly", 0.2999, None),
    ("order_anomaly", 0.30, Outcome.REVIEW),
    ("order_anomaly", 0.9499, Outcome.REVIEW),
    ("order_anomaly", 0.95, Outcome.BLOCK),
    ("payment_anomaly", 0.2499, None),
    ("payment_anomaly", 0.25, Outcome.REVIEW),
    ("payment_anomaly", 0.90, Outcome.BLOCK),
]


def _score(probability: float) -> Score:
    return Score(0.0, probability, np.zeros(1), 0.0, 50.0)


@pytest.mark.parametrize(("role", "probability", "outcome"), CUTS)
def test_default_cuts(role: Role, probability: float, outcome: Outcome | None) -> None:
    """Each cut of the default policy belongs to the stricter side; credit alone never refuses."""
    found = model_finding(role, _score(probability), DEFAULT_POLICY)
    assert outcome == (None if found is None else found.outcome)


def test_without_a_cut_for_refusal_the_model_only_holds() -> None:
    """A model whose policy names no refusal holds even what is certain."""
    policy = msgspec.structs.replace(DEFAULT_POLICY, models={"credit": Thresholds(review_at=0.5)})
    found = model_finding("credit", _score(1.0), policy)
    assert found is not None
    assert Outcome.REVIEW == found.outcome


def test_without_a_score_nothing_is_found() -> None:
    """A model that was not asked demands nothing; that it is missing is said elsewhere."""
    assert model_finding("credit", None, DEFAULT_POLICY) is None
