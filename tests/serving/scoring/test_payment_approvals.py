"""Special approvals of payments: granted by event, used by the payment that they name, replayed."""

import json
from types import ModuleType
from typing import Any

import pytest
from starlette.testclient import TestClient

from models.policy.codec import read as read_policy
from models.policy.default import DEFAULT_POLICY
from models.whatif.report import what_if
from riskdesk.cli.demo.company import at
from serving.runtime import open_runtime
from serving.whatif.service import read_past

GRANT = {
    "kind": "special_approval_granted",
    "occurred_at": at(9, 0),
    "special_approval_id": "A-1",
    "payment_id": "P-1",
    "amount": "30000.00",
    "currency": "CNY",
    "requested_by": "E7",
    "approved_by": "E2",
    "reason": "year's end",
    "expires_at": at(23, 0),
}


@pytest.fixture
def pay(house: Any, world: ModuleType) -> Any:
    """Score a payment of a known supplier beyond its budget; return outcome, and codes of budget and approval."""
    known = {"kind": "supplier_registered", "occurred_at": at(8, 30), "supplier_id": "S-NEW", "name": "Lamps"}
    budget = {"kind": "budget_set", "occurred_at": at(8, 0), "budget_id": "B-1", "amount": "10000.00"}
    house.append(known, budget | {"currency": "CNY"})

    def score(client: TestClient, payment_id: str, approval: str | None = None, **more: Any) -> Any:
        body = world.payment(
            payment_id, **({"amount": "20000.00", "budget_id": "B-1", "special_approval_id": approval} | more)
        )
        reply = client.post("/v1/payments/score", json=body)
        assert 200 == reply.status_code, reply.text
        answer = reply.json()
        codes = {reason["code"] for reason in answer["reasons"]}
        return answer["outcome"], codes & {"over_budget", "special_approval_missing", "unknown_payee"}

    return score


MISSING = ("review", {"over_budget", "special_approval_missing"})


def test_a_special_approval_carries_the_payment_that_it_names(
    lenient_client: TestClient, house: Any, pay: Any
) -> None:
    """Up to its amount, until it expires, as a payment held before comes back; no other payment, and not unasked."""
    house.append(
        GRANT,
        GRANT | {"special_approval_id": "A-2", "payment_id": "P-2", "expires_at": at(10, 0)},
        GRANT | {"special_approval_id": "A-3", "payment_id": "P-3", "amount": "19999.99"},
    )
    assert ("review", {"over_budget"}) == pay(lenient_client, "P-1")
    assert ("approve", set()) == pay(lenient_client, "P-1", "A-1", revision=1)
    assert ("approve", set()) == pay(lenient_client, "P-1", "A-1", revision=1)
    assert MISSING == pay(lenient_client, "P-9", "A-1")
    assert MISSING == pay(lenient_client, "P-2", "A-2")
    assert MISSING == pay(lenient_client, "P-3", "A-3")
    assert MISSING == pay(lenient_client, "P-4", "A-UNKNOWN")
    assert [("payment:P-1",)] == house.ask("SELECT used_by FROM approvals WHERE used_by IS NOT NULL")
    house.is_proven()


def test_who_asks_for_the_money_cannot_grant_it(
    lenient_client: TestClient, house: Any, world: ModuleType, pay: Any
) -> None:
    """Neither in the approval itself nor as the requester of the payment that relies on it."""
    row = GRANT | {"requested_by": "E2"}
    (result,) = lenient_client.post("/v1/events", json=[row]).json()["results"]
    assert ("refused", "approved_by") == (result["status"], result["field"])
    house.append(GRANT | {"approved_by": world.payment("P-1")["requester_id"]})
    assert MISSING == pay(lenient_client, "P-1", "A-1")
    house.is_proven()


def test_a_customers_approval_carries_no_payment(lenient_client: TestClient, house: Any, pay: Any) -> None:
    """And a payment's makes nobody known: who is paid has to be."""
    of_customer = {name: value for name, value in GRANT.items() if name != "payment_id"}
    house.append(
        of_customer | {"customer_id": "P-1"}, GRANT | {"special_approval_id": "A-2", "payment_id": "P-2"}
    )
    assert MISSING == pay(lenient_client, "P-1", "A-1")
    found = pay(lenient_client, "P-2", "A-2", payee_id="S-STRANGER")
    assert ("review", {"unknown_payee"}) == found
    house.is_proven()


def test_what_if_follows_special_approvals_of_payments(
    lenient_client: TestClient, house: Any, world: ModuleType, pay: Any
) -> None:
    """The past under the same policy is the past; under one that lifts nothing of payments it is held."""
    house.append(GRANT)
    assert ("approve", set()) == pay(lenient_client, "P-1", "A-1")
    runtime = open_runtime(house.settings, house.clock)
    try:
        past = read_past(runtime).decisions
    finally:
        runtime.engine.dispose()
    assert [f"payee:{world.payment('P-1')['payee_id']}"] == [one.party for one in past]
    same = what_if(past, read_policy(world.LENIENT))
    assert same.then == same.now
    assert (1, 2_000_000) == (same.then.approvals.payments, same.then.approvals.payments_minor)
    content = json.loads(world.LENIENT) | {"special_approval": {}}
    stricter = what_if(past, read_policy(json.dumps(content).encode()))
    assert (0, 1, 0) == (stricter.now.approved, stricter.now.reviewed, stricter.now.approvals.payments)


def test_the_approval_is_part_of_what_was_asked(
    lenient_client: TestClient, house: Any, world: ModuleType, pay: Any
) -> None:
    """The same payment with another approval is other content; a revision has it decided anew."""
    assert DEFAULT_POLICY.special_approval == read_policy(world.LENIENT).special_approval
    house.append(GRANT)
    assert ("review", {"over_budget"}) == pay(lenient_client, "P-1")
    body = world.payment("P-1", amount="20000.00", budget_id="B-1", special_approval_id="A-1")
    reply = lenient_client.post("/v1/payments/score", json=body)
    assert (409, ["special_approval_id"]) == (reply.status_code, reply.json()["fields"])
