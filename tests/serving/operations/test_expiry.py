from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest

from serving.operations.expiry import Expiry
from serving.runtime import open_runtime


@pytest.fixture
def expiry(house: Any) -> Expiry:
    """What gives back in the house, by its clock."""
    return Expiry(open_runtime(house.settings, house.clock))


def test_what_expired_of_a_customer_who_never_comes_back_is_given_back(
    house: Any, world: ModuleType, expiry: Expiry
) -> None:
    """Its credit is read without what nobody placed, by an event, and once."""
    house.append(world.registered("C-GONE"))
    with house.open() as client:
        assert 200 == client.post("/v1/orders/score", json=world.order("O-1", "C-GONE")).status_code
        assert 0 == expiry.release_once()
        assert "12000.00" == client.get("/v1/customers/C-GONE/credit").json()["open"]
        house.clock.advance(house.settings.reservation_ttl + timedelta(seconds=1))
        assert [1, 0] == [expiry.release_once(), expiry.release_once()]
        assert "0.00" == client.get("/v1/customers/C-GONE/credit").json()["open"]
        said = client.get("/metrics").text
        assert "riskdesk_reservations_held 0.0" in said.splitlines()
        house.clock.advance(timedelta(seconds=1))
        answer = client.post("/v1/orders/score", json=world.order("O-2", "C-GONE")).json()
        assert "0.00" == answer["credit"]["exposure"]
    house.is_proven()


def test_many_are_given_back_in_parts(house: Any, world: ModuleType, expiry: Expiry) -> None:
    """No commit takes more than a hundred, so that nobody waits for long."""
    house.append(world.registered("C-GONE"))
    with house.open() as client:
        for number in range(103):
            body = world.order(f"O-{number}", "C-GONE", amount="1.00")
            assert 200 == client.post("/v1/orders/score", json=body).status_code
    house.clock.advance(house.settings.reservation_ttl + timedelta(seconds=1))
    assert [100, 3, 0] == [expiry.release_once() for _ in range(3)]
    assert [("expired", 103)] == house.ask("SELECT state, count(*) FROM reservations GROUP BY state")
