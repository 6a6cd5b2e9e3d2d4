import re
from typing import Any

import pytest
from starlette.testclient import TestClient

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
