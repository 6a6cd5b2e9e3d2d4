"""What systems are told of a reviewer's verdict where they read the decision, or ask for it again."""

from types import ModuleType
from typing import Any

import pytest
from starlette.testclient import TestClient

from riskdesk.core.errors import DatabaseUnavailable
from serving.scoring import service as scoring

BLOCK = {"verdict": "confirmed", "action": "block", "typology": "split_order", "note": "one truck"}
RELEASE = {"verdict": "cleared", "action": "release"}


def scored(client: TestClient, world: ModuleType, place: str) -> dict[str, Any]:
    """Score the document of a place; return the answer."""
    body = world.order("O-1", "C-NEW") if place == "order" else world.payment("P-1")
    reply = client.post(f"/v1/{place}s/score", json=body)
    assert 200 == reply.status_code, reply.text
    found: dict[str, Any] = reply.json()
    return found


@pytest.mark.parametrize("place", ["order", "payment"])
def test_the_latest_verdict_is_read_with_the_decision(any_house: Any, world: ModuleType, place: str) -> None:
    """Null before the first one, then what to do and since when; the decision itself stays as it was."""
    with any_house.open() as client:
        made = scored(client, world, place)
        path = f"/v1/decisions/{made['decision_id']}/verdict"
        assert made == client.get(f"/v1/decisions/{made['decision_id']}").json()
        assert made["review"] is None
        for said in (BLOCK, RELEASE, BLOCK):
            any_house.clock.advance(60_000_000)
            client.post(path, json=said)
            found = client.get(f"/v1/decisions/{made['decision_id']}").json()
            review = found.pop("review")
            assert (said["verdict"], said["action"]) == (review["verdict"], review["action"])
            assert {"verdict", "action", "recorded_at"} == review.keys()
            assert review["recorded_at"] > made["decided_at"]
            assert made == found | {"review": None}
    any_house.is_proven()


@pytest.mark.parametrize("place", ["order", "payment"])
def test_a_retry_finds_the_verdict(client: TestClient, world: ModuleType, place: str) -> None:
    """Who asks to score again is told as who reads, the short way and the long way alike."""
    made = scored(client, world, place)
    client.post(f"/v1/decisions/{made['decision_id']}/verdict", json=RELEASE)
    again = scored(client, world, place)
    assert "release" == again["review"]["action"]
    assert made == again | {"review": None}
    assert again == client.get(f"/v1/decisions/{made['decision_id']}").json()


def test_what_is_new_is_not_searched_for_verdicts(
    client: TestClient, world: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A decision that was just made has none: only a retry asks for one."""

    def asked(*_: Any) -> Any:
        raise DatabaseUnavailable("asked")

    monkeypatch.setattr(scoring, "review_of", asked)
    assert 200 == client.post("/v1/orders/score", json=world.order("O-1", "C-NEW")).status_code
    assert 503 == client.post("/v1/orders/score", json=world.order("O-1", "C-NEW")).status_code


def test_who_reads_learns_neither_who_judged_nor_why(
    client: TestClient, house: Any, world: ModuleType
) -> None:
    """Reviewer, note and typology stay with the desk, and another decision's verdict is not told."""
    made = scored(client, world, "order")
    other = client.post("/v1/orders/score", json=world.order("O-2", "C-NEW")).json()
    client.post(f"/v1/decisions/{made['decision_id']}/verdict", json=BLOCK)
    path = f"/v1/decisions/{made['decision_id']}"
    told = client.get(path, headers=house.headers("read")).text.partition('"review":{')[2]
    assert "block" in told
    assert [] == [word for word in ("erp", "one truck", "split_order") if word in told]
    assert client.get(f"/v1/decisions/{other['decision_id']}").json()["review"] is None


def test_an_imported_verdict_is_told_too(client: TestClient, house: Any, world: ModuleType) -> None:
    """What another system judged of a decision made here, without a word on what to do, is `none`."""
    made = scored(client, world, "order")
    house.append(
        {
            "kind": "verdict_recorded",
            "occurred_at": made["decided_at"],
            "decision_id": made["decision_id"],
            "verdict": "cleared",
            "reviewer_id": "E9",
        }
    )
    review = client.get(f"/v1/decisions/{made['decision_id']}").json()["review"]
    assert ("cleared", "none") == (review["verdict"], review["action"])
