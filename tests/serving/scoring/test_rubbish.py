import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from starlette.testclient import TestClient

ORDERS = "/v1/orders/score"
PAYMENTS = "/v1/payments/score"
MIB = 1024 * 1024


@pytest.fixture(scope="module")
def one_house(
    tmp_path_factory: pytest.TempPathFactory, world: ModuleType, imported: tuple[Path, dict[str, str]]
) -> Iterator[Any]:
    """One installation for all that is refused: none of it leaves a trace."""
    home = tmp_path_factory.mktemp("rubbish")
    made = world.opened(world.settings_of(home, world.fresh(imported[0], home)), imported[1])
    yield made
    made.engine.dispose()


@pytest.fixture(scope="module")
def one_client(one_house: Any) -> Iterator[TestClient]:
    """The service, started once."""
    with one_house.open() as opened:
        yield opened


SHARED: list[tuple[dict[str, Any], str]] = [
    ({"amount": 12000.0}, "amount"),
    ({"amount": 12000}, "amount"),
    ({"amount": None}, "amount"),
    ({"amount": True}, "amount"),
    ({"amount": ["1"]}, "amount"),
    ({"amount": {"value": "1"}}, "amount"),
    ({"amount": ""}, "amount"),
    ({"amount": "0.00"}, "amount"),
    ({"amount": "-1.00"}, "amount"),
    ({"amount": "+1.00"}, "amount"),
    ({"amount": "1e5"}, "amount"),
    ({"amount": "1,000.00"}, "amount"),
    ({"amount": "\uff11\uff10"}, "amount"),
    ({"amount": "NaN"}, "amount"),
    ({"amount": "Infinity"}, "amount"),
    ({"amount": "0x10"}, "amount"),
    ({"amount": "1.001"}, "amount"),
    ({"amount": "100000000000.01"}, "amount"),
    ({"amount": "9" * 20}, "amount"),
    ({"amount": "9" * 10_000}, "amount"),
    ({"amount": " 12"}, "amount"),
    ({"amount": float("nan")}, "amount"),
    ({"amount": 10**400}, "amount"),
    ({"currency": "cny"}, "currency"),
    ({"currency": "RMB"}, "currency"),
    ({"currency": "XXX"}, "currency"),
    ({"currency": ""}, "currency"),
    ({"currency": 156}, "currency"),
    ({"currency": "SEK"}, "currency"),
    ({"occurred_at": "2026-11-20T10:10:00"}, "occurred_at"),
    ({"occurred_at": "2026-11-20"}, "occurred_at"),
    ({"occurred_at": "20.11.2026 10:10:00+08:00"}, "occurred_at"),
    ({"occurred_at": "2026-02-30T10:10:00+08:00"}, "occurred_at"),
    ({"occurred_at": "2026-11-20T25:10:00+08:00"}, "occurred_at"),
    ({"occurred_at": "2026-11-20T11:30:00+08:00"}, "occurred_at"),
    ({"occurred_at": "2126-11-20T11:30:00+08:00"}, "occurred_at"),
    ({"occurred_at": "1889-11-20T11:30:00+08:00"}, "occurred_at"),
    ({"occurred_at": "0000-00-00T00:00:00+00:00"}, "occurred_at"),
    ({"occurred_at": 1763600000}, "occurred_at"),
    ({"occurred_at": "now"}, "occurred_at"),
    ({"ip": "999.1.1.1"}, "ip"),
    ({"ip": "localhost"}, "ip"),
    ({"revision": -1}, "revision"),
    ({"revision": 2**70}, "revision"),
    ({"revision": "0"}, "revision"),
    ({"revision": 0.5}, "revision"),
    ({"revision": True}, "revision"),
    ({"unknown": 1}, "unknown"),
    ({"Amount": "1"}, "Amount"),
]
ORDER_ROWS: list[tuple[dict[str, Any], str]] = [
    *SHARED,
    ({"order_id": ""}, "order_id"),
    ({"order_id": " 25SH1"}, "order_id"),
    ({"order_id": "25SH1\t"}, "order_id"),
    ({"order_id": "25\x00SH1"}, "order_id"),
    ({"order_id": "25\nSH1"}, "order_id"),
    ({"order_id": "26\u202eABC"}, "order_id"),
    ({"customer_id": "C\u200b1"}, "customer_id"),
    ({"order_id": "x" * 65}, "order_id"),
    ({"order_id": 25}, "order_id"),
    ({"order_id": None}, "order_id"),
    ({"customer_id": ["C1"]}, "customer_id"),
    ({"customer_id": {}}, "customer_id"),
    ({"terms_days": -1}, "terms_days"),
    ({"terms_days": 731}, "terms_days"),
    ({"terms_days": "30"}, "terms_days"),
    ({"terms_days": 30.0}, "terms_days"),
    ({"terms_days": True}, "terms_days"),
    ({"terms_days": 2**64}, "terms_days"),
    ({"reserve": "yes"}, "reserve"),
    ({"reserve": 1}, "reserve"),
    ({"reserve": None}, "reserve"),
    ({"checkpoint": "shipping"}, "checkpoint"),
    ({"salesperson_id": "\u2028"}, "salesperson_id"),
]
PAYMENT_ROWS: list[tuple[dict[str, Any], str]] = [
    *SHARED,
    ({"payment_id": "P 1 "}, "payment_id"),
    ({"payment_id": "\x7f"}, "payment_id"),
    ({"kind": "bribe"}, "kind"),
    ({"kind": None}, "kind"),
    ({"kind": ["supplier"]}, "kind"),
    ({"payee_id": ""}, "payee_id"),
    ({"payee_account": "12"}, "payee_account"),
    ({"payee_account": "----"}, "payee_account"),
    ({"payee_account": 6222020200112233445}, "payee_account"),
    ({"payee_account": "6" * 65}, "payee_account"),
    ({"requester_id": None}, "requester_id"),
    ({"invoice_no": ""}, "invoice_no"),
    ({"reserve": True}, "reserve"),
]


def refused(reply: Any) -> dict[str, Any]:
    """Return the problem that a reply is; anything but a 4xx of that kind fails."""
    assert 400 <= reply.status_code < 500, (reply.status_code, reply.text[:300])
    assert "application/problem+json" == reply.headers["content-type"]
    body: dict[str, Any] = reply.json()
    assert reply.status_code == body["status"]
    assert body["detail"]
    return body


@pytest.mark.parametrize(("path", "table"), [(ORDERS, ORDER_ROWS), (PAYMENTS, PAYMENT_ROWS)])
def test_a_wrong_field_is_named(
    one_client: TestClient,
    one_house: Any,
    world: ModuleType,
    path: str,
    table: list[tuple[dict[str, Any], str]],
) -> None:
    """Whatever is wrong with a field, the answer names that field and nothing is kept."""
    kept = one_house.count("events"), one_house.count("decisions")
    whole = world.order("O-R", "C-NEW") if path == ORDERS else world.payment("P-R")
    found = []
    for changes, field in table:
        body = json.dumps(whole | changes).encode()
        problem = refused(one_client.post(path, content=body, headers={"Content-Type": "application/json"}))
        found.append((changes, field, problem.get("field")))
    assert [] == [row for row in found if row[1] != row[2]]
    assert kept == (one_house.count("events"), one_house.count("decisions"))


@pytest.mark.parametrize("path", [ORDERS, PAYMENTS])
def test_a_missing_field_is_named(one_client: TestClient, world: ModuleType, path: str) -> None:
    """Every field that must be there is asked for by its name."""
    whole = world.order("O-R", "C-NEW", terms_days=None) if path == ORDERS else world.payment("P-R")
    for field in whole:
        problem = refused(one_client.post(path, json={k: v for k, v in whole.items() if k != field}))
        assert field == problem["field"]


def bodies(whole: dict[str, Any]) -> list[tuple[bytes, int, str]]:
    """Return bodies that are no request at all: bytes, status, field."""
    text = json.dumps(whole)
    inner = text[1:-1]
    return [
        (b"", 422, "body"),
        (b" ", 400, "body"),
        (b"null", 422, "body"),
        (b"[]", 422, "body"),
        (b"17", 422, "body"),
        (b'"text"', 422, "body"),
        (f"[{text}]".encode(), 422, "body"),
        (text.encode()[:-1], 400, "body"),
        (text.encode()[:40], 400, "body"),
        (text.encode() + b"}", 400, "body"),
        (text.encode() + text.encode(), 400, "body"),
        (f"{{{inner},}}".encode(), 400, "body"),
        (text.replace('"', "'").encode(), 400, "body"),
        (b"\xff\xfe" + text.encode(), 400, "body"),
        (text.encode("utf-16"), 400, "body"),
        (b"\xef\xbb\xbf" + text.encode(), 400, "body"),
        (text.replace("CNY", "CN\udcff").encode("utf-8", "surrogateescape"), 400, "body"),
        (f'{{{inner}, "amount": "1.00"}}'.encode(), 400, "amount"),
        (f'{{{inner}, "currency": "CNY"}}'.encode(), 400, "currency"),
        (f'{{{inner}, "ip": {{"a": 1, "a": 2}}}}'.encode(), 400, "a"),
        (text.replace("C-NEW", "C\\ud800").replace("S-NEW", "S\\ud800").encode(), 400, ""),
        (f'{{{inner}, "\\ud800": 1}}'.encode(), 400, "body"),
        (f'{{{inner}, "\\ud800": 1, "\\ud800": 2}}'.encode(), 400, "body"),
        (b"[" * 100_000, 400, "body"),
        (f'{{{inner}, "ip": {"[" * 500}{"]" * 500}}}'.encode(), 422, "ip"),
        (f'{{{inner}, "ip": {"9" * 5000}}}'.encode(), 400, "body"),
        (f'{{{inner}, "ip": NaN}}'.encode(), 422, "ip"),
        (f'{{{inner}, "ip": -Infinity}}'.encode(), 422, "ip"),
        (b"\x00" * 10, 400, "body"),
        (b"a=1&b=2", 400, "body"),
        (b"<xml/>", 400, "body"),
        (b" " * (2 * MIB), 413, "body"),
        (text.encode() + b" " * MIB, 413, "body"),
    ]


@pytest.mark.parametrize("path", [ORDERS, PAYMENTS])
def test_a_body_that_is_no_request_is_refused(one_client: TestClient, world: ModuleType, path: str) -> None:
    """Broken JSON, broken UTF-8, names twice, half characters, other types, too much of it: a 4xx with a field."""
    whole = world.order("O-R", "C-NEW") if path == ORDERS else world.payment("P-R")
    for body, status, field in bodies(whole):
        reply = one_client.post(path, content=body, headers={"Content-Type": "application/json"})
        problem = refused(reply)
        assert (status, body[:200]) == (reply.status_code, body[:200])
        assert problem["field"] == (field or ("customer_id" if path == ORDERS else "payee_id")), body[:200]


@pytest.mark.parametrize("path", [ORDERS, PAYMENTS])
def test_a_body_in_pieces_is_measured_too(one_client: TestClient, path: str) -> None:
    """A body without a declared length is cut off at the same size."""
    pieces = (b" " * 65_536 for _ in range(20))
    reply = one_client.post(path, content=pieces, headers={"Content-Type": "application/json"})
    assert "content-length" not in reply.request.headers
    assert (413, "body") == (reply.status_code, refused(reply)["field"])


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("Content-Type", "text/plain")],
        [("Content-Type", "application/xml")],
        [("Content-Type", "application/x-www-form-urlencoded")],
        [("Content-Type", "multipart/form-data; boundary=x")],
        [("Content-Type", "nonsense")],
        [("Content-Type", "application/json"), ("Content-Type", "text/plain")],
    ],
)
@pytest.mark.parametrize("path", [ORDERS, PAYMENTS, "/v1/events"])
def test_another_type_of_body_is_refused(
    one_client: TestClient, world: ModuleType, path: str, headers: list[tuple[str, str]]
) -> None:
    """Only what says that it is JSON is read as JSON."""
    body = json.dumps(world.order("O-R", "C-NEW")).encode()
    reply = one_client.post(path, content=body, headers=[*one_client.headers.items(), *headers])
    assert "Content-Type" == refused(reply)["field"]


def test_duplicate_authorization_is_refused(
    one_client: TestClient, one_house: Any, world: ModuleType
) -> None:
    """Two keys are none: a proxy and the service could read different ones."""
    twice = [("Authorization", f"Bearer {one_house.keys[name]}") for name in ("all", "all")]
    bare = TestClient(one_client.app)
    reply = bare.post(ORDERS, json=world.order("O-R", "C-NEW"), headers=twice)
    assert (401, "Authorization") == (reply.status_code, refused(reply)["field"])


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", ORDERS, 405),
        ("PUT", ORDERS, 405),
        ("GET", "/v1/nothing", 404),
        ("GET", "/v1/decisions/unknown", 404),
        ("GET", "/v1/decisions/%00", 422),
        ("GET", "/v1/decisions/%ff%fe", 404),
        ("GET", "/v1/decisions/" + "x" * 5000, 422),
        ("DELETE", "/v1/reservations/unknown", 404),
        ("DELETE", "/v1/reservations/%00", 422),
        ("DELETE", "/v1/reservations/a%0Ab", 422),
        ("GET", "/v1/decisions/..%2f..%2fetc", 404),
        ("GET", "/v1/customers/unknown/credit", 404),
        ("GET", "/v1/customers/%00/credit", 422),
        ("GET", "/v1/customers/%20/credit", 422),
    ],
)
def test_what_is_not_there_is_a_problem_document(
    one_client: TestClient, method: str, path: str, status: int
) -> None:
    """Unknown paths, methods and ids are answered like every other error."""
    assert status == refused(one_client.request(method, path))["status"]


VERDICTS: list[tuple[bytes, int, str]] = [
    (b"", 422, "body"),
    (b"[]", 422, "body"),
    (b"{", 400, "body"),
    (b"{}", 422, "verdict"),
    (b'{"verdict": null}', 422, "verdict"),
    (b'{"verdict": true}', 422, "verdict"),
    (b'{"verdict": "Confirmed"}', 422, "verdict"),
    (b'{"verdict": ["confirmed"]}', 422, "verdict"),
    (b'{"verdict": "confirmed", "verdict": "cleared"}', 400, "verdict"),
    (b'{"verdict": "confirmed", "action": "burn"}', 422, "action"),
    (b'{"verdict": "confirmed", "action": null}', 422, "action"),
    (b'{"verdict": "confirmed", "typology": ""}', 422, "typology"),
    (b'{"verdict": "confirmed", "typology": " x"}', 422, "typology"),
    (b'{"verdict": "confirmed", "typology": 3}', 422, "typology"),
    (b'{"verdict": "confirmed", "note": ""}', 422, "note"),
    (b'{"verdict": "confirmed", "note": "\\u0000"}', 422, "note"),
    (b'{"verdict": "confirmed", "note": "\\ud800"}', 400, "note"),
    (b'{"verdict": "confirmed", "note": 7}', 422, "note"),
    (b'{"verdict": "confirmed", "note": "' + b"x" * 2001 + b'"}', 422, "note"),
    (b'{"verdict": "confirmed", "reviewer_id": "E1"}', 422, "reviewer_id"),
    (b'{"verdict": "confirmed", "decision_id": "D1"}', 422, "decision_id"),
    (b'{"verdict": "confirmed"}\xff', 400, "body"),
    (b'{"verdict": "confirmed", "note": "' + b"x" * 2 * MIB + b'"}', 413, "body"),
]


def test_a_wrong_verdict_is_refused(one_client: TestClient, one_house: Any, world: ModuleType) -> None:
    """A verdict is one of two words, with what belongs to it, about a decision that was made."""
    made = one_client.post(ORDERS, json=world.order("O-V", "C-NEW")).json()
    kept = one_house.count("events")
    for body, status, field in VERDICTS:
        reply = one_client.post(
            f"/v1/decisions/{made['decision_id']}/verdict",
            content=body,
            headers={"Content-Type": "application/json"},
        )
        problem = refused(reply)
        assert (status, field, body[:80]) == (reply.status_code, problem["field"], body[:80])
    unknown = one_client.post("/v1/decisions/unknown/verdict", json={"verdict": "confirmed"})
    assert 404 == refused(unknown)["status"]
    assert kept == one_house.count("events")


def test_after_all_that_an_order_is_answered(
    one_client: TestClient, one_house: Any, world: ModuleType
) -> None:
    """Nothing that was refused has left anything behind that would hinder what is right."""
    assert 200 == one_client.post(ORDERS, json=world.order("O-LAST", "C-NEW")).status_code
    one_house.is_proven()
