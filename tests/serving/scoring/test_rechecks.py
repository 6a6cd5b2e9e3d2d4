"""An order that changes is checked again by its revision: amended, closed, reopened, delivered, billed."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import msgspec
import pytest
from starlette.testclient import TestClient

from models.policy.codec import write
from models.policy.rules import OverLimit
from riskdesk.cli.demo.company import at

Answer = dict[str, Any]
Told = tuple[str, dict[str, Any]]
Tell = Callable[..., None]


@pytest.fixture
def tell(lenient_client: TestClient) -> Tell:
    """Send events of order O-1, each of which is taken."""

    def send(*steps: Told) -> None:
        order = {"order_id": "O-1", "currency": "CNY"}
        said = {
            "placed": order | {"kind": "order_placed", "customer_id": "C-NEW"},
            "amended": order | {"kind": "order_amended"},
            "reopened": order | {"kind": "order_reopened"},
            "delivered": order | {"kind": "order_delivered", "delivery_id": "D-1"},
            "billed": order | {
                "kind": "invoice_issued", "invoice_id": "I-1", "customer_id": "C-NEW", "due_date": "2026-12-20",
            },
            "closed": {"kind": "order_cancelled", "order_id": "O-1"},
            "paid": {"kind": "money_matched", "match_id": "M-1", "invoice_id": "I-1", "currency": "CNY"},
        }  # fmt: skip
        for name, fields in steps:
            row = {"occurred_at": at(10, 20), **said[name], **fields}
            result = lenient_client.post("/v1/events", json=[row]).json()["results"][0]
            assert "taken" == result["status"], result

    return send


@pytest.fixture
def ask(lenient_client: TestClient, house: Any, world: ModuleType) -> Callable[..., Answer]:
    """Score order O-1, or another, of a customer who may owe 20,000.00; return the answer."""
    house.append(world.registered("C-NEW"), world.limit("C-NEW", "20000.00"))

    def score(amount: str, revision: int = 0, order_id: str = "O-1", **more: Any) -> Answer:
        body = world.order(order_id, "C-NEW", amount=amount, revision=revision, **more)
        reply = lenient_client.post("/v1/orders/score", json=body)
        assert 200 == reply.status_code, reply.text
        found: Answer = reply.json()
        return found

    return score


AMENDED: list[tuple[list[Told], str, str, int]] = [
    # amended: what is open already is not counted beside the new amount
    ([("placed", {"amount": "12000.00"})], "20000.00", "0.00", 2_000_000),
    # closed after a part was delivered, and opened anew for all of it: the part is not counted twice
    (
        [
            ("placed", {"amount": "12000.00"}),
            ("delivered", {"amount": "5000.00"}),
            ("closed", {}),
        ],
        "20000.00",
        "0.00",
        2_000_000,
    ),
    # cancelled before it was booked, and asked for again
    ([("closed", {})], "20000.00", "0.00", 2_000_000),
    # reopened by the order system before it is asked: what was opened anew is its own
    (
        [("placed", {"amount": "12000.00"}), ("closed", {}), ("reopened", {"amount": "9000.00"})],
        "20000.00",
        "0.00",
        2_000_000,
    ),
    # delivered and billed in part: the bill is exposure, the rest is what the order adds
    (
        [
            ("placed", {"amount": "12000.00"}),
            ("delivered", {"amount": "5000.00"}),
            ("billed", {"amount": "5000.00"}),
        ],
        "20000.00",
        "5000.00",
        2_000_000,
    ),
    # the same, and paid: what was paid frees the limit
    (
        [
            ("placed", {"amount": "12000.00"}),
            ("delivered", {"amount": "5000.00"}),
            ("billed", {"amount": "5000.00"}),
            ("paid", {"amount": "5000.00"}),
        ],
        "25000.00",
        "0.00",
        2_000_000,
    ),
]


@pytest.mark.parametrize(("steps", "most", "exposure", "held_minor"), AMENDED)
def test_a_changed_order_is_checked_with_all_of_it_counted_once(
    ask: Callable[..., Answer],
    tell: Tell,
    house: Any,
    steps: list[Told],
    most: str,
    exposure: str,
    held_minor: int,
) -> None:
    """The most that fits the limit passes, is held, and leaves nothing; one cent more is held for review."""
    assert "approve" == ask("12000.00")["outcome"]
    tell(*steps)
    fits = ask(most, 1)
    assert ("approve", exposure) == (fits["outcome"], fits["credit"]["exposure"])
    assert held_minor == house.exposure_minor("C-NEW")
    over = ask(f"{float(most) + 0.01:.2f}", 2)
    assert ("review", "over_limit") == (over["outcome"], over["reasons"][0]["code"])
    other = ask("0.01", order_id="O-2", reserve=False)
    assert "review" == other["outcome"]
    house.is_proven()


@pytest.mark.parametrize(
    ("steps", "exposure_minor"),
    [
        ([("delivered", {"amount": "12000.00"})], 1_200_000),
        ([("delivered", {"amount": "5000.00"})], 1_200_000),
        ([("billed", {"amount": "12000.00"})], 1_200_000),
        ([("billed", {"amount": "5000.00"})], 1_200_000),
        ([("delivered", {"amount": "5000.00"}), ("billed", {"amount": "5000.00"})], 1_200_000),
        ([("delivered", {"amount": "12000.00"}), ("billed", {"amount": "12000.00"})], 1_200_000),
        ([("billed", {"amount": "12000.00"}), ("paid", {"amount": "12000.00"})], 0),
        ([("delivered", {"amount": "5000.00"}), ("closed", {})], 500_000),
    ],
)
def test_a_reservation_turns_into_what_was_delivered_and_billed(
    ask: Callable[..., Answer], tell: Tell, house: Any, steps: list[Told], exposure_minor: int
) -> None:
    """An order that is delivered or billed while it is reserved counts once, at every step."""
    ask("12000.00")
    tell(*steps)
    assert exposure_minor == house.exposure_minor("C-NEW")
    house.is_proven()


def test_each_checkpoint_asks_again(ask: Callable[..., Answer], tell: Tell, house: Any) -> None:
    """At delivery and at the invoice the order is checked on the exposure of then, and holds what is to come."""
    assert "approve" == ask("12000.00")["outcome"]
    tell(("placed", {"amount": "12000.00"}))
    assert "approve" == ask("8000.00", order_id="O-2")["outcome"]
    assert "approve" == ask("12000.00", checkpoint="delivery")["outcome"]
    tell(("delivered", {"amount": "12000.00"}))
    assert 2_000_000 == house.exposure_minor("C-NEW")
    house.append({
        "kind": "order_placed", "occurred_at": at(10, 21), "order_id": "O-3", "customer_id": "C-NEW",
        "amount": "0.01", "currency": "CNY",
    })  # fmt: skip
    assert "review" == ask("12000.00", checkpoint="invoice")["outcome"]
    tell(("billed", {"amount": "12000.00"}))
    assert 2_000_001 == house.exposure_minor("C-NEW")
    house.is_proven()


@pytest.mark.parametrize(
    ("checkpoint", "amount", "outcome"),
    [
        ("order", "99999.00", "approve"),
        ("invoice", "99999.00", "approve"),
        ("delivery", "21000.00", "approve"),
        ("delivery", "21000.01", "review"),
    ],
)
def test_checkpoints_and_tolerance_are_policy(
    house: Any, world: ModuleType, checkpoint: str, amount: str, outcome: str
) -> None:
    """A company that checks credit at delivery alone, up to 5 % over the limit."""
    policy = world.lenient()
    rules = msgspec.structs.replace(policy.rules, over_limit=OverLimit(tolerance_ppm=50_000))
    changed = msgspec.structs.replace(policy, rules=rules, credit_checkpoints=("delivery",))
    world.publish(house.engine, write(changed))
    house.append(world.registered("C-NEW"), world.limit("C-NEW", "20000.00"))
    with house.open() as client:
        body = world.order("O-1", "C-NEW", amount=amount, checkpoint=checkpoint)
        assert outcome == client.post("/v1/orders/score", json=body).json()["outcome"]
    house.is_proven()


def test_a_group_of_companies_has_a_limit_of_its_own(
    lenient_client: TestClient, house: Any, world: ModuleType
) -> None:
    """What a person set for the group counts in place of a share of the member's own, until it expires."""
    joins = {"kind": "group_membership_set", "occurred_at": at(8, 40), "group_id": "G-NEW"}
    for member in ("C-NEW", "C-SISTER"):
        house.append(
            world.registered(member), {**joins, "customer_id": member}, world.limit(member, "20000.00")
        )

    def ask(order_id: str, customer_id: str, amount: str) -> str:
        body = world.order(order_id, customer_id, amount=amount, reserve=False)
        return str(lenient_client.post("/v1/orders/score", json=body).json()["outcome"])

    body = world.order("O-1", "C-NEW", amount="15000.00")
    assert "approve" == lenient_client.post("/v1/orders/score", json=body).json()["outcome"]
    assert ["approve", "review"] == [ask("O-2", "C-SISTER", "5000.00"), ask("O-3", "C-SISTER", "5000.01")]
    limit = {
        "kind": "group_limit_set", "occurred_at": at(9, 0), "group_id": "G-NEW", "currency": "CNY",
        "decided_by": "E1", "approved_by": "E2", "reason": "one parent",
    }  # fmt: skip
    house.append(limit | {"limit": "30000.00"})
    assert ["approve", "review"] == [ask("O-4", "C-SISTER", "15000.00"), ask("O-5", "C-SISTER", "15000.01")]
    house.append(limit | {"limit": "16000.00", "occurred_at": at(9, 1)})
    assert ["approve", "review"] == [ask("O-6", "C-SISTER", "1000.00"), ask("O-7", "C-SISTER", "1000.01")]
    house.append(limit | {"limit": "0.00", "occurred_at": at(9, 2), "expires_at": at(10, 29)})
    assert "approve" == ask("O-8", "C-SISTER", "5000.00")
    house.is_proven()


def test_a_reviewer_s_block_frees_what_the_order_held(
    ask: Callable[..., Answer], tell: Tell, lenient_client: TestClient, house: Any
) -> None:
    """The block of an order that was decided again since frees nothing; what was placed stays exposure."""
    first = ask("12000.00")
    second = ask("15000.00", 1)
    said = {"verdict": "confirmed", "action": "block"}
    for answer, held in ((first, 1_500_000), (second, 0)):
        assert (
            lenient_client.post(f"/v1/decisions/{answer['decision_id']}/verdict", json=said).status_code < 300
        )
        assert held == house.exposure_minor("C-NEW")
    assert [("blocked",), ("replaced",)] == sorted(house.ask("SELECT state FROM reservations"))
    assert 204 == lenient_client.delete(f"/v1/reservations/{second['reservation']['id']}").status_code
    assert "approve" == ask("20000.00", order_id="O-2", reserve=False)["outcome"]
    freed = {"verdict": "cleared", "action": "release"}
    path = f"/v1/decisions/{second['decision_id']}/verdict"
    assert lenient_client.post(path, json=freed).status_code < 300
    third = ask("9000.00", 2)
    tell(("placed", {"amount": "9000.00"}))
    path = f"/v1/decisions/{third['decision_id']}/verdict"
    assert lenient_client.post(path, json=said).status_code < 300
    assert 900_000 == house.exposure_minor("C-NEW")
    house.is_proven()
