"""The table of fail modes as it is written, and a service that approves as long as nothing fails."""

import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from starlette.testclient import TestClient

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "fail-modes.md"
_ROW = re.compile(r"^\| `(\w+)` \| (\d{3})(?:,[^|`]+| `(\w+)`) \| ([^|]+) \| `([^|`]+)` \|$", re.MULTILINE)


@dataclass(frozen=True)
class Row:
    """One row of the table: `said` is the code of a problem or an outcome, None where the text says more."""

    name: str
    status: int
    said: str | None
    degraded: frozenset[str]
    metric: str

    def asked(self, client: TestClient, ask: Callable[[], Any]) -> Any:
        """Make a call; assert that it is answered, and counted, as the row says; return the reply."""
        before = counted(client, self.metric)
        reply = ask()
        self.holds(reply)
        assert counted(client, self.metric) > before, self.metric
        return reply

    def holds(self, reply: Any) -> None:
        """Assert that a reply is as the row says."""
        body = reply.json()
        assert self.status == reply.status_code, reply.text
        if reply.status_code == 200:
            assert self.degraded <= set(body["degraded"])
            assert self.said in {None, body["outcome"]}, body["reasons"]
        else:
            assert "application/problem+json" == reply.headers["content-type"]
            assert f"urn:riskdesk:{self.said}" == body["type"]
            assert (self.status == 503) == ("retry-after" in reply.headers)
            assert "outcome" not in body


def counted(client: TestClient, name: str) -> float:
    """Return a metric's value, 0 before its first event."""
    lines = [line for line in client.get("/metrics").text.splitlines() if line.startswith(name + " ")]
    return float(lines[0].rsplit(" ", 1)[1]) if lines else 0.0


@pytest.fixture(scope="session")
def table() -> dict[str, Row]:
    """Every row of the page, by name."""
    return {
        name: Row(name, int(status), said or None, frozenset(re.findall(r"`([^`]+)`", degraded)), metric)
        for name, status, said, degraded, metric in _ROW.findall(PAGE.read_text(encoding="utf-8"))
    }


@pytest.fixture
def row(request: pytest.FixtureRequest, table: dict[str, Row]) -> Row:
    """The row that the test is named after."""
    return table[request.function.__name__.removeprefix("test_")]


@pytest.fixture
def trusting(house: Any, world: ModuleType) -> Any:
    """An installation whose policy approves a small order of its customer C-NEW."""
    world.publish(house.engine, world.LENIENT)
    house.append(world.registered("C-NEW"), world.limit("C-NEW", "9000000.00"))
    return house


@pytest.fixture
def trusted_client(trusting: Any, world: ModuleType) -> Iterator[TestClient]:
    """The service on it; an order is approved before anything fails."""
    with trusting.open() as client:
        reply = client.post("/v1/orders/score", json=world.order("O-BEFORE", "C-NEW"))
        assert "approve" == reply.json()["outcome"], reply.text
        yield client


@pytest.fixture
def locked() -> Callable[[Any], AbstractContextManager[None]]:
    """Hold the write lock of a house's SQLite file, as another process would."""

    @contextmanager
    def hold(house: Any) -> Iterator[None]:
        other = sqlite3.connect(house.settings.home / "riskdesk.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")
            other.close()

    return hold


@pytest.fixture
def waiting() -> Callable[[TestClient], AbstractContextManager[None]]:
    """Leave the block only when a group of calls has begun within it."""

    @contextmanager
    def wait(client: TestClient) -> Iterator[None]:
        before = counted(client, "riskdesk_group_size_count")
        yield
        give_up = time.monotonic() + 30
        while counted(client, "riskdesk_group_size_count") == before:
            assert time.monotonic() < give_up
            time.sleep(0.01)

    return wait
