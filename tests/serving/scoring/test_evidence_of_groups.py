"""The facts behind a reason are the party's own, however little memory the process has."""

from types import ModuleType
from typing import Any

from starlette.testclient import TestClient

from riskdesk.cli.demo.company import at


def parts_of_one(client: TestClient, world: ModuleType, customer: str) -> dict[str, Any]:
    """Ask for three orders of one customer within minutes; return the last answer."""
    for number in range(3):
        body = world.order(
            f"O-{customer}-{number}", customer, amount="19900.00", occurred_at=at(9, 10 + number)
        )
        reply = client.post("/v1/orders/score", json=body)
        assert 200 == reply.status_code, reply.text
    found: dict[str, Any] = reply.json()
    return found


def evidence_of(answer: dict[str, Any]) -> dict[str, list[str]]:
    """Return the documents behind each reason."""
    return {reason["code"]: reason["evidence"] for reason in answer["reasons"]}


def test_a_key_that_went_before_its_evidence_was_read_is_brought_back(house: Any, world: ModuleType) -> None:
    """Between an item's vector and its decision other members of its group took the memory."""
    with house.open() as client:
        expected = evidence_of(parts_of_one(client, world, "C-GOOD"))
    house.settings = house.settings.model_copy(update={"cache_bytes": 1})
    with house.open() as client:
        appender = client.app.state.appender
        look = appender._look_at

        def crowded(group: list[Any]) -> Any:
            looked = look(group)
            with house.engine.connect() as connection:
                appender._online.ensure(connection, {"customer": "C-NEW"})
            return looked

        appender._look_at = crowded
        body = world.order("O-C-GOOD-2", "C-GOOD", amount="19900.00", occurred_at=at(9, 12), revision=1)
        found = evidence_of(client.post("/v1/orders/score", json=body).json())
    assert expected.keys() == found.keys()
    assert expected == found
    assert any(len(names) > 1 for names in found.values())
