import http.client
import random
import threading
import time
from types import ModuleType
from typing import Any

import pytest

CLIENTS = 8

Asked = dict[str, tuple[str, dict[str, Any], str | None]]
"""Id -> path, body and decision of each call that was sent; None where no answer came."""


def keep_asking(world: ModuleType, process: Any, name: str, asked: Asked) -> None:
    """Score orders and payments one after the other until the service is gone."""
    with process.caller() as caller:
        for k in range(100_000):
            subject = f"{name}-{k}"
            if k % 2:
                path, body = "/v1/payments/score", world.payment(subject, payee_id=f"S-{k % 5}")
            else:
                path, body = "/v1/orders/score", world.order(subject, f"C-{k % 5}", amount=f"{100 + k}.00")
            asked[subject] = path, body, None
            try:
                status, answer = caller.post(path, body)
            except (OSError, http.client.HTTPException, ValueError):
                return
            assert status in (200, 503)  # a busy machine lets calls wait beyond their deadline
            if status == 200:
                asked[subject] = path, body, answer["decision_id"]


def killed_while_asked(world: ModuleType, house: Any, turn: int, seconds: float) -> Asked:
    """Run the service, ask it from eight threads, kill it; return what was asked."""
    asked: Asked = {}
    with world.running(house) as (process,):
        threads = [
            threading.Thread(target=keep_asking, args=(world, process, f"T{turn}-{thread}", asked))
            for thread in range(CLIENTS)
        ]
        for thread in threads:
            thread.start()
        while sum(decision is not None for _, _, decision in list(asked.values())) < CLIENTS:
            time.sleep(0.01)
        time.sleep(seconds)
        process.kill()
        for thread in threads:
            thread.join(timeout=60)
    return asked


def survives(world: ModuleType, house: Any, kills: int) -> int:
    """Kill the service so often; assert that no answer is lost and nothing decided twice; return the answers."""
    rng = random.Random(kills)
    total: Asked = {}
    for turn in range(kills):
        asked = killed_while_asked(world, house, turn, rng.uniform(0.0, 0.4))
        kept = {name for (name,) in house.ask("SELECT decision_id FROM decisions")}
        assert [] == [one for one, (_, _, decision) in asked.items() if decision and decision not in kept]
        total |= asked
    house.is_proven()
    before = house.count("decisions")
    retried = {}
    with house.open() as client:
        for subject, (path, body, _) in total.items():
            retried[subject] = client.post(path, json=body).json()["decision_id"]
    answered = {subject: decision for subject, (_, _, decision) in total.items() if decision is not None}
    assert answered == {subject: retried[subject] for subject in answered}
    # what was never answered may have been decided or not: asked again it is decided, once
    assert before <= house.count("decisions") == len(set(retried.values())) == len(total)
    twice = "SELECT document FROM events WHERE kind IN (11, 43) GROUP BY document HAVING count(*) > 1"
    assert {document for (document,) in house.ask(twice)}.isdisjoint(
        f"{path.split('/')[2].removesuffix('s')}:{subject}" for subject, (path, _, _) in total.items()
    )
    house.is_proven()
    return len(answered)


def test_what_was_answered_survives_being_killed(house: Any, world: ModuleType) -> None:
    """After `kill -9` under load every answer stands in the ledger, the chain is whole, retries decide nothing."""
    assert survives(world, house, kills=2) >= 2 * CLIENTS


@pytest.mark.prove
def test_what_was_answered_survives_being_killed_many_times(any_house: Any, world: ModuleType) -> None:
    """The same two hundred times over, on both databases."""
    assert survives(world, any_house, kills=200) >= 200 * CLIENTS
