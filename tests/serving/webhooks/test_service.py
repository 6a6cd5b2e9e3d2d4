import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from riskdesk.client.webhooks import Notice, read_webhook
from riskdesk.core.clock import SystemClock
from riskdesk.core.crypto import Vault
from riskdesk.core.settings import Settings
from serving.app import create_app
from serving.security.keys import SCOPES, make_key
from serving.webhooks import endpoints


def until(there: Callable[[], bool]) -> None:
    """Wait until something is there."""
    give_up = time.monotonic() + 30
    while not there() and time.monotonic() < give_up:
        time.sleep(0.02)
    assert there()


@pytest.fixture
def secret(receiver: Any, vault: Vault, sqlite_database: sa.Engine) -> str:
    """The secret of an endpoint that is told of verdicts."""
    added = endpoints.add(
        sqlite_database,
        vault,
        receiver.url,
        kinds=["verdict_recorded"],
        caller="erp",
        private=True,
        now_us=SystemClock().now_us(),
    )
    return added.secret


def test_a_later_release_reaches_the_order_system(
    settings: Settings, sqlite_database: sa.Engine, receiver: Any, secret: str
) -> None:
    """An order is held, a reviewer releases it, and the service tells the endpoint by itself, once."""
    house = settings.model_copy(update={"database_url": str(sqlite_database.url), "log_level": "error"})
    key = make_key(sqlite_database, "erp", SCOPES, now_us=SystemClock().now_us())
    order = {
        "order_id": "25SH00137",
        "customer_id": "C1042",
        "amount": "85000.00",
        "currency": "CNY",
        "occurred_at": datetime.now(UTC).isoformat(),
    }
    with TestClient(create_app(house), headers={"Authorization": f"Bearer {key}"}) as client:
        held = client.post("/v1/orders/score", json=order).json()
        path = f"/v1/decisions/{held['decision_id']}/verdict"
        for _ in range(3):
            said = client.post(path, json={"verdict": "cleared", "action": "release", "note": "called C. Li"})
            assert 200 == said.status_code
        until(lambda: bool(receiver.got))
        metrics = client.get("/metrics").text
    assert "riskdesk_webhook_waiting" in metrics
    notices = [notice_of(one, secret) for one in receiver.got]
    assert [("verdict_recorded", "order:25SH00137", "release", said.json()["seq"])] == [
        (one.kind, one.subject, one.action, one.seq) for one in notices
    ]


def notice_of(got: tuple[str, dict[str, str], bytes], secret: str) -> Notice:
    """Return the notice in what a receiver got."""
    _, headers, body = got
    return read_webhook(body, headers["Riskdesk-Signature"], secret)
