from types import ModuleType
from typing import Any

import numpy as np
import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from features.catalogue.program import NAMES
from features.history.labels import read_verdicts
from serving.ledger import store
from serving.ledger.replay import told_alike


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
    """A verdict is not rewritten, and what differs is named; another verdict is another event."""
    path = f"/v1/decisions/{made(client, world)['decision_id']}/verdict"
    client.post(path, json={"verdict": "confirmed", "note": "seen"})
    other = {"verdict": "confirmed", "note": "not seen", "typology": "split_order"}
    refused = client.post(path, json=other)
    assert (409, ["note", "typology"]) == (refused.status_code, refused.json()["fields"])
    assert 200 == client.post(path, json={"verdict": "cleared", "note": "not seen"}).status_code


def test_a_reviewer_who_changes_their_mind_back_ends_where_they_say(
    client: TestClient, house: Any, world: ModuleType
) -> None:
    """Blocked, released, blocked again: three verdicts, the last of them is the label; each is one however often sent."""
    path = f"/v1/decisions/{made(client, world)['decision_id']}/verdict"
    block = {"verdict": "confirmed", "action": "block"}
    release = {"verdict": "cleared", "action": "release"}
    told = [client.post(path, json=body).json()["seq"] for body in (block, release, block, block, release)]
    assert told[2] == told[3]
    assert 4 == len(set(told))
    assert sorted(told) == told
    with house.engine.connect() as connection:
        labels = read_verdicts(connection, upto=told[3])
    assert [True, False, True] == labels.confirmed.tolist()[-3:]
    assert house.broken_at() is None


def test_a_verdict_counts_again_once_another_came_between(
    client: TestClient, house: Any, world: ModuleType
) -> None:
    """Block, release by mistake, block: the last word is told and kept, however often each one is sent."""
    answer = made(client, world)
    path = f"/v1/decisions/{answer['decision_id']}/verdict"
    block, release = {"verdict": "confirmed", "action": "block"}, {"verdict": "cleared", "action": "release"}
    seqs = []
    for body in (block, release, block, release):
        first, again = client.post(path, json=body), client.post(path, json=body)
        assert (200, first.json()) == (first.status_code, again.json())
        seqs.append(first.json()["seq"])
    assert sorted(set(seqs)) == seqs
    (last,) = house.ask("SELECT body FROM events WHERE seq = (SELECT max(seq) FROM events)")
    assert '"release"' in last[0]


@pytest.mark.parametrize("place", ["order", "payment"])
def test_a_document_of_the_longest_id_can_be_judged(
    client: TestClient, world: ModuleType, place: str
) -> None:
    """What can be decided can be judged: an id of 64 characters, and the kind before it."""
    asked = world.order("O" * 64, "C-NEW") if place == "order" else world.payment("P" * 64)
    decided = client.post(f"/v1/{place}s/score", json=asked).json()
    path = f"/v1/decisions/{decided['decision_id']}/verdict"
    assert 200 == client.post(path, json={"verdict": "confirmed", "action": "block"}).status_code


def test_a_label_names_a_pattern_that_there_is(client: TestClient, world: ModuleType) -> None:
    """The models learn from what is named: a word of the caller's own is none of the patterns."""
    path = f"/v1/decisions/{made(client, world)['decision_id']}/verdict"
    refused = client.post(path, json={"verdict": "confirmed", "typology": "no_such_pattern"})
    assert (422, "typology") == (refused.status_code, refused.json()["field"])


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


def test_account_numbers_in_a_note_are_masked(client: TestClient, house: Any, world: ModuleType) -> None:
    """No row of any table holds a number that looks like an account or a card; its end tells which one was meant."""
    path = f"/v1/decisions/{made(client, world)['decision_id']}/verdict"
    body = {"verdict": "confirmed", "note": "to 6222020200112233445 and 6222-0202 0011 7788, order 25SH00137"}
    first = client.post(path, json=body)
    assert 200 == first.status_code
    assert first.json() == client.post(path, json=body).json()
    said = house.ask("SELECT body FROM events WHERE seq = :s", s=first.json()["seq"])[0][0]
    assert "to ****3445 and ****7788, order 25SH00137" in said
    with house.engine.connect() as connection:
        tables = sa.inspect(connection).get_table_names()
        rows = [
            repr(row) for name in tables for row in connection.execute(sa.text(f'SELECT * FROM "{name}"'))
        ]
    assert [] == [row for row in rows if "6222020200112233445" in row or "0202 0011" in row]


@pytest.mark.parametrize(
    ("then", "now", "expected"),
    [
        (["overdue_now", "disputes"], ["overdue_now", "disputes"], True),
        (["split_order", "overdue_now"], ["overdue_now", "disputes"], True),
        (["overdue_now", "thin_history"], ["overdue_now", "disputes"], False),
        (["overdue_now", "split_order", "disputes"], ["disputes", "overdue_now"], False),
        (["overdue_now"], ["overdue_now", "disputes"], False),
        (["overdue_now", "disputes"], ["disputes", "overdue_now"], False),
    ],
)
def test_a_replay_forgives_what_the_facts_contradict(
    then: list[str], now: list[str], *, expected: bool
) -> None:
    """A reason that an earlier release gave against its own figures may give way to others; nothing else may differ."""
    vector = np.full(len(NAMES), np.nan)
    vector[NAMES.index("customer_order_split_parts_72h")] = 0.0
    vector[NAMES.index("customer_invoice_count_365d")] = 3.0
    assert expected == told_alike(then, now, vector)
