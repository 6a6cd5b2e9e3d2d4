import math
from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest
from starlette.testclient import TestClient

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


def test_stranger_is_not_found(client: TestClient) -> None:
    """A customer nobody has heard of has no credit, not an empty one."""
    answer = client.get("/v1/customers/C-NOBODY/credit")
    assert (404, "customer_id") == (answer.status_code, answer.json()["field"])


def test_credit_needs_the_scope(house: Any, busy: str) -> None:
    """Who may score may not read every customer's standing."""
    with house.open("score") as client:
        assert 403 == client.get(f"/v1/customers/{busy}/credit").status_code
