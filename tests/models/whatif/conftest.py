"""A past of decisions taken by the product itself, under the default policy."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from models.decision.decide import decide
from models.decision.inputs import NO_STANDING, Standing, Subject
from models.policy.default import DEFAULT_POLICY
from models.policy.policy import Policy
from models.role import Role
from models.scoring.loaded import LoadedBundle
from models.whatif.past import PastDecision

NOW_US = 1_790_000_000_000_000


@pytest.fixture(scope="session")
def take(loaded: Mapping[Role, LoadedBundle]) -> Callable[..., PastDecision]:
    """Decide about a document and keep it as past; keywords are those of `Subject` and of `PastDecision`."""

    def make(vector: Any, policy: Policy = DEFAULT_POLICY, **changes: Any) -> PastDecision:
        of_past = {name: changes.pop(name) for name in ("verdict", "turnout", "day") if name in changes}
        standing = changes.pop("standing", None)
        known: dict[str, Any] = {
            "place": "order",
            "document": "order:1",
            "amount_minor": 1_000_000,
            "currency": "CNY",
            "known_party": True,
            "as_of_us": NOW_US,
            "terms_days": 30,
        }
        subject = Subject(**{**known, **changes})
        if standing is None:
            owed = Standing(exposure_minor=2_000_000, override_limit_minor=100_000_000)
            standing = owed if subject.place == "order" else NO_STANDING
        said = decide(subject, vector, standing, loaded, policy)
        past = PastDecision(
            subject=subject,
            standing=standing,
            loaded=loaded,
            vector=vector,
            outcome=said.outcome,
            lifted=said.lifted,
            sampled=said.sampled,
            propensity=said.propensity,
            day=20_000,
        )
        return replace(past, **of_past)

    return make
