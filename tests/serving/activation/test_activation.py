import gc
import weakref
from collections.abc import Callable
from types import ModuleType
from typing import Any

import msgspec
import pytest
from starlette.testclient import TestClient

from models.bundle.codec import hash_of, write
from models.policy.codec import write as write_policy
from models.policy.default import DEFAULT_POLICY


def score(client: TestClient, world: ModuleType, order_id: str, **more: Any) -> dict[str, Any]:
    """Score an order; return the answer."""
    reply = client.post("/v1/orders/score", json=world.order(order_id, "C-NEW", reserve=False, **more))
    assert 200 == reply.status_code, reply.text
    found: dict[str, Any] = reply.json()
    return found


def metric(client: TestClient, name: str) -> float:
    """Return a value of the metrics page."""
    line = next(line for line in client.get("/metrics").text.splitlines() if line.startswith(name + " "))
    return float(line.rsplit(" ", 1)[1])


def test_a_bundle_activated_while_running_decides_next(
    client: TestClient,
    house: Any,
    world: ModuleType,
    make_bundle: Callable[..., Any],
    bundles: dict[str, bytes],
) -> None:
    """The decision after the event is made, and signed, by the new bundle; the one before by the old."""
    first = score(client, world, "O-1")
    content = write(make_bundle("order_anomaly", intercept=-1.0))
    seq = world.activate_bundle(house.engine, "order_anomaly", content)
    second = score(client, world, "O-2")
    assert first["as_of_seq"] < seq <= second["as_of_seq"]
    assert (
        hash_of(bundles["order_anomaly"])
        == first["versions"]["order_anomaly"]
        == first["versions"]["anomaly"]
    )
    assert hash_of(content) == second["versions"]["order_anomaly"] == second["versions"]["anomaly"]
    assert first["anomaly"]["probability"] < second["anomaly"]["probability"]
    house.is_proven()


def test_going_back_to_an_earlier_bundle_is_an_activation(
    client: TestClient,
    house: Any,
    world: ModuleType,
    make_bundle: Callable[..., Any],
    bundles: dict[str, bytes],
) -> None:
    """The bundle before can be activated again, by another event."""
    world.activate_bundle(house.engine, "order_anomaly", write(make_bundle("order_anomaly", intercept=-1.0)))
    world.activate_bundle(
        house.engine, "order_anomaly", bundles["order_anomaly"], at_us=house.clock.now_us() + 1
    )
    assert hash_of(bundles["order_anomaly"]) == score(client, world, "O-1")["versions"]["order_anomaly"]


def test_a_bundle_that_decides_no_more_leaves_memory(
    client: TestClient,
    house: Any,
    world: ModuleType,
    make_bundle: Callable[..., Any],
) -> None:
    """A process that runs for months holds the bundles that decide, not all that ever did."""
    app: Any = client.app
    score(client, world, "O-1")
    before = weakref.ref(app.state.activation.current.bundles["order_anomaly"])
    assert before() is not None
    world.activate_bundle(house.engine, "order_anomaly", write(make_bundle("order_anomaly", intercept=-1.0)))
    score(client, world, "O-2")
    gc.unfreeze()  # what the service began with is looked through once more
    gc.collect()
    assert None is before()


@pytest.mark.parametrize("broken", ["golden", "bytes", "role"])
def test_a_broken_bundle_changes_nothing(
    house: Any, world: ModuleType, bundles: dict[str, bytes], broken_bundle: bytes, broken: str
) -> None:
    """The bundle before stays, in running and in new processes; answers, readiness and metrics say so."""
    content = {"golden": broken_bundle, "bytes": b"{}", "role": bundles["payment_anomaly"]}[broken]
    with house.open() as client:
        score(client, world, "O-1")
        world.activate_bundle(house.engine, "credit", content)
        running = score(client, world, "O-2")
        ready = client.get("/readyz").json()
        assert {"ready": True, "missing": [], "degraded": ["bundle:credit"]} == ready
        assert 1.0 == metric(client, 'riskdesk_activation_broken{role="credit"}')
        assert 0.0 == metric(client, 'riskdesk_activation_broken{role="order_anomaly"}')
    with house.open() as client:
        restarted = score(client, world, "O-3")
        for answer in (running, restarted):
            assert "bundle:credit" in answer["degraded"]
            assert hash_of(bundles["credit"]) == answer["versions"]["credit"]
        world.activate_bundle(house.engine, "credit", bundles["credit"], at_us=house.clock.now_us() + 1)
        assert "bundle:credit" not in score(client, world, "O-4")["degraded"]
        assert [] == client.get("/readyz").json()["degraded"]
    house.is_proven()


def test_a_policy_published_while_running_decides_next(house: Any, world: ModuleType) -> None:
    """What was held for its amount passes under the policy that raises the level, and the version is recorded."""
    house.append(world.registered("C-NEW"), world.limit("C-NEW", "9000000.00"))
    lenient = world.lenient()
    strict = msgspec.structs.replace(
        lenient,
        version="strict",
        rules=msgspec.structs.replace(lenient.rules, large_amount=DEFAULT_POLICY.rules.large_amount),
    )
    with house.open() as client:
        assert DEFAULT_POLICY.version == score(client, world, "O-0")["versions"]["policy"]
        before = world.publish(house.engine, write_policy(strict))
        held = score(client, world, "O-1", amount="2000000.00")
        after = world.publish(house.engine, world.LENIENT)
        passed = score(client, world, "O-2", amount="2000000.00")
    assert ["review", "approve"] == [held["outcome"], passed["outcome"]]
    assert [before, after] == [held["versions"]["policy"], passed["versions"]["policy"]]
    house.is_proven()


def test_a_broken_policy_changes_nothing(house: Any, world: ModuleType) -> None:
    """A policy that cannot be read leaves the one before in force, in running and in new processes."""
    good = world.publish(house.engine, world.LENIENT)
    with house.open() as client:
        world.publish(house.engine, b'{"version": "nonsense"}')
        running = score(client, world, "O-1")
        assert ["policy"] == client.get("/readyz").json()["degraded"]
    with house.open() as client:
        restarted = score(client, world, "O-2")
    for answer in (running, restarted):
        assert (good, True) == (answer["versions"]["policy"], "policy" in answer["degraded"])
    house.is_proven()


def test_without_bundles_nothing_is_approved(tmp_path: Any, migrated_file: Any, world: ModuleType) -> None:
    """Before models are trained the service says that it is not ready, names what is missing, and holds."""
    settings = world.settings_of(tmp_path, world.fresh(migrated_file, tmp_path))
    made = world.opened(settings, {})
    made.keys = world.make_keys(made.engine)
    made.append(world.registered("C-NEW"))
    with made.open() as client:
        reply = client.get("/readyz")
        missing = [f"bundle:{role}" for role in ("credit", "order_anomaly", "payment_anomaly")]
        assert (503, missing) == (reply.status_code, sorted(reply.json()["missing"]))
        answer = score(client, world, "O-1")
    assert "review" == answer["outcome"]
    assert {"credit_model", "order_anomaly_model"} <= set(answer["degraded"])
    made.engine.dispose()
