import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from riskdesk.core.database import engine as engines
from riskdesk.core.errors import DatabaseNotMigrated, KeysMissing
from riskdesk.core.settings import load_settings
from serving.app import create_app
from serving.scoring import appender as appenders


@contextmanager
def locked(house: Any) -> Iterator[None]:
    """Hold the SQLite file's write lock, as another process would."""
    other = sqlite3.connect(house.settings.home / "riskdesk.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@contextmanager
def connected_with(client: TestClient, pragma: str) -> Iterator[None]:
    """Let every connection of the service begin with a pragma, as a full or write-protected disk would."""
    engine = client.app.state.runtime.engine  # type: ignore[attr-defined] # the application under test

    def limit(connection: Any, _record: Any) -> None:
        connection.execute(pragma)

    engine.dispose()
    sa.event.listen(engine, "connect", limit)
    try:
        yield
    finally:
        sa.event.remove(engine, "connect", limit)
        engine.dispose()


def scored(client: TestClient, world: ModuleType) -> list[Any]:
    """Score an order and a payment; return the replies."""
    return [
        client.post("/v1/orders/score", json=world.order("O-2", "C-NEW")),
        client.post("/v1/payments/score", json=world.payment("P-2")),
    ]


def writes(client: TestClient, world: ModuleType, made: dict[str, Any]) -> list[Any]:
    """Make every call that has to write; return the replies."""
    return [
        *scored(client, world),
        client.post("/v1/events", json=[world.registered("C-OTHER")]),
        client.post(f"/v1/decisions/{made['decision_id']}/verdict", json={"verdict": "confirmed"}),
        client.delete(f"/v1/reservations/{made['reservation']['id']}"),
    ]


def are_unavailable(replies: list[Any]) -> None:
    """Assert that each reply says 503 and when to come again, and tells nothing of the database."""
    for reply in replies:
        assert (503, "application/problem+json") == (reply.status_code, reply.headers["content-type"]), (
            reply.text
        )
        assert 1 <= int(reply.headers["retry-after"]) <= 60
        assert "sqlite" not in reply.text.lower()
        assert "host" not in reply.text


FAULTS = ["locked", "full", "readonly"]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_database_that_takes_no_writes_is_503(
    house: Any, world: ModuleType, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    """Locked for too long, full, or write-protected: nothing is answered, nothing is kept, a retry succeeds."""
    monkeypatch.setattr(engines, "_LOCK_WAIT_MS", 100)
    with house.open() as client:
        made = client.post("/v1/orders/score", json=world.order("O-1", "C-NEW")).json()
        kept = house.count("events"), house.count("decisions")
        if fault == "locked":
            with locked(house):
                are_unavailable(writes(client, world, made))
        elif fault == "readonly":
            with connected_with(client, "PRAGMA query_only = 1"):
                are_unavailable(writes(client, world, made))
        else:  # the file cannot grow: what is small may still fit into pages that it has
            with connected_with(client, "PRAGMA max_page_count = 1"):
                are_unavailable(scored(client, world))
        assert kept == (house.count("events"), house.count("decisions"))
        assert client.get(f"/v1/decisions/{made['decision_id']}").json() == made
        assert {200, 204} == {reply.status_code for reply in writes(client, world, made)}
    house.is_proven()


def test_a_database_that_is_gone_is_503_and_not_ready(postgres_house: Any, world: ModuleType) -> None:
    """While the server takes no connections nothing is decided; when it does again, everything is."""
    url = sa.make_url(postgres_house.settings.url)
    name = str(url.database)
    admin = postgres_house.settings.url.replace("postgresql+psycopg", "postgresql").replace(
        f"/{name}?", "/postgres?"
    )

    def allow(*, connections: bool) -> None:
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS {connections}'.encode())
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
            )

    with postgres_house.open() as client:
        made = client.post("/v1/orders/score", json=world.order("O-1", "C-NEW")).json()
        allow(connections=False)
        replies = [*writes(client, world, made), client.get(f"/v1/decisions/{made['decision_id']}")]
        ready = client.get("/readyz")
        allow(connections=True)
        are_unavailable(replies)
        assert (503, ["database"]) == (ready.status_code, ready.json()["missing"])
        assert 200 == client.get("/readyz").status_code
        assert made == client.post("/v1/orders/score", json=world.order("O-1", "C-NEW")).json()
        assert {200, 204} == {reply.status_code for reply in writes(client, world, made)}
    postgres_house.engine.dispose()
    postgres_house.is_proven()


def test_more_calls_than_can_wait_are_refused_at_once(
    house: Any, world: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the appender is held up and its queue is full, the next call gets 503 without waiting."""
    monkeypatch.setattr(appenders, "_MOST_WAITING", 2)
    monkeypatch.setattr(engines, "_LOCK_WAIT_MS", 3_000)
    waited: list[tuple[int, float]] = []

    def call(place: int) -> None:
        begun = time.monotonic()
        reply = client.post("/v1/orders/score", json=world.order(f"O-{place}", "C-NEW"))
        waited.append((reply.status_code, time.monotonic() - begun))

    with house.open() as client:
        with locked(house):
            threads = [threading.Thread(target=call, args=(place,)) for place in range(8)]
            for thread in threads:
                thread.start()
                time.sleep(0.05)
            refused = client.post("/v1/orders/score", json=world.order("O-9", "C-NEW"))
            assert (503, "queue full", "1") == (
                refused.status_code, refused.json()["title"], refused.headers["retry-after"]
            )  # fmt: skip
        for thread in threads:
            thread.join(timeout=30)
    fast = [seconds for status, seconds in waited if status == 503]
    assert 8 == len(waited)
    assert {200, 503} == {status for status, _ in waited}
    assert max(fast) < 1.0
    assert len(waited) - len(fast) == house.count("decisions")


def test_a_bug_in_one_member_s_decision_harms_no_other(
    house: Any, world: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The group is undone and decided again one by one: the faulty one gets 500, and nothing of it is kept."""
    from serving.scoring.settle import settle

    def faulty(runtime: Any, online: Any, active: Any, log: Any, item: Any, decided: Any) -> Any:
        entry = settle(runtime, online, active, log, item, decided)
        if item.identity[2] == "O-BUG":
            raise ZeroDivisionError
        return entry

    monkeypatch.setattr(appenders, "settle", faulty)
    with house.open() as client:
        names = ["FIRST", "O-1", "O-BUG", "O-2", "O-3"]
        bodies = [world.order(name, "C-NEW", amount="100.00") for name in names]
        replies = world.at_once(
            [lambda body=body: client.post("/v1/orders/score", json=body) for body in bodies]
        )
        assert [200, 200, 500, 200, 200] == [reply.status_code for reply in replies]
        assert "ZeroDivision" not in replies[2].text
        assert 40_000 == house.exposure_minor("C-NEW")
        assert 4 == house.count("decisions") == house.count("reservations")
    house.is_proven()


def test_tables_of_another_revision_refuse_the_start(tmp_path: Any, world: ModuleType) -> None:
    """The sentence says what to do."""
    settings = world.settings_of(tmp_path)
    with pytest.raises(DatabaseNotMigrated, match="`riskdesk init`"), TestClient(create_app(settings)):
        pass


def test_missing_keys_refuse_the_start(tmp_path: Any) -> None:
    """Without the keys that protect account numbers no service runs."""
    with pytest.raises(KeysMissing), TestClient(create_app(load_settings(home=tmp_path))):
        pass
