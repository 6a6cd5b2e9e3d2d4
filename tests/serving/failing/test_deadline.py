import math
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest
from starlette.testclient import TestClient

from riskdesk.client import Busy, Client, Payment, Retries, Unavailable
from riskdesk.core.clock import from_us
from riskdesk.core.errors import SettingInvalid
from riskdesk.core.settings import load_settings
from serving.scoring.item import Item
from serving.security.keys import make_key

Locked = Callable[[Any], AbstractContextManager[None]]


def new_item(ends_s: float = math.inf) -> Item:
    """Return an item of which only its turn matters."""
    event: Any = None
    return Item(place="order", identity=("erp", "order", "O-1", 0, "order"), event=event, ends_s=ends_s)


def paid(client: TestClient, world: ModuleType, name: str, **headers: str) -> tuple[int, float]:
    """Score a payment; return its status and how long it took, in seconds."""
    begun = time.monotonic()
    reply = client.post("/v1/payments/score", json=world.payment(name), headers=headers)
    return reply.status_code, time.monotonic() - begun


def test_of_taking_and_dropping_one_wins(world: ModuleType) -> None:
    """However the two meet, an item is either decided or given up, never both and never neither."""
    for _ in range(300):
        item = new_item()
        taken, dropped = world.at_once([item.take, item.drop])
        assert {taken, dropped} == {True, False}
        assert dropped == item.answer.cancelled()


def test_an_item_whose_time_is_over_is_not_taken() -> None:
    """The appender does not rely on the timer having run."""
    item = new_item(ends_s=time.monotonic() - 0.001)
    assert not item.take()
    assert item.answer.cancelled()


def test_the_setting_holds_where_the_call_names_none(
    house: Any, world: ModuleType, locked: Locked, waiting: Any
) -> None:
    """Without the header a call waits as long as is set; with it, as long as it says."""
    house.settings = house.settings.model_copy(update={"deadline": timedelta(milliseconds=300)})
    with house.open() as client:
        with locked(house):
            with waiting(client):
                holder = threading.Thread(target=paid, args=(client, world, "P-TAKEN"))
                holder.start()
            (status, seconds) = paid(client, world, "P-1")
            assert 503 == status
            assert 0.3 <= seconds < 5.0
            (status, longer) = paid(client, world, "P-2", **{"X-Deadline-Ms": "900"})
            assert 503 == status
            assert 0.9 <= longer < 5.0
        holder.join(timeout=30)
        assert 1 == house.count("decisions")


def test_a_call_that_was_taken_is_waited_for(
    house: Any, world: ModuleType, locked: Locked, waiting: Any
) -> None:
    """Beyond its deadline a call whose group has begun gets the decision that is committed."""
    found: list[tuple[int, float]] = []
    with house.open() as client:
        with locked(house):
            holder = threading.Thread(
                target=lambda: found.append(paid(client, world, "P-1", **{"X-Deadline-Ms": "20"}))
            )
            with waiting(client):
                holder.start()
            time.sleep(0.3)
            assert [] == found
        holder.join(timeout=30)
        assert [200] == [status for status, _ in found]
        assert 1 == house.count("decisions")


def test_what_is_answered_is_what_is_kept(
    house: Any, world: ModuleType, locked: Locked, waiting: Any
) -> None:
    """Of many calls with deadlines around the moment of their turn, the ledger holds just those that got 200."""
    names = [f"P-{number}" for number in range(40)]
    statuses: dict[str, int] = {}
    with house.open() as client:

        def call(name: str, deadline_ms: int) -> None:
            statuses[name] = paid(client, world, name, **{"X-Deadline-Ms": str(deadline_ms)})[0]

        holder = threading.Thread(target=paid, args=(client, world, "P-TAKEN"))
        calls = [
            threading.Thread(target=call, args=(name, 100 + 200 * place)) for place, name in enumerate(names)
        ]
        with locked(house):
            with waiting(client):
                holder.start()
            for thread in calls:
                thread.start()
            while len(statuses) < 3:  # released while others are still within their deadlines
                time.sleep(0.01)
        for thread in [holder, *calls]:
            thread.join(timeout=60)
    assert {200, 503} == set(statuses.values())
    answered = {name for name, status in statuses.items() if status == 200}
    kept = {subject for (subject,) in house.ask("SELECT subject_id FROM decisions")}
    assert answered | {"P-TAKEN"} == kept
    house.is_proven()


def test_what_a_client_gave_up_is_not_decided_later(
    house: Any, world: ModuleType, locked: Locked, waiting: Any
) -> None:
    """The client tells how long it waits; the service, patient by itself, drops the call by then for good."""
    body = world.payment("P-1")
    asked = Payment(**body | {"amount": Decimal(body["amount"]), "occurred_at": from_us(world.NOW_US)})
    patience = Retries(deadline_seconds=0.4, try_seconds=0.4, first_wait_seconds=1.0)
    key = make_key(house.engine, "erp", ["score"], now_us=world.NOW_US)
    with house.open() as opened:
        with locked(house):
            with waiting(opened):
                holder = threading.Thread(target=paid, args=(opened, world, "P-TAKEN"))
                holder.start()
            with (
                Client("http://testserver", key, transport=opened._transport, retries=patience) as client,
                pytest.raises(Unavailable) as raised,
            ):
                client.score_payment(asked)
        holder.join(timeout=30)
    assert isinstance(raised.value.__cause__, Busy)
    assert "deadline_passed" == raised.value.__cause__.code
    assert [("P-TAKEN",)] == house.ask("SELECT subject_id FROM decisions")


@pytest.mark.parametrize("named", ["0", "-1", "60001", "soon", "1.5", ""])
def test_a_deadline_that_is_none_is_refused(
    client: TestClient, house: Any, world: ModuleType, named: str
) -> None:
    """A wrong header is told by its name, and nothing is decided."""
    reply = client.post(
        "/v1/orders/score", json=world.order("O-1", "C-NEW"), headers={"X-Deadline-Ms": named}
    )
    assert (422, "X-Deadline-Ms") == (reply.status_code, reply.json()["field"])
    assert 0 == house.count("decisions")


@pytest.mark.parametrize("name", ["deadline", "history_lag"])
def test_a_time_of_nothing_cannot_be_set(name: str) -> None:
    """No time at all would drop, or hold, every call."""
    with pytest.raises(SettingInvalid, match="above 0"):
        load_settings(**{name: timedelta(0)})
