"""What was concluded before the lock stands inside it exactly where nothing it was taken from has moved."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import msgspec
import pytest
from starlette.testclient import TestClient

from models.policy.codec import write
from models.policy.rules import LargeAmount
from riskdesk.cli.demo.company import at
from serving.ledger.store import Past
from serving.scoring import settle
from serving.scoring.prepare import prepare_order
from serving.scoring.schemas import OrderToScore

Answer = dict[str, Any]
Between = Callable[[Any, ModuleType, TestClient], None]


@contextmanager
def interrupted(client: TestClient, action: Callable[[], None]) -> Iterator[None]:
    """Do something once, after the next group was computed and before it takes the lock."""
    appender: Any = client.app.state.appender  # type: ignore[attr-defined] # an application of ours
    look = appender._look_at

    def then(group: list[Any]) -> Any:
        looked = look(group)
        appender._look_at = look
        action()
        return looked

    appender._look_at = then
    yield


@pytest.fixture
def two(house: Any, world: ModuleType) -> Iterator[tuple[TestClient, TestClient]]:
    """Two processes of one installation under a lenient policy; C-NEW may owe 20,000.00."""
    world.publish(house.engine, world.LENIENT)
    house.append(world.registered("C-NEW"), world.limit("C-NEW", "20000.00"))
    with house.open() as one, house.open() as other:
        yield one, other


def scored(client: TestClient, body: Answer) -> Answer:
    """Return the answer to an order, or to a payment."""
    reply = client.post(f"/v1/{'orders' if 'order_id' in body else 'payments'}/score", json=body)
    assert 200 == reply.status_code, reply.text
    found: Answer = reply.json()
    return found


@pytest.mark.parametrize("customer", [None, "C-OTHER"])
def test_where_nothing_moved_nothing_is_done_twice(
    two: Any, house: Any, world: ModuleType, monkeypatch: pytest.MonkeyPatch, customer: str | None
) -> None:
    """Neither models nor the ledger are asked again inside the lock, though another decision came between."""
    one, other = two
    house.append(world.registered("C-OTHER"))
    reads: list[int] = []
    read = Past.read

    def counted(past: Past, *given: Any) -> Past:
        reads.append(1)
        return read(past, *given)

    def act() -> None:
        if customer is not None:
            scored(other, world.order("O-2", customer))
        reads.clear()
        monkeypatch.setattr(settle, "conclude", None)

    with interrupted(one, act):
        monkeypatch.setattr(Past, "read", counted)
        assert "approve" == scored(one, world.order("O-1", "C-NEW"))["outcome"]
    assert [] == reads
    house.is_proven()


def of_a_member(_house: Any, world: ModuleType, other: TestClient) -> None:
    """Decide about an order of the group's other member."""
    assert "approve" == scored(other, world.order("O-2", "C-SISTER"))["outcome"]


def of_the_customer(_house: Any, world: ModuleType, other: TestClient) -> None:
    """Decide about another order of the customer's."""
    assert "approve" == scored(other, world.order("O-2", "C-NEW"))["outcome"]


def lower_limit(house: Any, world: ModuleType, _other: TestClient) -> None:
    """Let a person lower the customer's limit."""
    house.append(world.limit("C-NEW", "5000.00"))


def lower_limit_of_the_group(house: Any, _world: ModuleType, _other: TestClient) -> None:
    """Let a person limit the group."""
    house.append({
        "kind": "group_limit_set", "occurred_at": at(9, 0), "group_id": "G-NEW", "currency": "CNY",
        "decided_by": "E1", "approved_by": "E2", "reason": "one parent", "limit": "5000.00",
    })  # fmt: skip


def stricter_policy(house: Any, world: ModuleType, _other: TestClient) -> None:
    """Publish a policy that holds every order of this size."""
    policy = world.lenient()
    rules = msgspec.structs.replace(policy.rules, large_amount=LargeAmount(order_minor=100))
    world.publish(house.engine, write(msgspec.structs.replace(policy, version="strict", rules=rules)))


@pytest.mark.parametrize(
    "between", [of_a_member, of_the_customer, lower_limit, lower_limit_of_the_group, stricter_policy]
)
@pytest.mark.parametrize("occurred_at", [at(10, 10), at(8, 35)], ids=["now", "before-joining"])
def test_what_moved_is_heard(
    two: Any, house: Any, world: ModuleType, between: Between, occurred_at: str
) -> None:
    """An order that fitted before the lock does not any more: also one of before its customer joined the group."""
    one, other = two
    house.append(
        world.registered("C-SISTER"),
        world.limit("C-SISTER", "50000.00"),
        *(
            {"kind": "group_membership_set", "occurred_at": at(8, 40), "group_id": "G-NEW", "customer_id": name}
            for name in ("C-NEW", "C-SISTER")
        ),
        {
            "kind": "group_limit_set", "occurred_at": at(8, 50), "group_id": "G-NEW", "currency": "CNY",
            "decided_by": "E1", "approved_by": "E2", "reason": "one parent", "limit": "20000.00",
        },
    )  # fmt: skip
    with interrupted(one, lambda: between(house, world, other)):
        answer = scored(one, world.order("O-1", "C-NEW", occurred_at=occurred_at))
    assert "review" == answer["outcome"]
    house.is_proven()


def test_a_budget_that_was_taken_between_is_over(two: Any, house: Any, world: ModuleType) -> None:
    """Two payments that fit one by one and not together are not both approved."""
    one, other = two
    house.append(
        {"kind": "supplier_registered", "occurred_at": at(8, 30), "supplier_id": "S-NEW", "name": "Lamps Ltd"},
        {
            "kind": "budget_set", "occurred_at": at(8, 0), "budget_id": "B-1", "amount": "5000.00", "currency": "CNY"
        },
    )  # fmt: skip
    taken: list[Answer] = []
    pay = world.payment("P-2", payee_id="S-OTHER", requester_id="E13", budget_id="B-1")
    with interrupted(one, lambda: taken.append(scored(other, pay))):
        answer = scored(one, world.payment("P-1", budget_id="B-1"))
    assert "0.00" == taken[0]["budget"]["used"]
    assert "4200.00" == answer["budget"]["used"]
    assert "over_budget" in {reason["code"] for reason in answer["reasons"]}
    house.is_proven()


@pytest.mark.parametrize("place", ["order", "payment"])
def test_what_another_process_decided_between_is_not_decided_twice(
    two: Any, house: Any, world: ModuleType, place: str
) -> None:
    """The retry that went to another process gives the answer."""
    one, other = two
    body = world.order("O-1", "C-NEW") if place == "order" else world.payment("P-1")
    first: list[Answer] = []
    with interrupted(one, lambda: first.append(scored(other, body))):
        second = scored(one, body)
    assert first[0]["decision_id"] == second["decision_id"]
    assert 1 == house.count("decisions")


def test_members_of_one_group_see_each_other(two: Any, house: Any, world: ModuleType) -> None:
    """Of four orders that were concluded together, each within the limit, one is approved."""
    one, _ = two
    names = [f"O-{number}" for number in range(4)]
    gone: list[Any] = []

    def ask() -> None:
        bodies = [world.order(name, "C-NEW") for name in names]
        gone.extend(world.at_once([lambda body=body: scored(one, body) for body in bodies]))

    ask()
    assert ["approve", "review", "review", "review"] == sorted(answer["outcome"] for answer in gone)
    house.is_proven()


def test_a_block_that_came_between_binds(two: Any, house: Any, world: ModuleType) -> None:
    """What a reviewer blocked after a group was computed is refused, and reserves nothing."""
    one, other = two
    first = scored(one, world.order("O-1", "C-NEW"))
    path = f"/v1/decisions/{first['decision_id']}/verdict"
    said = {"verdict": "confirmed", "action": "block"}
    with interrupted(one, lambda: other.post(path, json=said).raise_for_status()):
        second = scored(one, world.order("O-1", "C-NEW", checkpoint="delivery"))
    assert ("block", None) == (second["outcome"], second["reservation"])
    assert 0 == house.exposure_minor("C-NEW")
    house.is_proven()


def test_what_was_held_between_holds_the_next_checkpoint(two: Any, house: Any, world: ModuleType) -> None:
    """A small delivery of an order that another process has just held does not pass."""
    one, other = two
    large = world.order("O-1", "C-NEW", amount="25000.00")
    first: list[Answer] = []
    with interrupted(one, lambda: first.append(scored(other, large))):
        second = scored(one, world.order("O-1", "C-NEW", amount="100.00", checkpoint="delivery"))
    assert "review" == first[0]["outcome"]
    assert ("review", "held_before") == (second["outcome"], second["reasons"][0]["code"])
    house.is_proven()


def test_what_a_member_of_the_group_held_holds_its_next_checkpoint(
    two: Any, house: Any, world: ModuleType
) -> None:
    """Two checkpoints of one order in one commit, asked by two callers: the later one knows of the earlier."""
    one, _ = two
    state: Any = one.app.state
    bodies = [
        world.order("O-1", "C-NEW", amount="25000.00"),
        world.order("O-1", "C-NEW", amount="100.00", checkpoint="delivery"),
    ]
    items = [
        prepare_order(state.runtime, OrderToScore(**body), caller)
        for body, caller in zip(bodies, ("erp", "shop"), strict=True)
    ]

    def hand_in() -> None:
        for item in items:
            state.appender.submit(item)

    with interrupted(one, hand_in):
        scored(one, world.order("O-2", "C-OTHER"))
    # it is decided after both
    scored(one, world.order("O-3", "C-OTHER"))
    assert ["review", "review"] == [item.answer.result().outcome for item in items]
    said = items[1].answer.result().said
    assert said is not None
    assert ["held_before"] == list(said["forced"])
    house.is_proven()


def test_a_special_approval_that_was_used_between_carries_no_second_order(
    two: Any, house: Any, world: ModuleType
) -> None:
    """It carries the one that took the lock first."""
    one, other = two
    house.append({
        "kind": "special_approval_granted", "occurred_at": at(9, 0), "customer_id": "C-NEW", "amount": "30000.00",
        "currency": "CNY", "requested_by": "E1", "approved_by": "E2", "reason": "fair",
        "special_approval_id": "A-1", "expires_at": at(23, 0),
    })  # fmt: skip
    bodies = [
        world.order(name, "C-NEW", amount="25000.00", special_approval_id="A-1", reserve=False)
        for name in ("O-1", "O-2")
    ]
    first: list[Answer] = []
    with interrupted(one, lambda: first.append(scored(other, bodies[1]))):
        second = scored(one, bodies[0])
    assert ("approve", "review") == (first[0]["outcome"], second["outcome"])
    assert "special_approval_missing" in {reason["code"] for reason in second["reasons"]}
    house.is_proven()
