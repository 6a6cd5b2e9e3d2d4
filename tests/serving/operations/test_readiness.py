"""Whether writes pass again is found out by writing, and seldom."""

from types import ModuleType
from typing import Any

import pytest
from starlette.testclient import TestClient

from serving.operations import readiness


class Database:
    """Takes writes or does not, and counts how often it was tried."""

    def __init__(self) -> None:
        self.takes = False
        self.tried = 0

    def takes_writes(self, _engine: Any) -> bool:
        """Tell."""
        self.tried += 1
        return self.takes


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> Database:
    """What readiness believes to be the database."""
    made = Database()
    monkeypatch.setattr(readiness, "takes_writes", made.takes_writes)
    return made


def missing(client: TestClient) -> list[str]:
    """Return what is said to be missing."""
    found: list[str] = client.get("/readyz").json()["missing"]
    return found


def test_a_process_that_fails_is_tried_seldom(
    client: TestClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is written while commits pass; then at most every two seconds, until a write passes."""
    pulse = client.app.state.appender.pulse  # type: ignore[attr-defined] # the application under test
    assert ([], 0) == (missing(client), database.tried)
    pulse.failed()
    assert [["database:write"]] * 3 == [missing(client) for _ in range(3)]
    assert 1 == database.tried
    database.takes = True
    assert ["database:write"] == missing(client)
    monkeypatch.setattr(client.app.state.checks, "_next_s", 0.0)  # type: ignore[attr-defined] # two seconds later
    assert ([], 2) == (missing(client), database.tried)
    assert ([], 2) == (missing(client), database.tried)


def test_a_decision_that_is_kept_says_as_much(
    client: TestClient, world: ModuleType, database: Database
) -> None:
    """A commit clears the doubt; a retry, which writes nothing, does not."""
    assert 200 == client.post("/v1/orders/score", json=world.order("O-1", "C-NEW")).status_code
    client.app.state.appender.pulse.failed()  # type: ignore[attr-defined] # the application under test
    assert 200 == client.post("/v1/orders/score", json=world.order("O-1", "C-NEW")).status_code
    assert ["database:write"] == missing(client)
    assert 200 == client.post("/v1/orders/score", json=world.order("O-2", "C-NEW")).status_code
    assert ([], 1) == (missing(client), database.tried)
