import http.client
import random
import threading
import time
from types import ModuleType
from typing import Any

import pytest

Answered = list[tuple[str, dict[str, Any], str]]
"""Path, body and decision of each call that was answered."""


def keep_asking(world: ModuleType, process: Any, name: str, answered: Answered) -> None:
    """Score orders and payments one after the other until the service is gone."""
    with process.caller() as caller:
        for k in range(100_000):
            subject = f"{name}-{k}"
            if k % 2:
                path, body = "/v1/payments/score", world.payment(subject, payee_id=f"S-{k % 5}")
            else:
                path, body = "/v1/orders/score", world.order(subject, f"C-{k % 5}", amount=f"{100 + k}.00")
            try:
                status, answer = caller.post(path, body)
            except (OSError, http.client.HTTPException, ValueError):
                return
            assert 200 == status
            answered.append((path, body, answer["decision_id"]))


def killed_while_asked(world: ModuleType, house: Any, turn: int, seconds: float) -> Answered:
    """Run the service, ask it from four threads, kill it; return what was answered."""
    answered: Answered = []
    with world.running(house) as (process,):
        threads = [
            threading.Thread(target=keep_asking, args=(world, process, f"T{turn}-{thread}", answered))
            for thread in range(4)
        ]
        for thread in threads:
            thread.start()
        while len(answered) < 8:
            time.sleep(0.01)
        time.sleep(seconds)
        process.kill()
        for thread in threads:
            thread.join(timeout=60)
    return answered


def survives(world: ModuleType, house: Any, turns: int) -> int:
    """Kill the service again and again; assert that nothing that was answered is lost; return how much was."""
    rng = random.Random(turns)
    total: Answered = []
    for turn in range(turns):
        answered = killed_while_asked(world, house, turn, rng.uniform(0.0, 0.4))
        kept = {name for (name,) in house.ask("SELECT decision_id FROM decisions")}
        assert [] == [decision for _, _, decision in answered if decision not in kept]
        total += answered
    house.is_proven()
    before = house.count("decisions"), house.count("events")
    with house.open() as client:
        for path, body, decision in total:
            assert decision == client.post(path, json=body).json()["decision_id"]
    assert before == (house.count("decisions"), house.count("events"))
    return len(total)


def test_what_was_answered_survives_being_killed(house: Any, world: ModuleType) -> None:
    """After `kill -9` under load every answer stands in the ledger, the chain is whole, retries decide nothing."""
    assert survives(world, house, turns=2) >= 16


@pytest.mark.prove
def test_what_was_answered_survives_being_killed_many_times(any_house: Any, world: ModuleType) -> None:
    """The same, over and over, on both databases."""
    assert survives(world, any_house, turns=15) >= 120
