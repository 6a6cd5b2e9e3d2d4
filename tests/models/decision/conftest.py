"""An order and a payment that pass, and a policy under which only what a test changes speaks."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from models.decision.inputs import Standing, Subject
from models.policy.default import DEFAULT_POLICY
from models.policy.outcome import Outcome
from models.policy.policy import Policy
from models.policy.relief import Sampling
from models.policy.rules import GradeRule, Rules
from models.policy.thresholds import IsolationThreshold, Thresholds

NOW_US = 1_790_000_000_000_000


@pytest.fixture(scope="session")
def lenient() -> Policy:
    """The default policy, but its models never judge and the lot never falls."""
    return msgspec.structs.replace(
        DEFAULT_POLICY,
        models={role: Thresholds(review_at=1.0) for role in DEFAULT_POLICY.models},
        isolation=IsolationThreshold(review_at_percentile=101.0),
        sampling=Sampling(rate_ppm=0),
        rules=msgspec.structs.replace(DEFAULT_POLICY.rules, grade=GradeRule(d=Outcome.APPROVE)),
    )


@pytest.fixture(scope="session")
def flat() -> Callable[..., Policy]:
    """Change rules of a policy by name."""

    def change(policy: Policy, **rules: Any) -> Policy:
        changed: Rules = msgspec.structs.replace(policy.rules, **rules)
        return msgspec.structs.replace(policy, rules=changed)

    return change


@pytest.fixture(scope="session")
def order() -> Callable[..., Subject]:
    """An order of 10,000.00 of a known customer."""

    def make(**changes: Any) -> Subject:
        known: dict[str, Any] = {
            "place": "order",
            "document": "order:25SH00137",
            "amount_minor": 1_000_000,
            "currency": "CNY",
            "known_party": True,
            "as_of_us": NOW_US,
            "terms_days": 30,
        }
        return Subject(**{**known, **changes})

    return make


@pytest.fixture(scope="session")
def payment(order: Callable[..., Subject]) -> Callable[..., Subject]:
    """A payment of 10,000.00 to a known payee."""

    def make(**changes: Any) -> Subject:
        return order(**{"place": "payment", "document": "payment:P1", "checkpoint": "payment", **changes})

    return make


@pytest.fixture(scope="session")
def standing() -> Callable[..., Standing]:
    """A customer who owes 20,000.00 of a limit of 1,000,000.00 that a person decided."""

    def make(**changes: Any) -> Standing:
        known: dict[str, Any] = {"exposure_minor": 2_000_000, "override_limit_minor": 100_000_000}
        return Standing(**{**known, **changes})

    return make
