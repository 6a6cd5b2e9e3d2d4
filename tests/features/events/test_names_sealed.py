import json
from zoneinfo import ZoneInfo

from features.events.parse import EventParser
from riskdesk.core.crypto import Vault


def test_name_of_a_person_is_sealed_and_of_a_company_is_not(vault: Vault) -> None:
    """An employee's name never stands in the log in plain text; a customer's is a company's."""
    parser = EventParser(vault, ZoneInfo("Asia/Shanghai"))
    when = {"occurred_at": "2026-11-20T09:00:00+08:00", "name": "林小雨"}
    employee = parser.parse({"kind": "employee_registered", "employee_id": "E1"} | when, source="hr")
    customer = parser.parse({"kind": "customer_registered", "customer_id": "C1"} | when, source="erp")
    assert "林小雨" not in json.dumps(employee.body, ensure_ascii=False)
    assert "林小雨" == vault.open("person", employee.body["name"]["cipher"])
    assert "林小雨" == customer.body["name"]
