"""What is asked: orders of the home's customers and payments to its payees, as its books make them likely.

A request is a template with a gap of fixed width where the load generator puts an id nobody used before.
"""

import json
import random
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from riskdesk.cli.demo.books import Books, Customer, Payee

GAP: Final = "@" * 14
"""Where the id goes."""
PAYMENT_SHARE: Final = 0.2
_KEPT_AMOUNTS: Final = 12
_REGULAR: Final = 5

Line = tuple[str, str]
"""Path and body with its gap."""


def templates_of(books: Books) -> dict[str, list[dict[str, Any]]]:
    """Return `orders` and `payments`: who, with the amounts of old, for everybody with a past."""
    orders = [
        {"customer_id": name, "amounts": _amounts(customer.amounts), "times": len(customer.amounts)}
        | _seller(customer, place)
        for place, (name, customer) in enumerate(sorted(books.customers.items()))
        if len(customer.amounts) >= _REGULAR and customer.salespeople
    ]
    payments = [
        _payment_of(name, payee)
        for name, payee in sorted(books.payees.items())
        if len(payee.payments) >= _REGULAR and payee.account
    ]
    return {"orders": orders, "payments": payments}


def lines(callers: dict[str, list[dict[str, Any]]], *, count: int, seed: int, moment: str) -> list[Line]:
    """Return requests of one moment, ISO 8601: each party as often as the books tell; one in five is a payment."""
    draw = random.Random(seed)  # noqa: S311  a choice of customers, no secret
    now = datetime.fromisoformat(moment)
    weights = {sort: [one["times"] for one in known] for sort, known in callers.items()}
    found = []
    for place in range(count):
        sort = "payments" if draw.random() < PAYMENT_SHARE and callers["payments"] else "orders"
        (one,) = draw.choices(callers[sort], weights[sort])
        at = (now + timedelta(milliseconds=place)).isoformat(timespec="milliseconds")
        found.append(_line(sort, one, at, draw))
    return found


def warming(callers: dict[str, list[dict[str, Any]]], *, moment: str) -> list[Line]:
    """Return one request about every customer and payee, so that all their keys are in memory after it."""
    draw = random.Random(1)  # noqa: S311  a choice of amounts, no secret
    return [_line(sort, one, moment, draw) for sort in ("orders", "payments") for one in callers[sort]]


def _line(sort: str, one: dict[str, Any], moment: str, draw: random.Random) -> Line:
    body = {name: value for name, value in one.items() if name not in ("amounts", "times")}
    body |= {"amount": draw.choice(one["amounts"]), "currency": "CNY", "occurred_at": moment}
    if sort == "orders":
        return "/v1/orders/score", json.dumps({"order_id": f"IN{GAP}", "terms_days": 30} | body)
    return "/v1/payments/score", json.dumps(
        {"payment_id": f"IP{GAP}", "kind": "supplier", "invoice_no": f"B{GAP}"} | body
    )


def _amounts(values: list[Decimal]) -> list[str]:
    latest = sorted(values[-4 * _KEPT_AMOUNTS :])
    middle = latest[len(latest) // 4 : max(len(latest) * 3 // 4, len(latest) // 4 + 1)]
    return [str(value) for value in middle[:_KEPT_AMOUNTS]]


def _seller(customer: Customer, place: int) -> dict[str, Any]:
    """Return who sells, and an address of the customer's own.

    Thousands of orders within seconds from the few addresses of the company's offices would all be bursts.
    """
    return {"salesperson_id": customer.salesperson, "ip": f"10.{place // 250}.{place % 250}.7"}


def _payment_of(name: str, payee: Payee) -> dict[str, Any]:
    last = payee.payments[-1]
    said = {
        "payee_id": name,
        "payee_account": payee.account,
        "requester_id": last.get("requester_id", "E-UNKNOWN"),
        "amounts": _amounts([Decimal(row["amount"]) for row in payee.payments]),
        "times": len(payee.payments),
    }
    return said | {field: last[field] for field in ("approver_id", "ip") if last.get(field)}
