"""The company behaves as one: hours, seasons, repetition, lateness, defaults."""

from collections import Counter, defaultdict
from datetime import date, datetime
from statistics import median
from typing import Any

from chinese_calendar import is_workday

from training.synth.company import Company


def of_kind(company: Company, kind: str) -> list[dict[str, Any]]:
    """Return the rows of one kind."""
    return [row for row in company.rows if row["kind"] == kind]


def planted(company: Company, subject: str) -> set[str]:
    """Return the ids of a kind of document of which the truth knows anything."""
    return {one.subject.split(":", 1)[1] for one in company.truth if one.subject.startswith(f"{subject}:")}


def test_ordinary_orders_keep_to_the_working_calendar(large: Company) -> None:
    """Of orders that are not planted hardly any falls on a day off, and none into the night."""
    special = planted(large, "order")
    moments = [
        datetime.fromisoformat(row["occurred_at"])
        for row in of_kind(large, "order_placed")
        if row["order_id"] not in special
    ]
    assert sum(not is_workday(at.date()) for at in moments) / len(moments) < 0.01
    assert [at for at in moments if at.hour >= 22 or at.hour < 7] == []


def test_made_up_working_days_are_worked(large: Company) -> None:
    """A Sunday that the calendar makes a working day has orders as other days have."""
    days = Counter(row["occurred_at"][:10] for row in of_kind(large, "order_placed"))
    assert min(days[day] for day in ("2026-01-04", "2025-09-28")) > 5


def test_spring_festival_is_quiet(large: Company) -> None:
    """In the fortnight from the lunar new year less than half of the usual orders come."""
    days = [date.fromisoformat(row["occurred_at"][:10]) for row in of_kind(large, "order_placed")]
    quiet = sum(date(2026, 2, 14) <= day < date(2026, 2, 28) for day in days)
    usual = sum(date(2026, 4, 8) <= day < date(2026, 4, 22) for day in days)
    assert quiet < 0.5 * usual


def test_orders_push_at_the_end_of_a_month(large: Company) -> None:
    """The last five days of June bring more orders a working day than the rest of it."""
    days = Counter(row["occurred_at"][:10] for row in of_kind(large, "order_placed"))
    june = [day for day in range(1, 31) if is_workday(date(2026, 6, day))]
    late = [days[f"2026-06-{day:02d}"] for day in june if day > 25]
    rest = [days[f"2026-06-{day:02d}"] for day in june if 5 < day <= 25]
    assert sum(late) / len(late) > 1.15 * sum(rest) / len(rest)


def test_order_ids_follow_the_line_of_year_region_number(large: Company) -> None:
    """Numbers of a region and year rise with the moment of the order, with no gap."""
    series = defaultdict(list)
    for row in sorted(of_kind(large, "order_placed"), key=lambda one: one["occurred_at"]):
        series[row["order_id"][:4]].append((row["occurred_at"], int(row["order_id"][4:])))
    for numbers in series.values():
        assert {number for _, number in numbers} <= set(range(1, len(numbers) + 60))
        assert sorted(numbers, key=lambda one: one[1]) == sorted(numbers, key=lambda one: (one[0], one[1]))


def days_late(company: Company) -> list[int]:
    """Return by how many days each first match came after the due date."""
    due = {
        row["invoice_id"]: date.fromisoformat(row["due_date"]) for row in of_kind(company, "invoice_issued")
    }
    return [
        (date.fromisoformat(row["occurred_at"][:10]) - due[row["invoice_id"]]).days
        for row in of_kind(company, "money_matched")
    ]


def test_most_invoices_are_paid_about_their_due_date_and_some_far_later(large: Company) -> None:
    """Lateness is skewed: half within days, a tail of months."""
    late = days_late(large)
    assert 0 <= median(late) <= 8
    assert 0.02 < sum(days > 30 for days in late) / len(late) < 0.12
    assert max(late) > 90


def test_customers_default(large: Company) -> None:
    """Some customers stop paying for good, and some of that is written off."""
    open_ones = {
        row["invoice_id"]: row for row in of_kind(large, "invoice_issued") if row["due_date"] < "2026-07-01"
    }
    for row in large.rows:
        if row["kind"] in {"money_matched", "invoice_voided"}:
            open_ones.pop(row["invoice_id"], None)
    failed = {row["customer_id"] for row in open_ones.values()}
    customers = len({row["customer_id"] for row in of_kind(large, "customer_registered")})
    assert 0.03 < len(failed) / customers < 0.25
    assert len(of_kind(large, "invoice_written_off")) >= 10


def test_every_kind_of_business_occurs(large: Company) -> None:
    """Nothing of what the company does is missing from its stream."""
    expected = {
        "customer_registered", "supplier_registered", "employee_registered", "group_membership_set",
        "payee_account_changed", "contract_signed", "order_placed", "order_amended", "order_cancelled",
        "order_reopened", "order_delivered", "invoice_issued", "invoice_voided", "invoice_disputed",
        "credit_note_issued", "invoice_written_off", "money_received", "money_matched", "budget_set",
        "purchase_ordered", "goods_received", "invoice_received", "payment_executed", "payment_returned",
        "expense_claimed", "special_approval_granted", "verdict_recorded",
    }  # fmt: skip
    assert expected == {row["kind"] for row in large.rows}


def test_payments_are_of_all_kinds(large: Company) -> None:
    """Suppliers, expenses, refunds and salaries are paid."""
    kinds = Counter(row["kind_of_payment"] for row in of_kind(large, "payment_executed"))
    assert {"supplier", "expense", "refund", "salary"} == set(kinds)
