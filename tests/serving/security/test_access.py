import io
import json
import logging
import re
from types import ModuleType
from typing import Any

import pytest
from starlette.testclient import TestClient

from riskdesk.core.database.unit import write_unit
from riskdesk.core.errors import Unauthenticated
from riskdesk.core.logs import configure_logging
from serving.security.keys import SCOPES, KeyRing, make_key
from serving.security.store import revoke_key

ACCOUNT = "6222020200112233445"
IP = "203.0.113.77"

ROUTES = [
    ("POST", "/v1/orders/score", "score"),
    ("POST", "/v1/payments/score", "score"),
    ("DELETE", "/v1/reservations/unknown", "score"),
    ("POST", "/v1/events", "events"),
    ("GET", "/v1/decisions/unknown", "read"),
    ("GET", "/v1/customers/unknown/credit", "read"),
    ("POST", "/v1/decisions/unknown/verdict", "verdict"),
]


def call(client: TestClient, world: ModuleType, method: str, path: str, headers: dict[str, str]) -> Any:
    """Call a route with a body that is right."""
    bodies: dict[str, Any] = {
        "/v1/orders/score": world.order("O-1", "C-NEW"),
        "/v1/payments/score": world.payment("P-1"),
        "/v1/events": [world.registered("C-NEW")],
        "/v1/decisions/unknown/verdict": {"verdict": "confirmed"},
    }
    bare = TestClient(client.app, raise_server_exceptions=False)
    return bare.request(method, path, json=bodies.get(path), headers=headers)


@pytest.mark.parametrize(("method", "path", "_scope"), ROUTES)
def test_who_has_no_key_is_told_so(
    client: TestClient, house: Any, world: ModuleType, method: str, path: str, _scope: str
) -> None:
    """No key, another scheme, rubbish, a key of the right form that was never made, a wrong secret: 401."""
    key = house.keys["all"]
    wrong = key[:-1] + ("A" if key[-1] != "A" else "B")
    values = ["", "Bearer", "Bearer ", f"Basic {key}", "Bearer nonsense", f"Bearer {key}x", f"Bearer {wrong}"]
    values += [f"Bearer rd_{'a' * 12}_{'B' * 43}", key, f"Bearer {key} {key}", "Bearer " + "x" * 9_000]
    for headers in [{}, *({"Authorization": value} for value in values)]:
        reply = call(client, world, method, path, headers)
        assert (401, "Bearer") == (reply.status_code, reply.headers["www-authenticate"])
        assert "Authorization" == reply.json()["field"]
        assert key not in reply.text


def test_a_key_is_known_once_it_was_looked_up(house: Any, world: ModuleType) -> None:
    """Without the database only what it said of a key a moment ago is believed, and only with its secret."""
    ring = KeyRing(house.engine)
    key = make_key(house.engine, "known", ["score"], now_us=world.NOW_US)
    assert ring.known(key) is None
    assert "known" == ring.caller_of(key).name
    assert ring.caller_of(key) == ring.known(key)
    wrong = key[:-1] + ("A" if key[-1] != "A" else "B")
    assert [None, None, None] == [ring.known(one) for one in (wrong, key + "x", "")]
    with write_unit(house.engine) as connection:
        assert revoke_key(connection, key.split("_")[1], world.NOW_US)
    again = KeyRing(house.engine)
    with pytest.raises(Unauthenticated):
        again.caller_of(key)
    assert again.known(key) is None


@pytest.mark.parametrize(("method", "path", "scope"), ROUTES)
def test_a_key_opens_what_its_scope_says(
    client: TestClient, house: Any, world: ModuleType, method: str, path: str, scope: str
) -> None:
    """Keys of every other scope get 403, the right one gets further."""
    for name in SCOPES:
        reply = call(client, world, method, path, house.headers(name))
        assert (name == scope) == (reply.status_code != 403), name
        if name != scope:
            assert "application/problem+json" == reply.headers["content-type"]


def test_every_route_asks_for_a_key(client: TestClient) -> None:
    """Whatever the interface's document lists is behind a key, but for health and readiness."""
    paths = client.get("/openapi.json").json()["paths"]
    listed = {
        (method.upper(), re.sub("{.*?}", "unknown", path)): "security" in said
        for path, methods in paths.items()
        for method, said in methods.items()
        if not path.startswith("/desk")
    }
    assert {(method, path) for method, path, _ in ROUTES} == {route for route in listed if listed[route]}
    assert {("GET", "/healthz"), ("GET", "/readyz")} == {route for route in listed if not listed[route]}


def test_a_revoked_key_ends_within_seconds(client: TestClient, house: Any, world: ModuleType) -> None:
    """What was believed of a key is asked again after five seconds; then a revoked one is refused."""
    from riskdesk.core.database.unit import write_unit
    from serving.security.store import revoke_key

    headers = house.headers("other")
    path = "/v1/decisions/unknown"
    assert 404 == call(client, world, "GET", path, headers).status_code
    with write_unit(house.engine) as connection:
        assert revoke_key(connection, house.keys["other"].split("_")[1], house.clock.now_us())
    assert 404 == call(client, world, "GET", path, headers).status_code
    ring = client.app.state.keys  # type: ignore[attr-defined] # the application under test
    ring._seen = {name: (asked - 5.1, stored) for name, (asked, stored) in ring._seen.items()}
    assert 401 == call(client, world, "GET", path, headers).status_code


def test_neither_answers_nor_errors_nor_logs_hold_secrets(house: Any, world: ModuleType) -> None:
    """Whatever happens to a payment, its account and address are in no body and no log line; nor is the key."""
    lines = io.StringIO()
    settings = house.settings.model_copy(update={"log_level": "debug"})
    house.settings = settings
    seen: list[str] = []
    with house.open() as client:
        configure_logging(settings, stream=lines)
        whole = world.payment("P-1", payee_account=ACCOUNT, ip=IP)
        events = [
            {"kind": "payee_account_changed", "occurred_at": "2026-11-20T09:00:00+08:00", "payee_id": "S-NEW",
             "account": ACCOUNT, "changed_by": "E1"},
            {"kind": "payee_account_changed", "occurred_at": "2026-11-20T09:00:00+08:00", "payee_id": "S-NEW",
             "account": ACCOUNT, "changed_by": 1},
            {"kind": "supplier_registered", "occurred_at": "2026-11-20T09:00:00+08:00", "supplier_id": "S-NEW",
             "account": ACCOUNT + "9" * 60},
        ]  # fmt: skip
        replies = [client.post("/v1/events", json=events)]
        bodies = [whole, whole | {"payee_account": ACCOUNT + "1"}, whole | {"payee_account": ACCOUNT + "9" * 60},
                  whole | {"payee_account": int(ACCOUNT)}, whole | {"amount": "x"}, whole | {"ip": IP + ".1"},
                  {"payee_account": ACCOUNT}, [ACCOUNT], ACCOUNT]  # fmt: skip
        replies += [client.post("/v1/payments/score", json=body) for body in bodies]
        replies.append(client.post("/v1/payments/score", content=json.dumps(whole)[:-2].encode()))
        replies.append(client.get(f"/v1/decisions/{replies[1].json()['decision_id']}"))
        client.app.state.runtime.engine.dispose()
        house.engine.dispose()
        seen = [reply.text for reply in replies]
        assert 200 == replies[1].status_code
        # a logger of its own: libraries of other tests may have switched off those that stood already
        logging.getLogger("a.driver.of.ours").warning("driver said %s", ACCOUNT)
        seen += [client.get("/metrics").text, lines.getvalue()]
    assert "driver said" in seen[-1]
    secrets = [ACCOUNT, ACCOUNT[-8:], IP, house.keys["all"]]
    assert [] == [(secret, text[:200]) for secret in secrets for text in seen if secret in text]


def test_what_is_stored_holds_no_secret_in_plain(client: TestClient, house: Any, world: ModuleType) -> None:
    """The database's file holds ciphers and digests of account and address, and of a key its hash."""
    assert (
        200
        == client.post(
            "/v1/payments/score", json=world.payment("P-1", payee_account=ACCOUNT, ip=IP)
        ).status_code
    )
    home = house.settings.home
    content = b"".join(path.read_bytes() for path in home.glob("riskdesk.db*"))
    secret = house.keys["all"].split("_", 2)[2]
    assert b"P-1" in content
    assert [] == [text for text in (ACCOUNT, IP, secret) if text.encode() in content]
