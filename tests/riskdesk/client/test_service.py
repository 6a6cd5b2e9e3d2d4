import asyncio
from collections.abc import Iterator
from typing import Any

import httpx2
import msgspec
import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from riskdesk.cli.demo.company import NOW_US
from riskdesk.client import (
    AsyncClient,
    Client,
    ContentConflict,
    Decision,
    Denied,
    NotFound,
    Order,
    Payment,
    Review,
    Verdict,
)
from riskdesk.core.clock import FixedClock, from_us
from riskdesk.core.settings import Settings
from serving.app import create_app
from serving.security.keys import SCOPES, make_key


@pytest.fixture
def service(settings: Settings, sqlite_database: sa.Engine) -> Iterator[tuple[TestClient, dict[str, str]]]:
    """The service itself on an empty database, and a key of each sort."""
    house = settings.model_copy(update={"database_url": str(sqlite_database.url), "log_level": "error"})
    keys = {
        "all": make_key(sqlite_database, "erp", SCOPES, now_us=NOW_US),
        "read": make_key(sqlite_database, "other", ["read"], now_us=NOW_US),
    }
    with TestClient(create_app(house, FixedClock(NOW_US))) as opened:
        yield opened, keys


def at_now(body: Any) -> Any:
    """Return a body as of the service's now."""
    return msgspec.structs.replace(body, occurred_at=from_us(NOW_US))


def test_the_service_answers_the_client(service: Any, order: Order, payment: Payment) -> None:
    """Every call on the real service: decided once however often asked, read again, judged, given back."""
    opened, keys = service
    with Client("http://testserver", keys["all"], transport=opened._transport, language="en") as client:
        first = client.score_order(at_now(order))
        assert isinstance(first, Decision)
        assert first == client.score_order(at_now(order)) == client.decision(first.decision_id)
        assert "approve" != first.outcome  # no model is active, and silence is not approval
        changed = Order(
            order_id=order.order_id,
            customer_id="C2",
            amount=order.amount,
            currency="CNY",
            occurred_at=from_us(NOW_US),
        )
        with pytest.raises(ContentConflict) as differs:
            client.score_order(changed)
        assert "customer_id" in differs.value.fields
        paid = client.score_payment(at_now(payment))
        assert isinstance(paid, Decision)
        assert f"payment:{payment.payment_id}" == paid.subject
        verdict = Verdict(verdict="cleared", action="release", note="called them")
        recorded = client.record_verdict(first.decision_id, verdict)
        assert recorded == client.record_verdict(first.decision_id, verdict)
        assert first.review is None
        reviewed = client.decision(first.decision_id).review
        assert reviewed == Review(verdict="cleared", action="release", recorded_at=from_us(NOW_US))
        assert first.reservation is not None
        client.release_reservation(first.reservation.id)
        client.release_reservation(first.reservation.id)
        assert order.customer_id == client.credit(order.customer_id).customer_id
        row = {
            "kind": "order_cancelled",
            "occurred_at": from_us(NOW_US).isoformat(),
            "order_id": order.order_id,
        }
        assert (1, 0) == ((sent := client.send_events([row])).taken, sent.refused)
        with pytest.raises(NotFound):
            client.decision("01a200ff-c7d6-7471-9fe9-c84e31075ddc")
    with (
        Client("http://testserver", keys["read"], transport=opened._transport, language="en") as client,
        pytest.raises(Denied, match="scope"),
    ):
        client.score_order(at_now(order))


def test_the_service_answers_the_client_on_a_loop(service: Any, order: Order) -> None:
    """Several calls at once, the same order among them: one decision."""
    opened, keys = service

    async def several() -> list[Any]:
        transport = httpx2.ASGITransport(app=opened.app)
        async with AsyncClient("http://testserver", keys["all"], transport=transport) as client:
            return list(await asyncio.gather(*[client.score_order(at_now(order)) for _ in range(8)]))

    found = asyncio.run(several())
    assert [found[0]] * 8 == found
    assert isinstance(found[0], Decision)
