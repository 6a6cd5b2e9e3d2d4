from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from starlette.testclient import TestClient

from models.bundle.codec import hash_of

HOUR_US = 3_600_000_000
DAY_US = 24 * HOUR_US


def scored(client: TestClient, world: ModuleType, name: str = "O-1", **changes: Any) -> Any:
    """Score an order of the trusted customer."""
    return client.post("/v1/orders/score", json=world.order(name, "C-NEW", **changes))


@pytest.fixture
def bare(tmp_path: Path, migrated_file: Path, world: ModuleType) -> Iterator[Any]:
    """An installation whose policy approves, with its customer and without any bundle."""
    url = world.fresh(migrated_file, tmp_path / "bare")
    made = world.opened(world.settings_of(tmp_path / "bare", url), {})
    made.keys.update(world.make_keys(made.engine))
    world.publish(made.engine, world.LENIENT)
    made.append(world.registered("C-NEW"), world.limit("C-NEW", "9000000.00"))
    yield made
    made.engine.dispose()


def test_bundle_missing(bare: Any, world: ModuleType, bundles: dict[str, bytes], row: Any) -> None:
    """Without models nothing is approved; with them the next order is, without a restart."""
    with bare.open() as client:
        row.asked(client, lambda: scored(client, world))
        ready = client.get("/readyz")
        assert 503 == ready.status_code
        assert {"bundle:credit", "bundle:order_anomaly"} <= set(ready.json()["missing"])
        for role, content in bundles.items():
            world.activate_bundle(bare.engine, role, content)
        assert "approve" == scored(client, world, "O-2").json()["outcome"]
        assert 200 == client.get("/readyz").status_code
    bare.is_proven()


def test_bundle_corrupt(
    trusting: Any,
    trusted_client: TestClient,
    world: ModuleType,
    bundles: dict[str, bytes],
    broken_bundle: bytes,
    row: Any,
) -> None:
    """The bundle before decides on; nobody is let pass because a file is damaged."""
    world.activate_bundle(trusting.engine, "credit", broken_bundle)
    found = row.asked(trusted_client, lambda: scored(trusted_client, world)).json()
    assert hash_of(bundles["credit"]) == found["versions"]["credit"]
    assert (200, list(row.degraded)) == degraded_of(trusted_client)
    trusting.is_proven()


def test_policy_corrupt(trusting: Any, trusted_client: TestClient, world: ModuleType, row: Any) -> None:
    """The policy before stays in force."""
    before = scored(trusted_client, world, "O-0").json()["versions"]["policy"]
    world.publish(trusting.engine, b'{"version": "nonsense"}')
    found = row.asked(trusted_client, lambda: scored(trusted_client, world)).json()
    assert before == found["versions"]["policy"]
    assert (200, list(row.degraded)) == degraded_of(trusted_client)
    trusting.is_proven()


def degraded_of(client: TestClient) -> tuple[int, list[str]]:
    """Return what readiness says."""
    ready = client.get("/readyz")
    return ready.status_code, ready.json()["degraded"]


def test_history_lagging(trusting: Any, world: ModuleType, row: Any) -> None:
    """Other systems silent for too long: held; the first fact of theirs ends it, what riskdesk writes does not."""
    trusting.settings = trusting.settings.model_copy(update={"history_lag": timedelta(hours=4)})
    with trusting.open() as client:
        assert "approve" == scored(client, world, "O-BEFORE").json()["outcome"]
        trusting.clock.advance(5 * HOUR_US)
        row.asked(client, lambda: scored(client, world, occurred_at=world.at(15, 10)))
        row.asked(client, lambda: scored(client, world, "O-2", occurred_at=world.at(15, 11)))
        trusting.append(world.registered("C-OTHER") | {"occurred_at": world.at(15, 20)})
        again = scored(client, world, "O-3", occurred_at=world.at(15, 12)).json()
        assert "approve" == again["outcome"]
        assert "history" not in again["degraded"]
    with trusting.open() as client:
        trusting.clock.advance(5 * HOUR_US)
        row.holds(scored(client, world, "O-4", occurred_at=world.at(20, 10)))
    trusting.is_proven()


def test_clock_ahead(trusting: Any, trusted_client: TestClient, world: ModuleType, row: Any) -> None:
    """A moment that has not come is refused, by the field that names it; a small difference of clocks is not."""
    late = world.at(10, 36)
    reply = row.asked(trusted_client, lambda: scored(trusted_client, world, occurred_at=late))
    assert "occurred_at" == reply.json()["field"]
    assert 1 == trusting.count("decisions")
    assert "approve" == scored(trusted_client, world, occurred_at=world.at(10, 34)).json()["outcome"]


def test_clock_behind(trusting: Any, trusted_client: TestClient, world: ModuleType, row: Any) -> None:
    """An order of more than a day ago is held for it, whichever of the two clocks is wrong."""
    trusting.clock.advance(DAY_US)
    reply = row.asked(trusted_client, lambda: scored(trusted_client, world))
    assert ["backdated"] == [reason["code"] for reason in reply.json()["reasons"]][:1]


def test_calendar_past_its_last_year(
    trusting: Any, trusted_client: TestClient, world: ModuleType, row: Any
) -> None:
    """In a year whose working days are not decreed yet the answer says so, and passes as the policy wrote."""
    year = trusted_client.app.state.runtime.calendar.last_certain_year  # type: ignore[attr-defined]
    assert 2026 == year
    trusting.clock.advance(48 * DAY_US)
    row.asked(trusted_client, lambda: scored(trusted_client, world, occurred_at="2027-01-07T10:10:00+08:00"))
    trusting.is_proven()


def test_rate_of_exchange_unknown(
    trusting: Any, trusted_client: TestClient, world: ModuleType, row: Any
) -> None:
    """An amount that cannot be told in the currency of the books is refused, not guessed."""
    reply = row.asked(trusted_client, lambda: scored(trusted_client, world, currency="SEK"))
    assert "currency" == reply.json()["field"]
    assert 1 == trusting.count("decisions")


def test_customer_unknown(trusted_client: TestClient, world: ModuleType, row: Any) -> None:
    """Nobody is trusted for being unknown."""
    stranger = world.order("O-1", "C-STRANGER")
    reply = row.asked(trusted_client, lambda: trusted_client.post("/v1/orders/score", json=stranger))
    assert "unknown_customer" in [reason["code"] for reason in reply.json()["reasons"]]
