from types import ModuleType
from typing import Any

import pytest
from starlette.testclient import TestClient

from features.catalogue.program import NAMES
from serving.ledger import store


def made(client: TestClient, world: ModuleType, order_id: str = "O-1") -> dict[str, Any]:
    """Score an order; return the answer."""
    found: dict[str, Any] = client.post("/v1/orders/score", json=world.order(order_id, "C-NEW")).json()
    return found


def test_a_decision_is_read_as_it_was_answered(client: TestClient, house: Any, world: ModuleType) -> None:
    """Reading is no new decision, whatever came to the log since."""
    answer = made(client, world)
    house.append(world.registered("C-NEW"), world.limit("C-NEW", "1.00"))
    assert answer == client.get(f"/v1/decisions/{answer['decision_id']}").json()


def test_a_verdict_is_an_event_about_the_decision(client: TestClient, house: Any, world: ModuleType) -> None:
    """It names decision, subject, reviewer and typology, and is appended once however often it is sent."""
    answer = made(client, world)
    path = f"/v1/decisions/{answer['decision_id']}/verdict"
    body = {
        "verdict": "confirmed",
        "typology": "split_order",
        "action": "block",
        "note": "three parts,\none truck",
    }
    before = house.count("events")
    first = client.post(path, json=body)
    assert (200, answer["decision_id"]) == (first.status_code, first.json()["decision_id"])
    assert first.json() == client.post(path, json=body).json()
    assert before + 1 == first.json()["seq"] == house.count("events")
    said = house.ask("SELECT body FROM events WHERE seq = :s", s=first.json()["seq"])[0][0]
    for text in ('"order:O-1"', '"erp"', '"split_order"', answer["decision_id"]):
        assert text in said
    assert house.broken_at() is None


def test_another_note_to_the_same_verdict_is_a_conflict(client: TestClient, world: ModuleType) -> None:
    """A verdict is not rewritten; another verdict is another event."""
    path = f"/v1/decisions/{made(client, world)['decision_id']}/verdict"
    client.post(path, json={"verdict": "confirmed", "note": "seen"})
    assert 409 == client.post(path, json={"verdict": "confirmed", "note": "not seen"}).status_code
    assert 200 == client.post(path, json={"verdict": "cleared", "note": "not seen"}).status_code


def test_the_ledger_is_paged_by_seq(client: TestClient, house: Any, world: ModuleType) -> None:
    """Latest first, below a seq; counts by outcome are those of the ledger."""
    ids = [made(client, world, f"O-{k}")["decision_id"] for k in range(5)]
    with house.engine.connect() as connection:
        first = store.page(
            connection, outcomes=["review", "block", "approve"], place="order", before=None, limit=3
        )
        rest = store.page(
            connection, outcomes=["review", "block", "approve"], place="order", before=first[-1].seq, limit=3
        )
        assert ids[::-1] == [entry.decision_id for entry in (*first, *rest)]
        assert [] == store.page(connection, outcomes=["review"], place="payment", before=None, limit=3)
        assert 5 == sum(store.counts(connection).values())


@pytest.mark.parametrize("changed", ["vector", "conclusion"])
def test_what_was_changed_by_hand_is_found(
    client: TestClient, house: Any, world: ModuleType, changed: str
) -> None:
    """Parity and replay are no formality: a changed vector or conclusion comes out as a difference."""
    import sqlalchemy as sa

    answer = made(client, world)
    assert (0, []) == (house.parity().differences, house.replay().differing)
    with house.engine.begin() as connection:
        if changed == "vector":
            (vector,) = connection.execute(sa.text("SELECT vector FROM decisions")).one()
            new = b"\x01" + bytes(vector)[1:]
            connection.execute(sa.text("UPDATE decisions SET vector = :v"), {"v": new})
        else:
            connection.execute(
                sa.text("UPDATE decisions SET conclusion = replace(conclusion, :old, :new)"),
                {"old": f'"outcome":"{answer["outcome"]}"', "new": '"outcome":"block"'},
            )
    assert (changed == "vector") == (house.parity().differences > 0)
    what = f"vector ({NAMES[0]})" if changed == "vector" else "outcome"
    assert [(answer["decision_id"], what)] == house.replay().differing


def test_one_decision_is_replayed_by_its_id(client: TestClient, world: ModuleType) -> None:
    """A decision can be asked for alone."""
    from serving.ledger.replay import replay_all

    ids = [made(client, world, f"O-{k}")["decision_id"] for k in range(3)]
    runtime = client.app.state.runtime  # type: ignore[attr-defined] # the application under test
    assert (1, []) == (replay_all(runtime, ids[1]).replayed, replay_all(runtime, ids[1]).differing)
    assert 3 == replay_all(runtime).replayed
    (second,) = (entry.seq for entry in _entries(runtime) if entry.decision_id == ids[1])
    assert (2, 0) == tuple(replay_all(runtime, since_seq=seq).replayed for seq in (second, second + 100))


def _entries(runtime: Any) -> list[store.Entry]:
    with runtime.engine.connect() as connection:
        return store.since(connection, 0, limit=100)
