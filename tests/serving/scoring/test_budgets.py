"""Budgets of payments: checked and taken in one transaction, given back where nothing is paid."""

from types import ModuleType
from typing import Any

import msgspec
import pytest
from starlette.testclient import TestClient

from models.policy.codec import write
from models.policy.outcome import Outcome
from models.policy.rules import OverBudget
from riskdesk.cli.demo.company import at

Answer = dict[str, Any]


@pytest.fixture
def pay(house: Any, world: ModuleType) -> Any:
    """Score a payment of a known supplier's from budget B-1 of 10,000.00; return the answer."""
    house.append(
        {
            "kind": "supplier_registered",
            "occurred_at": at(8, 30),
            "supplier_id": "S-NEW",
            "name": "Lamps Ltd",
        },
        budget("10000.00"),
    )

    def score(client: TestClient, payment_id: str, amount: str, **more: Any) -> Answer:
        body = world.payment(payment_id, **({"amount": amount, "budget_id": "B-1"} | more))
        reply = client.post("/v1/payments/score", json=body)
        assert 200 == reply.status_code, reply.text
        found: Answer = reply.json()
        return found

    return score


def budget(amount: str, **more: Any) -> Answer:
    """Return the row that sets a budget."""
    row = {
        "kind": "budget_set",
        "occurred_at": at(8, 0),
        "budget_id": "B-1",
        "amount": amount,
        "currency": "CNY",
    }
    return row | more


def tell(client: TestClient, **row: Any) -> str:
    """Send one event; return what became of it."""
    reply = client.post("/v1/events", json=[{"occurred_at": at(10, 20), **row}])
    return str(reply.json()["results"][0]["status"])


def used(house: Any, budget_id: str = "B-1") -> int:
    """Return what is taken of a budget."""
    return int(house.ask("SELECT used_minor FROM budgets WHERE budget_id = :b", b=budget_id)[0][0])


def codes(answer: Answer) -> set[str]:
    """Return the codes of an answer's reasons that speak of budgets."""
    return {reason["code"] for reason in answer["reasons"]} & {"budget_use", "over_budget", "unknown_budget"}


def test_a_budget_is_told_warned_and_held(lenient_client: TestClient, house: Any, pay: Any) -> None:
    """Told at 75 %, held at 90 % and beyond 100 %, all of it may be used; each answer says what is left."""
    steps = [
        ("7499.99", "approve", set(), "10000.00"),
        ("0.01", "approve", {"budget_use"}, "2500.01"),
        ("1499.99", "approve", {"budget_use"}, "2500.00"),
        ("0.01", "review", {"budget_use"}, "1000.01"),
        ("1000.00", "review", {"budget_use"}, "1000.00"),
        ("0.01", "review", {"over_budget"}, "0.00"),
    ]
    for k, (amount, outcome, said, left) in enumerate(steps):
        answer = pay(lenient_client, f"P-{k}", amount)
        assert (outcome, said, left) == (answer["outcome"], codes(answer), answer["budget"]["left"]), k
    assert {
        "id": "B-1",
        "amount": "10000.00",
        "used": "10000.00",
        "left": "0.00",
        "currency": "CNY",
    } == answer["budget"]
    (reason,) = [one for one in answer["reasons"] if one["code"] == "over_budget"]
    assert ["budget:B-1", *(f"payment:P-{k}" for k in (4, 3, 2, 1, 0))] == reason["evidence"]
    assert "B-1" in reason["value"]
    assert reason["clears"] is not None
    assert 1_000_001 == used(house)
    assert answer == lenient_client.get(f"/v1/decisions/{answer['decision_id']}").json()
    house.append(budget("20000.00", occurred_at=at(10, 1)))
    assert set() == codes(pay(lenient_client, "P-5", "0.01", revision=1))
    house.is_proven()


def test_the_same_payment_is_not_counted_against_itself(
    lenient_client: TestClient, house: Any, pay: Any
) -> None:
    """A retry takes nothing more; a revision is checked without what it took before, and moves if it says so."""
    assert "approve" == pay(lenient_client, "P-1", "7000.00")["outcome"]
    assert "approve" == pay(lenient_client, "P-1", "7000.00")["outcome"]
    again = pay(lenient_client, "P-1", "7400.00", revision=1)
    assert ("approve", "10000.00", 740_000) == (again["outcome"], again["budget"]["left"], used(house))
    house.append(budget("9000.00", budget_id="B-2"))
    moved = pay(lenient_client, "P-1", "6000.00", revision=2, budget_id="B-2")
    assert ("9000.00", 0, 600_000) == (moved["budget"]["left"], used(house), used(house, "B-2"))
    house.is_proven()


def test_a_budget_that_nobody_set_is_never_approved(lenient_client: TestClient, house: Any, pay: Any) -> None:
    """It is held, also when payments have been sent to it before; one that is set to nothing is passed."""
    for payment_id in ("P-1", "P-2"):
        answer = pay(lenient_client, payment_id, "1.00", budget_id="B-X")
        assert ("review", {"unknown_budget"}) == (answer["outcome"], codes(answer))
        assert (None, None) == (answer["budget"]["amount"], answer["budget"]["left"])
    assert "1.00" == answer["budget"]["used"]
    house.append(budget("0.00", budget_id="B-0") | {"amount": "0.01"})
    answer = pay(lenient_client, "P-3", "0.02", budget_id="B-0")
    assert ("review", {"over_budget"}) == (answer["outcome"], codes(answer))
    assert pay(lenient_client, "P-4", "1.00", budget_id=None)["budget"] is None
    house.is_proven()


def test_a_refused_payment_gives_its_budget_back(house: Any, world: ModuleType, pay: Any) -> None:
    """What policy refuses takes nothing: the next payment finds the budget as it was."""
    policy = world.lenient()
    rules = msgspec.structs.replace(policy.rules, over_budget=OverBudget(outcome=Outcome.BLOCK))
    world.publish(house.engine, write(msgspec.structs.replace(policy, rules=rules)))
    with house.open() as client:
        assert "approve" == pay(client, "P-1", "6000.00")["outcome"]
        assert "block" == pay(client, "P-2", "4000.01")["outcome"]
        assert 600_000 == used(house)
        assert "block" == pay(client, "P-1", "10000.01", revision=1)["outcome"]
        assert 0 == used(house)
        assert "approve" == pay(client, "P-2", "4000.01", revision=1)["outcome"]
        assert "approve" == pay(client, "P-1", "2000.00", revision=2)["outcome"]
    assert 600_001 == used(house)
    assert 2 == house.ask("SELECT count(*) FROM events WHERE kind = 70")[0][0]
    house.is_proven()


def test_what_becomes_of_a_payment_decides_about_its_budget(
    lenient_client: TestClient, house: Any, pay: Any
) -> None:
    """A reviewer's block, a withdrawal and a return give back; a release and the bank's execution take, once."""
    held = pay(lenient_client, "P-1", "9500.00")
    assert "review" == held["outcome"]
    path = f"/v1/decisions/{held['decision_id']}/verdict"
    for action, taken in (("block", 0), ("release", 950_000)):
        said = {"verdict": "cleared" if taken else "confirmed", "action": action}
        assert lenient_client.post(path, json=said).status_code < 300
        assert taken == used(house)
    withdrawn = {"kind": "budget_released", "payment_id": "P-1", "budget_id": "B-1", "cause": "withdrawn"}
    assert "taken" == tell(lenient_client, **withdrawn)
    assert 0 == used(house)
    paid = {
        "kind": "payment_executed", "payment_id": "P-1", "kind_of_payment": "supplier", "payee_id": "S-NEW",
        "amount": "9400.00", "currency": "CNY",
    }  # fmt: skip
    assert "taken" == tell(lenient_client, **paid)
    assert 940_000 == used(house)
    assert "refused" == tell(lenient_client, **withdrawn, event_id="late")
    assert "taken" == tell(lenient_client, kind="payment_returned", payment_id="P-1")
    assert 0 == used(house)
    house.is_proven()


def test_a_verdict_on_an_earlier_revision_changes_nothing(
    lenient_client: TestClient, house: Any, pay: Any
) -> None:
    """What is taken is the latest revision's, whatever a reviewer says of an earlier one."""
    first = pay(lenient_client, "P-1", "9500.00")
    second = pay(lenient_client, "P-1", "6000.00", revision=1)
    for answer, left in ((first, 600_000), (second, 0)):
        path = f"/v1/decisions/{answer['decision_id']}/verdict"
        said = {"verdict": "confirmed", "action": "block"}
        assert lenient_client.post(path, json=said).status_code < 300
        assert left == used(house)
    house.is_proven()


def test_payments_of_one_commit_see_each_other(house: Any, world: ModuleType, pay: Any) -> None:
    """Payments that fit one by one and not together are not all approved, however they come together."""
    world.publish(house.engine, world.LENIENT)
    with house.open() as client:
        calls = [lambda k=k: pay(client, f"P-{k}", "3000.00") for k in range(8)]
        answers = world.at_once(calls)
    assert [300_000 * k for k in range(8)] == sorted(round(float(a["budget"]["used"]) * 100) for a in answers)
    assert 2 == sum(answer["outcome"] == "approve" for answer in answers)
    assert 2_400_000 == used(house)
    house.is_proven()
