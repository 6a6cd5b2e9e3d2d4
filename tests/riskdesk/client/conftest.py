"""A service that answers as it is told, and bodies to send."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import httpx2
import pytest

from riskdesk.client.requests import Order, Payment

ANSWER: dict[str, Any] = {
    "decision_id": "01a200ff-c7d6-7471-9fe9-c84e31075ddc",
    "subject": "order:25SH00137",
    "revision": 0,
    "checkpoint": "order",
    "outcome": "review",
    "reasons": [
        {
            "code": "split_order",
            "text": "Split order",
            "contribution": 0.83,
            "value": "3 orders",
            "normal": "1 a week",
            "clears": None,
            "evidence": ["order:25SH00131"],
        }
    ],
    "credit": {
        "route": "model",
        "grade": "B",
        "pd": 0.021,
        "points": 612,
        "currency": "CNY",
        "limit": "500000.00",
        "exposure": "432000.00",
        "headroom": None,
        "terms_days": 30,
        "shipping": "normal",
        "approval_level": 2,
    },
    "anomaly": {
        "probability": 0.41,
        "percentile": 99.2,
        "isolation_percentile": None,
        "typologies": ["split_order"],
    },
    "reservation": {"id": "r1", "amount": "85000.00", "expires_at": "2026-11-27T22:14:05+08:00"},
    "contributions": {"credit": {"log_odds": -3.8, "probability": 0.021, "bias": -4.0, "values": {"x": 0.2}}},
    "versions": {"policy": "p"},
    "as_of_seq": 7,
    "decided_at": "2026-11-20T22:14:05+08:00",
    "degraded": [],
}
PROBLEM = {"type": "urn:riskdesk:queue_full", "title": "queue full", "status": 503, "detail": "busy"}


class Script:
    """A service that gives its replies in turn, the last one for ever; an exception is raised."""

    def __init__(self, *replies: Any) -> None:
        self.replies: Sequence[Any] = replies
        self.asked: list[httpx2.Request] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        """Answer one try."""
        reply = self.replies[min(len(self.asked), len(self.replies) - 1)]
        self.asked.append(request)
        if isinstance(reply, Exception):
            raise reply
        status, body, *headers = reply
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return httpx2.Response(status, content=content, headers=headers[0] if headers else {})


@pytest.fixture
def script() -> Callable[..., Script]:
    """Make a service that replies as it is told."""
    return Script


@pytest.fixture
def answer() -> dict[str, Any]:
    """A decision as the service writes it."""
    return dict(ANSWER)


@pytest.fixture
def busy() -> tuple[int, Any, dict[str, str]]:
    """A reply that asks for patience."""
    return 503, PROBLEM, {"Retry-After": "0"}


@pytest.fixture
def order() -> Order:
    """An order to score."""
    return Order(
        order_id="25SH00137",
        customer_id="C1042",
        amount=Decimal("85000.00"),
        currency="CNY",
        occurred_at=datetime.fromisoformat("2026-11-20T22:14:05+08:00"),
        terms_days=30,
    )


@pytest.fixture
def payment() -> Payment:
    """A payment to score."""
    return Payment(
        payment_id="P1",
        kind="supplier",
        payee_id="S0031",
        payee_account="6222020200112233445",
        amount=Decimal("49800.00"),
        currency="CNY",
        occurred_at=datetime.fromisoformat("2026-11-20T10:02:11+08:00"),
        requester_id="E12",
    )
