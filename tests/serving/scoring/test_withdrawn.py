"""What the service says after a payment was withdrawn, and after an invoice was voided."""

from types import ModuleType
from typing import Any

import pytest
from starlette.testclient import TestClient

from riskdesk.cli.demo.company import at

Answer = dict[str, Any]


def tell(client: TestClient, **row: Any) -> None:
    """Send one event, which must be taken."""
    reply = client.post("/v1/events", json=[{"occurred_at": at(10, 13), **row}])
    assert ["taken"] == [one["status"] for one in reply.json()["results"]], reply.text


@pytest.fixture
def pay(lenient_client: TestClient, house: Any, world: ModuleType) -> Any:
    """Score a payment of one invoice of a known supplier's; return the answer."""
    supplier = {"kind": "supplier_registered", "supplier_id": "S-NEW", "name": "Lamps Ltd"}
    house.append(supplier | {"occurred_at": at(8, 30)})

    def score(payment_id: str, **more: Any) -> Answer:
        body = world.payment(payment_id, **({"invoice_no": "INV-77"} | more))
        reply = lenient_client.post("/v1/payments/score", json=body)
        assert 200 == reply.status_code, reply.text
        found: Answer = reply.json()
        return found

    return score


def repeats(answer: Answer) -> bool:
    """Tell whether the answer calls the payment a duplicate."""
    return "duplicate_payment" in {reason["code"] for reason in answer["reasons"]}


def test_a_retry_after_a_withdrawal_is_no_duplicate(lenient_client: TestClient, house: Any, pay: Any) -> None:
    """The same invoice twice is a duplicate; with what was asked withdrawn it may be paid, once."""
    assert [False, True] == [repeats(pay(payment_id)) for payment_id in ("P-1", "P-2")]
    for payment_id in ("P-1", "P-2"):
        tell(lenient_client, kind="payment_withdrawn", payment_id=payment_id, event_id=payment_id)
    later = {"occurred_at": at(10, 14)}
    assert [False, True] == [repeats(pay(payment_id, **later)) for payment_id in ("P-3", "P-4")]
    assert repeats(pay("P-1", revision=1, **later))
    house.is_proven()


def test_a_voided_invoice_is_exposure_until_it_is_billed_anew(lenient_client: TestClient, house: Any) -> None:
    """What was delivered counts whether it is billed, voided or billed again: the customer's headroom is the same."""
    customer = {"customer_id": "C-VOID"}
    money = {"amount": "9000.00", "currency": "CNY"}
    house.append(
        {"kind": "customer_registered", "occurred_at": at(8, 0), "name": "Lamps Ltd", **customer},
        {"kind": "order_placed", "occurred_at": at(8, 10), "order_id": "26VO00001", **customer, **money},
        {
            "kind": "order_delivered",
            "occurred_at": at(8, 20),
            "order_id": "26VO00001",
            "delivery_id": "D1",
            **money,
        },
    )
    billed = {"order_id": "26VO00001", "due_date": "2026-12-31", **customer, **money}
    steps = [
        ({"kind": "invoice_issued", "invoice_id": "IN-1", **billed}, ("0.00", "9000.00")),
        ({"kind": "invoice_voided", "invoice_id": "IN-1"}, ("9000.00", "0.00")),
        ({"kind": "invoice_issued", "invoice_id": "IN-2", **billed}, ("0.00", "9000.00")),
    ]
    for row, expected in steps:
        tell(lenient_client, **row)
        said = lenient_client.get("/v1/customers/C-VOID/credit").json()
        assert expected == (said["delivered"], said["invoiced"])
    house.is_proven()
