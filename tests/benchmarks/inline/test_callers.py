"""Requests made of a company's books: they pass the schemas, name everybody, and leave a gap for their id."""

import json
from decimal import Decimal
from typing import Any

import pytest

from benchmarks.inline.callers import GAP, lines, templates_of, warming
from riskdesk.cli.demo.books import Books, Customer, Payee
from serving.scoring.schemas import OrderToScore, PaymentToScore

MOMENT = "2026-11-20T10:30:00+08:00"


@pytest.fixture
def callers() -> dict[str, list[dict[str, Any]]]:
    """Six customers and three payees with a past, and one of each without."""
    books = Books({}, {})
    for place in range(6):
        customer = Customer(amounts=[Decimal(f"{100 + n}.50") for n in range(20)])
        customer.salespeople["E1"] = 20
        customer.ip = "10.0.0.1" if place % 2 else None
        books.customers[f"C{place}"] = customer
    books.customers["C-NEW"] = Customer(amounts=[Decimal(1)])
    paid = {"amount": "88.00", "requester_id": "E2", "approver_id": "E3"}
    for place in range(3):
        books.payees[f"S{place}"] = Payee(account=f"62220000{place}", payments=[paid] * 6)
    books.payees["S-NEW"] = Payee(account="622299999", payments=[paid])
    return templates_of(books)


def _checked(path: str, body: str) -> OrderToScore | PaymentToScore:
    filled = body.replace(GAP, "t" + "0" * (len(GAP) - 1))
    schema = OrderToScore if path == "/v1/orders/score" else PaymentToScore
    return schema.model_validate_json(filled)


def test_every_request_passes_its_schema(callers: dict[str, list[dict[str, Any]]]) -> None:
    """Orders and payments are read by the service's own schemas, each with a gap for its id."""
    asked = lines(callers, count=60, seed=1, moment=MOMENT)
    assert 60 == len([_checked(path, body) for path, body in asked])
    assert all(GAP in body for _, body in asked)


def test_only_those_with_a_past_are_asked_about_and_all_of_them(
    callers: dict[str, list[dict[str, Any]]],
) -> None:
    """Parties take turns, so that a short run asks about everybody."""
    bodies = [json.loads(body) for _, body in lines(callers, count=60, seed=1, moment=MOMENT)]
    assert {f"C{n}" for n in range(6)} == {one["customer_id"] for one in bodies if "customer_id" in one}
    assert {f"S{n}" for n in range(3)} == {one["payee_id"] for one in bodies if "payee_id" in one}


def test_warming_asks_about_everybody_once(callers: dict[str, list[dict[str, Any]]]) -> None:
    """Nine parties, nine requests."""
    assert 9 == len({body for _, body in warming(callers, moment=MOMENT)})
