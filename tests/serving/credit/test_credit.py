import math
from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest
from starlette.testclient import TestClient

from riskdesk.cli.demo.company import at
from serving.credit.schemas import CustomerCredit


@pytest.fixture
def busy(house: Any) -> str:
    """The customer that ordered most."""
    found = house.ask(
        "SELECT customer FROM events WHERE kind = 12 GROUP BY customer ORDER BY count(*) DESC LIMIT 1"
    )
    return str(found[0][0])


def test_credit_is_what_the_next_order_is_told(client: TestClient, world: ModuleType, busy: str) -> None:
    """The credit that is read and the credit that a decision rests on are the same."""
    read = CustomerCredit.model_validate(client.get(f"/v1/customers/{busy}/credit").json()).credit
    decided = client.post("/v1/orders/score", json=world.order("26CR00001", busy)).json()["credit"]
    for name in ("route", "grade", "pd", "points", "limit", "exposure", "headroom"):
        assert getattr(read, name) == decided[name], name


def test_parts_add_up(client: TestClient, house: Any, busy: str) -> None:
    """Exposure is the sum of its parts, and contributions sum to the log-odds of the PD."""
    told = client.get(f"/v1/customers/{busy}/credit").json()
    parts = sum(Decimal(told[name]) for name in ("open", "delivered", "invoiced"))
    assert Decimal(told["credit"]["exposure"]) == parts == Decimal(house.exposure_minor(busy)) / 100
    pd = told["credit"]["pd"]
    log_odds = told["bias"] + sum(told["contributions"].values())
    assert log_odds == pytest.approx(math.log(pd / (1 - pd)), abs=1e-9)


def test_the_group_stands_with_its_members(house: Any, world: ModuleType, client: TestClient) -> None:
    """What both members owe counts; the limit is a person's while it is in force, else policy's share of the own."""
    for customer in ("C-A", "C-B", "C-ALONE"):
        house.append(world.registered(customer))
    assert client.get("/v1/customers/C-A/credit").json()["group"] is None
    house.append(*(member(customer) for customer in ("C-A", "C-B")))
    for number, customer in enumerate(("C-A", "C-B", "C-ALONE")):
        client.post("/v1/orders/score", json=world.order(f"O-{number}", customer, amount="1000.00"))
    told = client.get("/v1/customers/C-A/credit").json()
    own = Decimal(told["credit"]["limit"])
    assert ("G-1", own, Decimal(2000), own - 2000) == group_of(told)
    assert "1000.00" == told["credit"]["exposure"]
    house.append(group_limit("1500.00"))
    assert ("G-1", Decimal(1500), Decimal(2000), Decimal(-500)) == group_of(
        client.get("/v1/customers/C-B/credit").json()
    )
    house.append(group_limit("9000.00", expires_at=at(10, 0)))
    assert own == group_of(client.get("/v1/customers/C-A/credit").json())[1]
    assert client.get("/v1/customers/C-ALONE/credit").json()["group"] is None


def member(customer: str) -> dict[str, Any]:
    """Return the row that puts a customer into the group."""
    return {
        "kind": "group_membership_set",
        "occurred_at": at(9, 0),
        "customer_id": customer,
        "group_id": "G-1",
    }


def group_limit(amount: str, **more: str) -> dict[str, Any]:
    """Return the row that sets the group's limit."""
    row = {
        "kind": "group_limit_set",
        "occurred_at": at(9, 1),
        "group_id": "G-1",
        "limit": amount,
        "currency": "CNY",
        "decided_by": "E1",
        "approved_by": "E2",
        "reason": "joint",
    }
    return row | more


def group_of(told: dict[str, Any]) -> tuple[str, Decimal, Decimal, Decimal]:
    """Return the group of an answer: id, limit, exposure, headroom."""
    CustomerCredit.model_validate(told)
    group = told["group"]
    return group["id"], Decimal(group["limit"]), Decimal(group["exposure"]), Decimal(group["headroom"])


def test_stranger_is_not_found(client: TestClient) -> None:
    """A customer nobody has heard of has no credit, not an empty one."""
    answer = client.get("/v1/customers/C-NOBODY/credit")
    assert (404, "customer_id") == (answer.status_code, answer.json()["field"])


def test_credit_needs_the_scope(house: Any, busy: str) -> None:
    """Who may score may not read every customer's standing."""
    with house.open("score") as client:
        assert 403 == client.get(f"/v1/customers/{busy}/credit").status_code
