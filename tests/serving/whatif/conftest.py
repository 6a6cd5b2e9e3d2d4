"""A house that decided and heard verdicts, and its commands."""

import base64
import json
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from typer.testing import CliRunner

from riskdesk.cli.app import app
from riskdesk.cli.demo.company import at


@pytest.fixture
def decided(house: Any, world: ModuleType) -> Any:
    """A house that decided about three orders under a lenient policy, two of them judged later."""
    world.publish(house.engine, world.LENIENT)
    grant = {
        "kind": "special_approval_granted",
        "occurred_at": at(9, 0),
        "customer_id": "C-NEW",
        "amount": "30000.00",
        "currency": "CNY",
        "requested_by": "E1",
        "approved_by": "E2",
        "reason": "year's end",
        "special_approval_id": "A-1",
        "expires_at": at(23, 0),
    }
    house.append(world.registered("C-NEW"), world.limit("C-NEW", "13000.00"), grant)
    with house.open() as client:
        for order_id, more in (("O-1", {}), ("O-2", {}), ("O-3", {"special_approval_id": "A-1"})):
            answer = client.post("/v1/orders/score", json=world.order(order_id, "C-NEW", **more)).json()
            if order_id != "O-3":
                verdict = {"O-1": "cleared", "O-2": "confirmed"}[order_id]
                path = f"/v1/decisions/{answer['decision_id']}/verdict"
                assert 200 == client.post(path, json={"verdict": verdict}).status_code
    return house


@pytest.fixture
def run(decided: Any, world: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Runs a command on the house; returns the JSON of its last line, or with `text` all that it said."""
    environment = {
        "RISKDESK_HOME": str(decided.settings.home),
        "RISKDESK_DATABASE_URL": decided.settings.url,
        "RISKDESK_ENCRYPTION_KEY": base64.b64encode(world.KEYS.encryption).decode(),
        "RISKDESK_MATCHING_KEY": base64.b64encode(world.KEYS.matching).decode(),
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    def run(*arguments: str, text: bool = False) -> Any:
        result = CliRunner().invoke(app, list(arguments))
        if result.exception is not None:
            raise result.exception
        return result.stdout if text else json.loads(result.stdout.splitlines()[-1])

    return run
