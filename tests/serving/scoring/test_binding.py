"""What a reviewer refused, or nobody released, stays held at whatever revision and checkpoint it comes back."""

from collections.abc import Callable
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest
from starlette.testclient import TestClient

from riskdesk.cli.demo.company import at

Answer = dict[str, Any]
Ask = Callable[..., Answer]
Judge = Callable[..., None]


@pytest.fixture
def judge(lenient_client: TestClient) -> Judge:
    """Record what a reviewer does with a decision: block or release."""

    def send(answer: Answer, action: str, verdict: str = "") -> None:
        said = {"verdict": verdict or {"block": "confirmed"}.get(action, "cleared"), "action": action}
        path = f"/v1/decisions/{answer['decision_id']}/verdict"
        assert lenient_client.post(path, json=said).status_code < 300

    return send


@pytest.fixture
def ask(lenient_client: TestClient, house: Any, world: ModuleType) -> Ask:
    """Score order O-1 of a customer who may owe 20,000.00; return the answer."""
    house.append(world.registered("C-NEW"), world.limit("C-NEW", "20000.00"))

    def score(amount: str = "12000.00", key: str = "all", **more: Any) -> Answer:
        body = world.order("O-1", "C-NEW", amount=amount, **more)
        reply = lenient_client.post("/v1/orders/score", json=body, headers=house.headers(key))
        assert 200 == reply.status_code, reply.text
        found: Answer = reply.json()
        return found

    return score


@pytest.fixture
def pay(lenient_client: TestClient, house: Any, world: ModuleType) -> Ask:
    """Score payment P-1, or another, to a payee who is known; return the answer."""
    house.append({
        "kind": "supplier_registered", "occurred_at": "2026-01-05T09:00:00+08:00", "supplier_id": "S-NEW",
        "name": "New Supplies",
    })  # fmt: skip

    def score(amount: str = "4200.00", payment_id: str = "P-1", **more: Any) -> Answer:
        body = world.payment(payment_id, amount=amount, **more)
        reply = lenient_client.post("/v1/payments/score", json=body)
        assert 200 == reply.status_code, reply.text
        found: Answer = reply.json()
        return found

    return score


def _first(answer: Answer) -> str:
    return str(answer["reasons"][0]["code"])


AGAIN: list[dict[str, Any]] = [
    {"checkpoint": "delivery"},
    {"checkpoint": "invoice", "amount": "11000.00"},
    {"revision": 1},
    {"revision": 1, "amount": "100.00", "checkpoint": "delivery"},
]


@pytest.mark.parametrize("again", AGAIN)
def test_a_reviewer_s_block_holds_at_every_checkpoint_and_revision(
    ask: Ask, judge: Judge, house: Any, again: dict[str, Any]
) -> None:
    """An order that a reviewer blocked is refused and reserves nothing, until a reviewer releases it."""
    first = ask()
    assert "approve" == first["outcome"]
    judge(first, "block")
    second = ask(**again)
    assert ("block", "reviewer_block", None) == (
        second["outcome"],
        _first(second),
        second["reservation"],
    )
    assert 0 == house.exposure_minor("C-NEW")
    judge(second, "none", "cleared")
    third = ask(**again | {"revision": 2})
    assert "block" == third["outcome"]
    judge(third, "release")
    assert "approve" == ask(**again | {"revision": 3})["outcome"]
    house.is_proven()


@pytest.mark.parametrize("again", [{"revision": 1}, {"revision": 1, "amount": "5.00"}])
def test_a_payment_that_a_reviewer_blocked_is_refused(
    pay: Ask, judge: Judge, house: Any, again: dict[str, Any]
) -> None:
    """It is refused whatever comes of it again, until a reviewer releases it."""
    first = pay()
    assert "approve" == first["outcome"]
    judge(first, "block")
    second = pay(**again)
    assert ("block", "reviewer_block") == (second["outcome"], _first(second))
    judge(second, "release")
    assert "approve" == pay(**again | {"revision": 2})["outcome"]
    house.is_proven()


def test_a_release_of_what_was_blocked_lets_the_next_checkpoint_pass(
    ask: Ask, judge: Judge, house: Any
) -> None:
    """The refusals that only followed from a block are lifted with it, whichever decision is released."""
    first = ask()
    judge(first, "block")
    assert "block" == ask(checkpoint="delivery")["outcome"]
    judge(first, "release")
    assert "approve" == ask(checkpoint="invoice")["outcome"]
    house.is_proven()


@pytest.mark.parametrize("amount", ["25000.00", "30000.00", "100.00"])
@pytest.mark.parametrize("key", ["all", "other"])
def test_what_nobody_released_is_held_at_the_next_checkpoint(
    ask: Ask, house: Any, world: ModuleType, amount: str, key: str
) -> None:
    """A later checkpoint of the same revision is held as the one before, whoever asks and for whatever amount."""
    first = ask("25000.00")
    assert ("review", "over_limit") == (first["outcome"], _first(first))
    house.append(world.limit("C-NEW", "90000.00") | {"event_id": "more"})
    second = ask(amount, key, checkpoint="delivery")
    assert ("review", "held_before") == (second["outcome"], _first(second))
    third = ask(amount, key, checkpoint="invoice")
    assert ("review", "held_before") == (third["outcome"], _first(third))
    house.is_proven()


def test_a_release_lets_later_checkpoints_pass(ask: Ask, judge: Judge, house: Any, world: ModuleType) -> None:
    """A release of the decision that held it, or of one that held it for that, clears what came before."""
    first = ask("25000.00")
    house.append(world.limit("C-NEW", "90000.00") | {"event_id": "more"})
    second = ask("25000.00", checkpoint="delivery")
    assert "review" == second["outcome"]
    judge(first, "release")
    assert "approve" == ask("25000.00", checkpoint="invoice")["outcome"]
    other = ask("95000.00", revision=1)
    assert "review" == other["outcome"]
    house.append(world.limit("C-NEW", "99000.00") | {"event_id": "yet more"})
    later = ask("95000.00", revision=1, checkpoint="delivery")
    assert "review" == later["outcome"]
    judge(later, "release")
    assert "approve" == ask("95000.00", revision=1, checkpoint="invoice")["outcome"]
    house.is_proven()


def test_an_amended_order_is_judged_on_its_own_merits(ask: Ask, house: Any) -> None:
    """A higher revision passes where it fits, at each checkpoint; the lower one is as held as before."""
    assert "review" == ask("25000.00")["outcome"]
    assert "approve" == ask("12000.00", revision=1)["outcome"]
    assert "approve" == ask("12000.00", revision=1, checkpoint="delivery")["outcome"]
    assert "review" == ask("12000.00", checkpoint="invoice")["outcome"]
    house.is_proven()


def test_a_held_revision_holds_the_checkpoints_of_the_one_before(ask: Ask, house: Any) -> None:
    """What is held as amended does not pass at a checkpoint that names the revision before it."""
    assert "approve" == ask("12000.00")["outcome"]
    assert "review" == ask("25000.00", revision=1)["outcome"]
    assert "review" == ask("12000.00", checkpoint="delivery")["outcome"]
    house.is_proven()


@pytest.mark.parametrize("approver", ["E12", "e12"])
def test_a_payment_approved_by_who_requested_it_is_held(pay: Ask, house: Any, approver: str) -> None:
    """One person is not two, whatever the case of its letters."""
    found = pay(approver_id=approver)
    assert ("review", "self_approved") == (found["outcome"], _first(found))
    assert "approve" == pay(approver_id="E13", payment_id="P-2")["outcome"]
    house.is_proven()


def test_a_release_takes_exposure_again(ask: Ask, judge: Judge, house: Any) -> None:
    """What a block gave back is held again, once, for as long as it was reserved for."""
    first = ask()
    judge(first, "block")
    assert 0 == house.exposure_minor("C-NEW")
    judge(first, "release")
    assert 1_200_000 == house.exposure_minor("C-NEW")
    assert [("held",)] == house.ask("SELECT state FROM reservations")
    house.is_proven()


def test_a_release_of_what_was_refused_again_takes_the_amount_of_then(
    ask: Ask, judge: Judge, house: Any
) -> None:
    """A release of the latest decision takes what it was about; one of a decision before it takes nothing."""
    first = ask()
    judge(first, "block")
    second = ask("9000.00", checkpoint="delivery")
    assert ("block", 0) == (second["outcome"], house.exposure_minor("C-NEW"))
    judge(second, "release")
    assert 900_000 == house.exposure_minor("C-NEW")
    judge(second, "block")
    assert "block" == ask("8000.00", revision=1)["outcome"]
    judge(second, "release", "confirmed")
    assert 0 == house.exposure_minor("C-NEW")
    assert [("released",)] == house.ask("SELECT state FROM reservations")
    house.is_proven()


def test_a_release_takes_nothing_that_would_be_over(ask: Ask, judge: Judge, house: Any) -> None:
    """Exposure is not held beyond the time for which it was reserved."""
    first = ask()
    judge(first, "block")
    house.clock.advance(timedelta(days=60))
    judge(first, "release")
    assert 0 == house.exposure_minor("C-NEW")
    house.is_proven()


def test_a_block_that_was_imported_binds(ask: Ask, house: Any) -> None:
    """A verdict that names the order alone, as of another system's reviewers, binds all the same."""
    assert "approve" == ask()["outcome"]
    house.append({
        "kind": "verdict_recorded", "occurred_at": at(10, 20), "subject": "order:O-1", "verdict": "confirmed",
        "action": "block", "reviewer_id": "E40",
    })  # fmt: skip
    assert 0 == house.exposure_minor("C-NEW")
    assert "block" == ask(checkpoint="delivery")["outcome"]
    house.is_proven()


def test_blocks_and_releases_bind_on_both_databases(any_house: Any, world: ModuleType) -> None:
    """Refused at delivery, taken again when released, held at the invoice for what nobody released."""
    world.publish(any_house.engine, world.LENIENT)
    any_house.append(world.registered("C-NEW"), world.limit("C-NEW", "20000.00"))
    with any_house.open() as client:

        def score(order_id: str, amount: str, checkpoint: str) -> Answer:
            body = world.order(order_id, "C-NEW", amount=amount, checkpoint=checkpoint)
            found: Answer = client.post("/v1/orders/score", json=body).json()
            return found

        def act(answer: Answer, action: str) -> int:
            said = {"verdict": "confirmed", "action": action}
            path = f"/v1/decisions/{answer['decision_id']}/verdict"
            assert client.post(path, json=said).status_code < 300
            return int(any_house.exposure_minor("C-NEW"))

        first = score("O-1", "12000.00", "order")
        assert [0, 1_200_000, 0] == [act(first, action) for action in ("block", "release", "block")]
        assert "block" == score("O-1", "12000.00", "delivery")["outcome"]
        assert "review" == score("O-2", "25000.00", "order")["outcome"]
        held = score("O-2", "5.00", "delivery")
        assert ("review", "held_before") == (held["outcome"], _first(held))
    any_house.is_proven()
