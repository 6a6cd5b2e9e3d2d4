from datetime import timedelta
from types import ModuleType
from typing import Any

import msgspec
import pytest
from starlette.testclient import TestClient

from models.policy.codec import write
from models.policy.outcome import Outcome
from riskdesk.cli.demo.company import at


def score(client: TestClient, body: dict[str, Any]) -> dict[str, Any]:
    """Score an order; return the answer."""
    reply = client.post("/v1/orders/score", json=body)
    assert 200 == reply.status_code, reply.text
    found: dict[str, Any] = reply.json()
    return found


def tell(client: TestClient, **row: Any) -> dict[str, Any]:
    """Send one event; return its fate."""
    reply = client.post("/v1/events", json=[{"occurred_at": at(10, 20), **row}])
    found: dict[str, Any] = reply.json()["results"][0]
    return found


def placed(order_id: str, customer_id: str = "C-NEW", amount: str = "12000.00") -> dict[str, Any]:
    """Return the row by which the order system books an order."""
    return {
        "kind": "order_placed", "order_id": order_id, "customer_id": customer_id, "amount": amount, "currency": "CNY",
    }  # fmt: skip


def codes(answer: dict[str, Any]) -> set[str]:
    """Return the codes of an answer's reasons."""
    return {reason["code"] for reason in answer["reasons"]}


def test_parts_of_a_split_see_each_other_within_one_commit(house: Any, world: ModuleType) -> None:
    """Three parts that arrive together are decided one after the other, each seeing those before it."""
    bodies = [world.order(f"S-{k}", "C-NEW", amount="48600.00", occurred_at=at(10, k)) for k in range(3)]
    house.append(world.registered("C-NEW"))
    with house.open() as client:
        appender = client.app.state.appender
        commit, grouped = appender._commit, []

        def counting(group: Any) -> Any:
            grouped.append(len(group.items))
            return commit(group)

        appender._commit = counting
        # a first call keeps the appender busy, so that those after it wait together
        calls = [lambda body=body: score(client, body) for body in [world.order("FIRST", "C-LAST"), *bodies]]
        answers = world.at_once(calls)[1:]
    exposures = sorted(float(answer["credit"]["exposure"]) for answer in answers)
    assert [0.0, 48_600.0, 97_200.0] == exposures
    assert 3 <= sum(grouped) - 1
    house.is_proven()


def test_the_order_system_s_booking_supersedes_the_reservation(
    client: TestClient, house: Any, world: ModuleType
) -> None:
    """A placed order counts once; its reservation is booked and holds nothing more."""
    answer = score(client, world.order("O-1", "C-NEW"))
    assert "taken" == tell(client, **placed("O-1"))["status"]
    assert 1_200_000 == house.exposure_minor("C-NEW")
    assert [("booked",)] == house.ask("SELECT state FROM reservations")
    assert [("open", 0, 1_200_000)] == house.ask(
        "SELECT status, reserved_minor, open_minor FROM documents WHERE document = 'order:O-1'"
    )
    assert 409 == client.delete(f"/v1/reservations/{answer['reservation']['id']}").status_code
    second = score(client, world.order("O-2", "C-NEW"))
    assert "12000.00" == second["credit"]["exposure"]
    house.is_proven()


def test_a_smaller_booking_frees_the_rest(client: TestClient, house: Any, world: ModuleType) -> None:
    """What the order system booked is what counts, not what was asked for."""
    score(client, world.order("O-1", "C-NEW"))
    tell(client, **placed("O-1", amount="9000.00"))
    assert 900_000 == house.exposure_minor("C-NEW")


def test_a_booked_order_is_not_freed_by_time(client: TestClient, house: Any, world: ModuleType) -> None:
    """When the reservation's time is over, what was placed still counts."""
    score(client, world.order("O-1", "C-NEW"))
    tell(client, **placed("O-1"))
    house.clock.advance(timedelta(days=8))
    later = world.order("O-2", "C-NEW", occurred_at="2026-11-28T10:00:00+08:00")
    assert "12000.00" == score(client, later)["credit"]["exposure"]


def test_a_cancelled_order_releases_its_reservation(
    client: TestClient, house: Any, world: ModuleType
) -> None:
    """Cancelled before it was booked, an order holds nothing; giving back again changes nothing."""
    answer = score(client, world.order("O-1", "C-NEW"))
    assert "taken" == tell(client, kind="order_cancelled", order_id="O-1")["status"]
    assert 0 == house.exposure_minor("C-NEW")
    assert [("released",)] == house.ask("SELECT state FROM reservations")
    kept = house.count("events")
    assert 204 == client.delete(f"/v1/reservations/{answer['reservation']['id']}").status_code
    assert kept == house.count("events")
    house.is_proven()


def test_a_reservation_is_given_back_once(client: TestClient, house: Any, world: ModuleType) -> None:
    """DELETE frees the exposure by an event; a second time changes nothing, an unknown id is 404."""
    answer = score(client, world.order("O-1", "C-NEW"))
    path = f"/v1/reservations/{answer['reservation']['id']}"
    assert [204, 204] == [client.delete(path).status_code for _ in range(2)]
    assert 0 == house.exposure_minor("C-NEW")
    assert [(1,)] == house.ask("SELECT count(*) FROM events WHERE kind = 66")
    assert "0.00" == score(client, world.order("O-2", "C-NEW"))["credit"]["exposure"]
    house.is_proven()


def test_a_replaced_reservation_cannot_be_given_back(
    client: TestClient, house: Any, world: ModuleType
) -> None:
    """Giving back what a later revision replaced is a conflict, and frees nothing of the later one."""
    first = score(client, world.order("O-1", "C-NEW"))
    score(client, world.order("O-1", "C-NEW", revision=1))
    reply = client.delete(f"/v1/reservations/{first['reservation']['id']}")
    assert (409, "reservation_id") == (reply.status_code, reply.json()["field"])
    assert 1_200_000 == house.exposure_minor("C-NEW")


def test_an_expired_reservation_frees_exposure_at_the_next_order(
    client: TestClient, house: Any, world: ModuleType
) -> None:
    """Expiry is an event, appended by the transaction that next decides about the customer."""
    score(client, world.order("O-1", "C-NEW"))
    house.clock.advance(timedelta(days=7) - timedelta(seconds=1))
    moment = "2026-11-27T10:00:00+08:00"
    assert "12000.00" == score(client, world.order("O-2", "C-NEW", occurred_at=moment))["credit"]["exposure"]
    house.clock.advance(timedelta(seconds=1))
    assert "12000.00" == score(client, world.order("O-3", "C-NEW", occurred_at=moment))["credit"]["exposure"]
    states = house.ask("SELECT document, state FROM reservations ORDER BY document")
    assert [("order:O-1", "expired"), ("order:O-2", "held"), ("order:O-3", "held")] == states
    house.is_proven()


def test_a_refused_revision_gives_back_what_was_held(house: Any, world: ModuleType) -> None:
    """An order that grows beyond its limit, and is refused for it, holds nothing any more."""
    policy = world.lenient()
    over = msgspec.structs.replace(policy.rules.over_limit, outcome=Outcome.BLOCK)
    rules = msgspec.structs.replace(policy.rules, over_limit=over)
    world.publish(house.engine, write(msgspec.structs.replace(policy, rules=rules)))
    house.append(world.registered("C-NEW"), world.limit("C-NEW", "15000.00"))
    with house.open() as client:
        first = score(client, world.order("O-1", "C-NEW"))
        second = score(client, world.order("O-1", "C-NEW", revision=1, amount="16000.00"))
        third = score(client, world.order("O-2", "C-NEW", amount="15000.00"))
    assert ["approve", "block", "approve"] == [answer["outcome"] for answer in (first, second, third)]
    assert second["reservation"] is None
    assert ("blocked",) == house.ask("SELECT json_extract(body, '$.cause') FROM events WHERE kind = 66")[0]
    assert 1_500_000 == house.exposure_minor("C-NEW")
    house.is_proven()


def test_a_group_of_companies_owes_together(
    lenient_client: TestClient, house: Any, world: ModuleType
) -> None:
    """What one member holds counts against another's limit, and frees it when its time is over."""
    joins = {"kind": "group_membership_set", "occurred_at": at(8, 40), "group_id": "G-NEW"}
    for member in ("C-NEW", "C-SISTER"):
        house.append(
            world.registered(member), {**joins, "customer_id": member}, world.limit(member, "20000.00")
        )
    assert "approve" == score(lenient_client, world.order("O-1", "C-NEW"))["outcome"]
    second = score(lenient_client, world.order("O-2", "C-SISTER", reserve=False))
    assert "review" == second["outcome"]
    assert "over_limit" in codes(second)
    assert "0.00" == second["credit"]["exposure"]
    house.clock.advance(timedelta(days=7))
    moment = "2026-11-27T10:00:00+08:00"
    assert "approve" == score(lenient_client, world.order("O-3", "C-SISTER", occurred_at=moment))["outcome"]
    house.is_proven()


def test_an_order_in_another_currency_counts_at_its_rate(
    lenient_client: TestClient, house: Any, world: ModuleType
) -> None:
    """Limits, exposure and reservation are in base currency, at the rate of the moment."""
    rate = {"kind": "fx_rate_set", "currency": "USD"}
    house.append(
        world.registered("C-NEW"),
        world.limit("C-NEW", "10000.00"),
        {**rate, "rate": "7.1", "occurred_at": at(8, 0)},
        {**rate, "rate": "9.9", "occurred_at": at(10, 11)},
    )
    fits = score(lenient_client, world.order("O-1", "C-NEW", amount="1000.00", currency="USD"))
    assert ("approve", "7100.00") == (fits["outcome"], fits["reservation"]["amount"])
    over = score(lenient_client, world.order("O-2", "C-NEW", amount="500.00", currency="USD"))
    assert ("review", "7100.00") == (over["outcome"], over["credit"]["exposure"])
    house.is_proven()


def test_a_special_approval_carries_one_order(
    lenient_client: TestClient, house: Any, world: ModuleType
) -> None:
    """It lifts the limit for one order up to its amount; for a second order, or more, or later, it does not."""
    grant = {
        "kind": "special_approval_granted", "occurred_at": at(9, 0), "customer_id": "C-NEW", "amount": "30000.00",
        "currency": "CNY", "requested_by": "E1", "approved_by": "E2", "reason": "fair",
    }  # fmt: skip
    house.append(
        world.registered("C-NEW"),
        world.limit("C-NEW", "1000.00"),
        {**grant, "special_approval_id": "A-1", "expires_at": at(23, 0)},
        {**grant, "special_approval_id": "A-2", "expires_at": at(23, 0)},
        {**grant, "special_approval_id": "A-3", "expires_at": at(10, 0)},
    )

    def asked(order_id: str, approval: str | None, **more: Any) -> tuple[str, set[str]]:
        body = world.order(order_id, "C-NEW", special_approval_id=approval, **more)
        answer = score(lenient_client, body)
        return answer["outcome"], codes(answer) & {"over_limit", "special_approval_missing"}

    missing = ("review", {"over_limit", "special_approval_missing"})
    assert ("review", {"over_limit"}) == asked("O-0", None, reserve=False)
    assert missing == asked("O-1", "A-1", amount="30000.01", reserve=False)
    assert ("approve", set()) == asked("O-2", "A-1", reserve=False)
    assert ("approve", set()) == asked("O-2", "A-1", revision=1, amount="13000.00", reserve=False)
    assert missing == asked("O-3", "A-1", reserve=False)
    assert ("approve", set()) == asked("O-3", "A-2", revision=1, reserve=False)
    assert missing == asked("O-4", "A-3", reserve=False)
    assert missing == asked("O-5", "A-UNKNOWN", reserve=False)
    house.is_proven()


def test_a_special_approval_of_another_customer_carries_nothing(
    lenient_client: TestClient, house: Any, world: ModuleType
) -> None:
    """It belongs to the customer that it was granted for."""
    grant = {
        "kind": "special_approval_granted", "occurred_at": at(9, 0), "customer_id": "C-OTHER", "amount": "30000.00",
        "currency": "CNY", "requested_by": "E1", "approved_by": "E2", "reason": "fair",
        "special_approval_id": "A-1", "expires_at": at(23, 0),
    }  # fmt: skip
    house.append(world.registered("C-NEW"), world.limit("C-NEW", "1000.00"), grant)
    answer = score(lenient_client, world.order("O-1", "C-NEW", special_approval_id="A-1"))
    assert "review" == answer["outcome"]
    assert {"over_limit", "special_approval_missing"} <= codes(answer)


@pytest.mark.parametrize("place", ["orders", "payments"])
def test_a_stranger_is_never_approved(lenient_client: TestClient, world: ModuleType, place: str) -> None:
    """Silence is not approval: a customer or payee that the log has not heard of is held, the first time."""
    body = world.order("O-1", "C-NEW") if place == "orders" else world.payment("P-1")
    answer = lenient_client.post(f"/v1/{place}/score", json=body).json()
    assert "review" == answer["outcome"]
    assert codes(answer) & {"unknown_customer", "unknown_payee"}


@pytest.mark.parametrize(
    ("occurred_at", "outcome"),
    [
        ("2026-11-19T10:31:00+08:00", "approve"),
        ("2026-11-19T10:29:00+08:00", "review"),
        ("2025-11-19T10:29:00+08:00", "review"),
        ("2026-11-20T10:34:59+08:00", "approve"),
    ],
)
def test_a_moment_long_ago_is_held(
    lenient_client: TestClient, house: Any, world: ModuleType, occurred_at: str, outcome: str
) -> None:
    """Back-dating by more than a day goes to a person, so that no window can be dodged."""
    house.append(world.registered("C-NEW"))
    answer = score(lenient_client, world.order("O-1", "C-NEW", occurred_at=occurred_at))
    assert outcome == answer["outcome"]
    assert ("backdated" in codes(answer)) == (outcome == "review")
    house.is_proven()


def test_a_limit_is_what_a_person_set(lenient_client: TestClient, house: Any, world: ModuleType) -> None:
    """An order up to the limit passes, one cent more is held; a limit changed in between counts at once."""
    house.append(world.registered("C-NEW"), world.limit("C-NEW", "12000.00"))
    assert "approve" == score(lenient_client, world.order("O-1", "C-NEW", reserve=False))["outcome"]
    over = score(lenient_client, world.order("O-2", "C-NEW", amount="12000.01", reserve=False))
    assert ("review", "12000.00") == (over["outcome"], over["credit"]["limit"])
    house.append({**world.limit("C-NEW", "12000.01"), "occurred_at": at(9, 1)})
    assert "approve" == score(lenient_client, world.order("O-3", "C-NEW", amount="12000.01"))["outcome"]


def test_an_order_of_another_customer_s_is_refused(client: TestClient, house: Any, world: ModuleType) -> None:
    """An order id belongs to one customer, whoever calls."""
    score(client, world.order("O-1", "C-NEW"))
    kept = house.count("events")
    body = world.order("O-1", "C-OTHER")
    reply = client.post("/v1/orders/score", json=body, headers=house.headers("other"))
    assert (422, "customer_id") == (reply.status_code, reply.json()["field"])
    assert kept == house.count("events")
