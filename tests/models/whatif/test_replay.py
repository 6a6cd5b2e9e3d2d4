from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np
import pytest

from models.policy.default import DEFAULT_POLICY
from models.policy.outcome import Outcome
from models.policy.policy import Policy
from models.policy.relief import Sampling
from models.whatif.past import PastDecision
from models.whatif.replay import as_then, replay
from models.whatif.report import what_if

Take = Callable[..., PastDecision]


def past_of(take: Take, vectors: Any, policy: Policy) -> list[PastDecision]:
    """Return decisions on random vectors: orders and payments in turn, of all amounts."""
    random = np.random.default_rng(3)
    past = []
    for k, vector in enumerate(vectors):
        place = ("order", "payment")[k % 2]
        named = {"place": place, "document": f"{place}:{k}", "checkpoint": place, "day": 20_000 + k // 10}
        amount = int(random.integers(1_000, 300_000_000))
        past.append(take(vector, policy, amount_minor=amount, **named))
    return past


@pytest.mark.parametrize("rate_ppm", [300_000, 1_000_000])
def test_the_policy_of_then_decides_as_it_did(take: Take, vectors: Any, calm: Any, rate_ppm: int) -> None:
    """A replay under the same policy gives the same outcomes, so both sides of the what-if are one."""
    policy = msgspec.structs.replace(DEFAULT_POLICY, sampling=Sampling(rate_ppm=rate_ppm))
    late = calm(customer_past_due_60_amount=1e9)
    past = past_of(take, [*vectors[:60], *[calm()] * 60, late], policy)
    assert {Outcome.REVIEW, Outcome.BLOCK} <= {one.outcome for one in past}
    assert any(one.sampled for one in past)
    assert as_then(past) == replay(past, policy)
    found = what_if(past, policy)
    assert found.then == found.now
    assert all(flip.then is flip.now for flip in found.flips)
    assert len(past) == sum(flip.decisions for flip in found.flips)


def test_another_policy_moves_what_its_rule_names(take: Take, calm: Any) -> None:
    """An amount below the level passed; a policy with a lower level holds it, and the table says so."""
    rules = msgspec.structs.replace(
        DEFAULT_POLICY.rules,
        large_amount=msgspec.structs.replace(DEFAULT_POLICY.rules.large_amount, order_minor=900_000),
    )
    quiet = msgspec.structs.replace(DEFAULT_POLICY, sampling=Sampling(rate_ppm=0))
    strict = msgspec.structs.replace(quiet, version="strict", rules=rules)
    small = take(calm(), quiet, document="order:1", amount_minor=800_000)
    large = take(calm(), quiet, document="order:2", amount_minor=900_000)
    assert [Outcome.APPROVE, Outcome.APPROVE] == [small.outcome, large.outcome]
    found = what_if([small, large], strict)
    moved = [(flip.then, flip.now, flip.decisions, flip.amount_minor) for flip in found.flips]
    assert [
        (Outcome.APPROVE, Outcome.APPROVE, 1, 800_000),
        (Outcome.APPROVE, Outcome.REVIEW, 1, 900_000),
    ] == moved
    assert ("strict", 2, 1) == (found.policy, found.decisions, found.days)


def test_the_lot_is_no_judgement(take: Take, calm: Any) -> None:
    """What only the lot holds is an alert, and is not called held by policy."""
    every = msgspec.structs.replace(DEFAULT_POLICY, sampling=Sampling(rate_ppm=1_000_000))
    one = take(calm(), every)
    (said,) = replay([one], every)
    assert (Outcome.REVIEW, True, False) == (said.outcome, said.sampled, said.held)
