"""Documents and parties exist in the stream before anything speaks of them."""

from typing import Any

from features.events.kinds import BY_NAME
from training.synth.company import Company

PARTIES = {
    "customer_id": "customer",
    "supplier_id": "supplier",
    "salesperson_id": "employee",
    "requester_id": "employee",
    "approver_id": "employee",
    "employee_id": "employee",
    "changed_by": "employee",
    "approved_by": "employee",
    "reviewer_id": "employee",
    "requested_by": "employee",
    "budget_id": "budget",
}


def documents_named(row: dict[str, Any]) -> list[str]:
    """Return every other document or party that a row speaks of."""
    kind = BY_NAME[row["kind"]]
    named = [
        f"{what}:{row[name]}" for name, what in PARTIES.items() if name in row and name != kind.document_field
    ]
    if kind.refers_to is not None and kind.reference_field in row:
        named.append(f"{kind.refers_to}:{row[kind.reference_field]}")
    return named + ([row["subject"]] if "subject" in row else [])


def test_references_exist_before_they_are_used(company: Company) -> None:
    """Every id that a row names was opened by an earlier row."""
    seen: set[str] = set()
    missing = []
    for row in company.rows:
        kind = BY_NAME[row["kind"]]
        own = f"{kind.document}:{row.get(kind.document_field)}"
        missing += [(row["kind"], one) for one in documents_named(row) if one not in seen]
        if not kind.opens and own not in seen:
            missing.append((row["kind"], own))
        seen.add(own)
    assert missing == []


def test_payees_exist_before_they_are_paid(company: Company) -> None:
    """A payment goes to a supplier, an employee or a customer who is registered."""
    seen: set[str] = set()
    for row in company.rows:
        if row["kind"].endswith("_registered"):
            seen.add(row[BY_NAME[row["kind"]].document_field])
        if "payee_id" in row:
            assert row["payee_id"] in seen


def test_no_more_is_matched_than_was_billed(company: Company) -> None:
    """What is paid and credited of an invoice never exceeds it."""
    owed: dict[str, int] = {}
    for row in company.rows:
        if row["kind"] == "invoice_issued":
            owed[row["invoice_id"]] = minor(row)
        elif row["kind"] in {"money_matched", "credit_note_issued"}:
            owed[row["invoice_id"]] -= minor(row)
    assert min(owed.values()) == 0


def test_no_receipt_is_matched_beyond_its_amount(company: Company) -> None:
    """Matches of a receipt sum to at most what was received."""
    left: dict[str, int] = {}
    for row in company.rows:
        if row["kind"] == "money_received":
            left[row["receipt_id"]] = minor(row)
        elif row["kind"] == "money_matched":
            left[row["receipt_id"]] -= minor(row)
    assert min(left.values()) == 0


def minor(row: dict[str, Any]) -> int:
    """Return a row's amount in minor units."""
    return int(row["amount"].replace(".", ""))
