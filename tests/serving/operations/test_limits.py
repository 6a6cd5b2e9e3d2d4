import asyncio
from typing import Any

from starlette.types import Message, Receive, Scope, Send

from serving.operations.limits import Door

SCOPE = {"type": "http", "headers": []}


def heard(*messages: Message) -> list[bytes]:
    """Return the bodies that reach what stands behind the door when a caller sends these messages."""
    waiting = iter(messages)
    bodies: list[bytes] = []

    async def inside(_scope: Scope, receive: Receive, _send: Send) -> None:
        bodies.append((await receive())["body"])

    async def receive() -> Message:
        return next(waiting)

    async def send(message: Message) -> None:
        raise AssertionError(message)

    asyncio.run(Door(inside, most_bytes=100)(dict(SCOPE), receive, send))
    return bodies


def part(body: bytes, *, more: bool) -> dict[str, Any]:
    """One message of a body."""
    return {"type": "http.request", "body": body, "more_body": more}


def test_a_body_comes_in_whole() -> None:
    """However many packets it took."""
    assert [b'{"a": 1}'] == heard(part(b'{"a"', more=True), part(b": 1}", more=False))


def test_half_a_body_is_nobodys_request() -> None:
    """A caller that hung up amid a body asked for nothing: its first lines are not taken as all there were."""
    assert [] == heard(part(b'{"kind": "order_placed"}\n', more=True), {"type": "http.disconnect"})
