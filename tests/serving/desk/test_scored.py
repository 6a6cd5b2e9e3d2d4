import re
from html import unescape
from types import ModuleType
from typing import Any

import pytest
from starlette.testclient import TestClient

from riskdesk.cli.demo.company import at
from riskdesk.core.clock import format_time


def calls(rows: list[dict[str, Any]], now: str) -> list[tuple[str, dict[str, Any]]]:
    """Return orders and a payment that any policy looks at: large ones, of known and unknown parties."""
    customer = next(row["customer_id"] for row in rows if row["kind"] == "invoice_issued")
    order = {"currency": "CNY", "occurred_at": now, "salesperson_id": "E1", "terms_days": 30}
    payment = {"kind": "supplier", "payee_account": "6222020200112233445", "requester_id": "E1"}
    return [
        ("orders", {**order, "order_id": "DESK-1", "customer_id": customer, "amount": "1200.00"}),
        ("orders", {**order, "order_id": "DESK-2", "customer_id": customer, "amount": "30000000.00"}),
        ("orders", {**order, "order_id": "DESK-3", "customer_id": "STRANGER", "amount": "5000.00"}),
        (
            "payments",
            {**payment, "payment_id": "DESK-4", "payee_id": "STRANGER", "amount": "99000.00", "currency": "CNY",
             "occurred_at": now},
        ),
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_what_the_service_held_is_on_the_desk(
    client: TestClient, house: Any, rows: list[dict[str, Any]], language: str
) -> None:
    """Every decision that the scoring service makes has its page; what it held is on the list."""
    now = format_time(house.clock.now_us(), house.settings.zone)
    replies = [client.post(f"/v1/{path}/score", json=body) for path, body in calls(rows, now)]
    assert [200] * len(replies) == [reply.status_code for reply in replies]
    decided = [reply.json() for reply in replies]
    header = {"Accept-Language": language}
    token = re.findall(r'name="token" value="([^"]+)"', client.get("/desk/login", headers=header).text)[0]
    listed = client.post("/desk/login", data={"token": token, "key": house.keys["all"]}, headers=header).text
    for answer in decided:
        page = client.get(f"/desk/decisions/{answer['decision_id']}", headers=header)
        assert 200 == page.status_code
        assert len(answer["reasons"]) == page.text.count("<details>")
        assert len(answer["contributions"]) == page.text.count('class="fall"')
        assert (answer["outcome"] != "approve") == (f"/desk/decisions/{answer['decision_id']}" in listed)
    held = {answer["subject"] for answer in decided if answer["outcome"] != "approve"}
    assert {"order:DESK-2", "order:DESK-3", "payment:DESK-4"} <= held


def test_budget_and_group_on_the_desk_are_those_of_the_answers(
    client: TestClient, house: Any, world: ModuleType
) -> None:
    """What the service checked a payment and an order against is what their pages show, before and after a block."""
    for customer in ("C-A", "C-B"):
        house.append(world.registered(customer))
        house.append(
            {
                "kind": "group_membership_set",
                "occurred_at": at(9, 0),
                "customer_id": customer,
                "group_id": "G-1",
            }
        )
    house.append(
        {
            "kind": "budget_set",
            "occurred_at": at(9, 0),
            "budget_id": "B-1",
            "amount": "10000.00",
            "currency": "CNY",
        }
    )
    paid = [
        client.post(
            "/v1/payments/score", json=world.payment(f"P-{n}", amount="4000.00", budget_id="B-1")
        ).json()
        for n in (1, 2)
    ]
    ordered = [
        client.post("/v1/orders/score", json=world.order(f"O-{customer}", customer, amount="3000.00")).json()
        for customer in ("C-A", "C-B")
    ]
    sign_in(client, house)
    page = words(client, paid[1])
    assert f"Used before CN¥{float(paid[1]['budget']['used']):,.2f}" in page
    assert "Used before CN¥4,000.00 This payment CN¥4,000.00 Budget CN¥10,000.00" in page
    assert "Told from 75% on 80% used with it" in page
    assert "CN¥8,000.00 of CN¥10,000.00 used" in page
    assert "Payments that have taken from it: 2 Payment P-2 This payment CN¥4,000.00" in page
    said = client.post(
        f"/v1/decisions/{paid[0]['decision_id']}/verdict", json={"verdict": "confirmed", "action": "block"}
    )
    assert 200 == said.status_code
    assert "CN¥4,000.00 of CN¥10,000.00 used Payments that have taken from it: 1" in words(client, paid[1])
    group = client.get("/v1/customers/C-B/credit").json()["group"]
    assert ("G-1", "6000.00") == (group["id"], group["exposure"])
    assert "Group of companies G-1 Exposure of the group CN¥3,000.00 This order CN¥3,000.00" in words(
        client, ordered[1]
    )


def sign_in(client: TestClient, house: Any) -> None:
    """Sign in to the desk, in English."""
    token = re.findall(r'name="token" value="([^"]+)"', client.get("/desk/login").text)[0]
    client.post("/desk/login", data={"token": token, "key": house.keys["all"]})


def words(client: TestClient, answer: dict[str, Any]) -> str:
    """Return the words of a decision's page."""
    page = client.get(f"/desk/decisions/{answer['decision_id']}", headers={"Accept-Language": "en"})
    assert 200 == page.status_code
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())
