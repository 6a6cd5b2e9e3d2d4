import re
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest
from starlette.testclient import TestClient

from serving.scoring import appender as appenders
from serving.scoring.settle import settle as settled

Locked = Callable[[Any], AbstractContextManager[None]]
WELL_BEYOND = timedelta(minutes=1)


def scored(client: TestClient, world: ModuleType, name: str = "O-1", **headers: str) -> Any:
    """Score an order of the trusted customer."""
    return client.post("/v1/orders/score", json=world.order(name, "C-NEW"), headers=headers)


def begun(
    client: TestClient, world: ModuleType, names: list[str], replies: list[Any]
) -> list[threading.Thread]:
    """Score orders in a thread each; return the threads."""
    threads = [
        threading.Thread(target=lambda name=name: replies.append(scored(client, world, name)))
        for name in names
    ]
    for thread in threads:
        thread.start()
    return threads


def depth(client: TestClient) -> float:
    """Return how many calls wait now."""
    lines = client.get("/metrics").text.splitlines()
    return float(next(line for line in lines if line.startswith("riskdesk_queue_depth ")).split()[1])


def test_queue_full(
    trusting: Any,
    world: ModuleType,
    locked: Locked,
    row: Any,
    waiting: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Beyond the queue's size the next call is refused at once; those that wait are answered."""
    monkeypatch.setattr(appenders, "_MOST_WAITING", 2)
    trusting.settings = trusting.settings.model_copy(update={"deadline": WELL_BEYOND})
    replies: list[Any] = []
    with trusting.open() as client:
        with locked(trusting):
            with waiting(client):
                threads = begun(client, world, ["O-TAKEN"], replies)
            threads += begun(client, world, ["O-2", "O-3"], replies)
            while depth(client) < 2:
                pass
            row.asked(client, lambda: scored(client, world))
            assert [] == replies
        for thread in threads:
            thread.join(timeout=30)
        assert [200] * 3 == [reply.status_code for reply in replies]
        assert 3 == trusting.count("decisions")


def test_deadline_passed(
    trusting: Any, trusted_client: TestClient, world: ModuleType, locked: Locked, row: Any, waiting: Any
) -> None:
    """A call that was dropped is never decided, and decided once when it is asked again."""
    with locked(trusting):
        with waiting(trusted_client):
            threads = begun(trusted_client, world, ["O-TAKEN"], [])
        row.asked(trusted_client, lambda: scored(trusted_client, world, **{"X-Deadline-Ms": "100"}))
    for thread in threads:
        thread.join(timeout=30)
    scored(trusted_client, world, "O-LAST")  # whatever waited before it had its turn
    assert [("O-BEFORE",), ("O-TAKEN",), ("O-LAST",)] == trusting.ask(
        "SELECT subject_id FROM decisions ORDER BY seq"
    )
    made = scored(trusted_client, world).json()
    assert "approve" == made["outcome"]
    assert made == scored(trusted_client, world).json()
    assert 4 == trusting.count("decisions")
    trusting.is_proven()


def test_deciding_stuck(
    trusting: Any, world: ModuleType, row: Any, waiting: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A group that does not end: who comes after it is dropped, and callers are led away until it has ended."""
    trusting.settings = trusting.settings.model_copy(update={"deadline": timedelta(seconds=1)})
    may_end = threading.Event()
    replies: list[Any] = []

    def settle(*given: Any) -> Any:
        assert may_end.wait(timeout=30)
        return settled(*given)

    with trusting.open() as client:
        assert "approve" == scored(client, world, "O-BEFORE").json()["outcome"]
        monkeypatch.setattr(appenders, "settle", settle)
        try:
            with waiting(client):
                threads = begun(client, world, ["O-STUCK"], replies)
            assert [] == client.get("/readyz").json()["missing"]
            row.asked(client, lambda: scored(client, world, **{"X-Deadline-Ms": "100"}))
            give_up = time.monotonic() + 10
            while client.get("/readyz").status_code == 200:
                assert time.monotonic() < give_up
                time.sleep(0.05)
            [missing] = client.get("/readyz").json()["missing"]
            assert re.fullmatch(r"deciding:[2-9]s", missing)
            assert 200 == client.get("/healthz").status_code
        finally:
            may_end.set()
        for thread in threads:
            thread.join(timeout=30)
        assert ["approve"] == [reply.json()["outcome"] for reply in replies]
        assert 200 == client.get("/readyz").status_code
        assert "approve" == scored(client, world).json()["outcome"]
    trusting.is_proven()


def test_service_stopping(trusting: Any, trusted_client: TestClient, world: ModuleType, row: Any) -> None:
    """A process that ends takes no more calls, says so, and has answered those it took."""
    trusted_client.app.state.appender.stop()  # type: ignore[attr-defined] # the application under test
    row.asked(trusted_client, lambda: scored(trusted_client, world))
    assert ["appender"] == trusted_client.get("/readyz").json()["missing"]
    assert 1 == trusting.count("decisions")


def test_fault_of_the_program(
    trusting: Any, trusted_client: TestClient, world: ModuleType, row: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bug while deciding is told as an error without its text, and nothing of the decision is kept."""

    def faulty(*_: Any) -> Any:
        raise ZeroDivisionError("secret")

    with monkeypatch.context() as patch:
        patch.setattr(appenders, "settle", faulty)
        reply = row.asked(trusted_client, lambda: scored(trusted_client, world))
    assert "secret" not in reply.text
    assert 1 == trusting.count("decisions")
    assert "approve" == scored(trusted_client, world).json()["outcome"]
    trusting.is_proven()
