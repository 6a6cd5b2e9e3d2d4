"""Keeping notices in the transaction that made what they tell, so that neither is there without the other."""

import time
from collections.abc import Iterable
from typing import Final
from weakref import WeakKeyDictionary

import msgspec
import uuid_utils

from riskdesk.core.clock import format_time
from riskdesk.core.database.handles import Connection, Engine
from serving.webhooks import store
from serving.webhooks.notices import Notice
from serving.webhooks.store import Delivery, Endpoint

FRESH_SECONDS: Final = 5.0
"""How long a process believes what the database said of its endpoints."""

_ENCODER: Final = msgspec.json.Encoder(order="deterministic")
_told: Final[WeakKeyDictionary[Engine, tuple[float, list[Endpoint]]]] = WeakKeyDictionary()


def enqueue(connection: Connection, notices: Iterable[Notice], now_us: int) -> int:
    """Keep what is to be told, within the caller's transaction; return how many deliveries that makes.

    Where no endpoint is registered, `notices` is not even begun; otherwise all rows go in one statement.
    An endpoint is told of what happens from five seconds after it was added.
    """
    endpoints = listening(connection)
    if not endpoints:
        return 0
    deliveries = [one for notice in notices for one in _deliveries(notice, endpoints, now_us)]
    store.insert(connection, deliveries)
    return len(deliveries)


def listening(connection: Connection) -> list[Endpoint]:
    """Return the endpoints that are told, asked of the database once in five seconds."""
    seen = _told.get(connection.engine)
    if seen is None or time.monotonic() - seen[0] > FRESH_SECONDS:
        seen = time.monotonic(), store.told_endpoints(connection)
        _told[connection.engine] = seen
    return seen[1]


def forget(engine: Engine) -> None:
    """Ask the database again at the next notice."""
    _told.pop(engine, None)


def _deliveries(notice: Notice, endpoints: list[Endpoint], now_us: int) -> list[Delivery]:
    wanting = [one for one in endpoints if notice.kind in one.kinds and one.caller in {None, notice.caller}]
    if not wanting:
        return []
    event_id = str(uuid_utils.uuid7())
    head = {
        "event_id": event_id,
        "kind": notice.kind,
        "created_at": format_time(now_us, "UTC"),
        "decision_id": notice.decision_id,
    }
    body = _ENCODER.encode(head | dict(notice.payload)).decode()
    return [
        Delivery(
            event_id=event_id,
            endpoint_id=one.endpoint_id,
            kind=notice.kind,
            decision_id=notice.decision_id,
            body=body,
            created_at_us=now_us,
            next_try_us=now_us,
            tries=0,
            last_status=None,
            last_error=None,
            delivered_at_us=None,
            dead_at_us=None,
        )
        for one in wanting
    ]
