import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from starlette.testclient import TestClient

from serving.scoring.lane import Lane

ORDERS = "/v1/orders/score"
PAYMENTS = "/v1/payments/score"


@pytest.fixture(scope="module")
def one_house(
    tmp_path_factory: pytest.TempPathFactory, world: ModuleType, imported: tuple[Path, dict[str, str]]
) -> Iterator[Any]:
    """One installation for all."""
    home = tmp_path_factory.mktemp("lane")
    made = world.opened(world.settings_of(home, world.fresh(imported[0], home)), imported[1])
    yield made
    made.engine.dispose()


@pytest.fixture(scope="module")
def one_client(one_house: Any) -> Iterator[TestClient]:
    """The service, its key known already."""
    with one_house.open() as opened:
        yield opened


class Closed:
    """A long way that nobody may take."""

    def __init__(self) -> None:
        self.calls = 0

    async def __call__(self, _scope: Any, _receive: Any, send: Any) -> None:
        """Count and refuse."""
        self.calls += 1
        await send({"type": "http.response.start", "status": 418, "headers": []})
        await send({"type": "http.response.body", "body": b""})


@pytest.fixture
def closed(one_client: TestClient) -> Iterator[Closed]:
    """The long way is closed; the key was seen before."""
    one_client.get("/v1/decisions/unknown")
    lane: Any = one_client.app.middleware_stack  # type: ignore[attr-defined]
    while not isinstance(lane, Lane):
        lane = lane.app
    long_way, lane.app = lane.app, Closed()
    yield lane.app
    lane.app = long_way


def sent(client: TestClient, path: str, body: Any, **headers: str) -> Any:
    """Send a body, or bytes as they are."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post(path, content=content, headers={"Content-Type": "application/json"} | headers)


def long(client: TestClient) -> str:
    """Return the same key as only the long way reads it: the scheme in small letters."""
    return client.headers["authorization"].replace("Bearer", "bearer")


def test_what_is_plainly_right_takes_the_short_way(
    one_client: TestClient, world: ModuleType, closed: Closed
) -> None:
    """Orders and payments are answered though the long way is closed, in the language that is asked for."""
    assert 200 == sent(one_client, ORDERS, world.order("L-1", "C-NEW")).status_code
    assert 200 == sent(one_client, PAYMENTS, world.payment("L-1")).status_code
    typed = {"Content-Type": "application/json; charset=utf-8", "X-Deadline-Ms": "5000"}
    texts = [
        sent(one_client, ORDERS, world.order("L-1", "C-NEW"), **{"Accept-Language": tag, **typed}).json()
        for tag in ("zh-CN", "en")
    ]
    assert texts[0]["reasons"][0]["text"] != texts[1]["reasons"][0]["text"]
    assert 0 == closed.calls


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"", {}),
        (b"[]", {}),
        (b"{", {}),
        (b'{"order_id":"a","order_id":"a"}', {}),
        (b'{"order_id":"\\ud800"}', {}),
        (b"\xef\xbb\xbf{}", {}),
        (b'{"order_id":"\xff"}', {}),
        ({}, {"Authorization": "Bearer nonsense"}),
        ({}, {"Content-Type": "text/plain"}),
        ({}, {"X-Deadline-Ms": "soon"}),
        ({"amount": 1}, {}),
        ({"more": 1}, {}),
    ],
)
def test_all_else_takes_the_long_way(
    one_client: TestClient, world: ModuleType, closed: Closed, body: Any, headers: dict[str, str]
) -> None:
    """Whatever is not plainly right is left to who says what is wrong."""
    whole = world.order("L-2", "C-NEW") | body if isinstance(body, dict) else body
    assert 418 == sent(one_client, ORDERS, whole, **headers).status_code
    assert 1 == closed.calls


@pytest.mark.parametrize("path", [ORDERS + "/", ORDERS + "x", "/v1/events"])
def test_other_paths_are_passed_on(one_client: TestClient, closed: Closed, path: str) -> None:
    """The short way is that of two paths, and of POST alone."""
    assert 418 == sent(one_client, path, {}).status_code
    assert 418 == one_client.get(ORDERS).status_code
    assert 2 == closed.calls


def test_both_ways_answer_alike(one_client: TestClient, world: ModuleType) -> None:
    """Status, headers, members and their order are the same, whichever way a call went."""
    for path, make in ((ORDERS, lambda name: world.order(name, "C-NEW")), (PAYMENTS, world.payment)):
        first = sent(one_client, path, make("L-3"))
        # the same request again is given the stored decision
        short = sent(one_client, path, make("L-3"))
        other = sent(one_client, path, make("L-3"), Authorization=long(one_client))
        assert first.json() == short.json()
        assert short.content == other.content
        apart = {"x-request-id"}
        heads = [{k: v for k, v in one.headers.items() if k not in apart} for one in (short, other)]
        assert heads[0] == heads[1]


@pytest.mark.parametrize(
    "change",
    [
        {"occurred_at": "2126-11-20T11:30:00+08:00"},
        {"occurred_at": "2026-02-30T10:10:00+08:00"},
        {"ip": "999.1.1.1"},
        {"amount": "1.001"},
        {"amount": "9.99"},
        {"currency": "SEK"},
    ],
)
def test_both_ways_refuse_alike(one_client: TestClient, world: ModuleType, change: dict[str, Any]) -> None:
    """What is found to be wrong after the schema is told in the same words: time, address, amount, conflict."""
    sent(one_client, ORDERS, world.order("L-4", "C-NEW"))
    body = world.order("L-4", "C-NEW") | change
    replies = [
        sent(one_client, ORDERS, body, **{"Accept-Language": "en", "X-Request-Id": "same"} | more)
        for more in ({}, {"Authorization": long(one_client)})
    ]
    assert replies[0].status_code >= 400
    assert replies[0].json() == replies[1].json()
    assert dict(replies[0].headers) == dict(replies[1].headers)
    assert replies[0].status_code == replies[1].status_code
