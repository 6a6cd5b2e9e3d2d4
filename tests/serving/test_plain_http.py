import asyncio
import socket
from collections.abc import Callable
from typing import Any

import pytest
import uvicorn

from serving.plain_http import JoiningTransport, PlainHttp

HEAD = b"HTTP/1.1 200 OK\r\n\r\n"


class Wire:
    """A transport that keeps what is sent."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.closed = False

    def write(self, data: bytes) -> None:
        """Keep it."""
        self.sent.append(data)

    def close(self) -> None:
        """Remember it."""
        self.closed = True

    def is_closing(self) -> bool:
        """Tell whether it was closed."""
        return self.closed


def sent_by(act: Callable[[Any], None], *, turn: bool = False) -> list[bytes]:
    """Return what goes out on the wire by an act, with or without a turn of the loop after it."""

    async def run() -> list[bytes]:
        wire: Any = Wire()
        act(JoiningTransport(wire, asyncio.get_running_loop()))
        before = list(wire.sent)
        await asyncio.sleep(0)
        return list(wire.sent) if turn else before

    return asyncio.run(run())


def test_head_and_body_leave_together() -> None:
    """One system call, one packet; the next answer's head is held again."""

    def act(transport: Any) -> None:
        for body in (b"one", b"two"):
            transport.write(HEAD)
            transport.write(body)

    assert [HEAD + b"one", HEAD + b"two"] == sent_by(act) == sent_by(act, turn=True)


def test_a_head_alone_leaves_at_the_loops_next_turn() -> None:
    """An answer without a body, and the word to go on with one, must not wait for more."""
    assert [] == sent_by(lambda transport: transport.write(HEAD))
    assert [HEAD] == sent_by(lambda transport: transport.write(HEAD), turn=True)


def test_what_is_no_head_leaves_at_once() -> None:
    """Parts of a body that is streamed are not held."""
    assert [b"5\r\nhello\r\n"] == sent_by(lambda transport: transport.write(b"5\r\nhello\r\n"))


def test_nothing_is_lost_by_closing() -> None:
    """What is held goes out before the end, and all else is the transport's own."""

    def act(transport: Any) -> None:
        transport.write(HEAD)
        assert not transport.is_closing()
        transport.close()
        assert transport.is_closing()

    assert [HEAD] == sent_by(act)


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Give the body back; under /parts in two parts, under /late with a pause after the head."""
    assert "http" == scope["type"]
    body = (await receive())["body"]
    headers = [] if scope["path"] == "/parts" else [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    if scope["path"] == "/late":
        await asyncio.sleep(0.05)
    if scope["path"] == "/parts":
        await send({"type": "http.response.body", "body": body[:2], "more_body": True})
        body = body[2:]
    await send({"type": "http.response.body", "body": body})


def asked(*requests: bytes) -> list[bytes]:
    """Send requests one after the other over one connection to a real server; return all that comes to each."""

    async def run() -> list[bytes]:
        with socket.socket() as bound:
            bound.bind(("127.0.0.1", 0))
            config = uvicorn.Config(
                echo, http=PlainHttp, lifespan="off", log_config=None, server_header=False, date_header=False
            )
            server = uvicorn.Server(config)
            serving = asyncio.ensure_future(server.serve([bound]))
            while not server.started:  # noqa: ASYNC110 - it tells nobody of it
                await asyncio.sleep(0.01)
            reader, writer = await asyncio.open_connection(*bound.getsockname())
            found = []
            for request in requests:
                writer.write(request)
                found.append(await all_of(reader))
            writer.close()
            server.should_exit = True
            await serving
        return found

    return asyncio.run(run())


async def all_of(reader: asyncio.StreamReader) -> bytes:
    """Return what comes until nothing has come for a while."""
    found = b""
    try:
        while part := await asyncio.wait_for(reader.read(65_536), timeout=0.3):
            found += part
    except TimeoutError:
        pass
    return found


def request(method: str, path: str, body: bytes = b"", *more: str) -> bytes:
    """Return a request as it goes over the wire."""
    head = [f"{method} {path} HTTP/1.1", "Host: here", f"Content-Length: {len(body)}", *more]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


@pytest.mark.parametrize("path", ["/", "/late"])
def test_a_server_answers_whole(path: str) -> None:
    """Over one connection several calls are answered, whether or not the body follows at once."""
    whole = [
        HEAD.replace(b"\r\n\r\n", b"\r\ncontent-length: %d\r\n\r\n" % len(b)) + b for b in (b"hello", b"")
    ]
    assert whole == asked(request("POST", path, b"hello"), request("POST", path))


def test_a_server_answers_in_parts() -> None:
    """What is streamed comes in its parts."""
    [found] = asked(request("POST", "/parts", b"hello"))
    assert found.endswith(b"\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n")


def test_a_server_answers_a_head_without_a_body() -> None:
    """HEAD gets its head, though no body follows that could take it along."""
    [found] = asked(request("HEAD", "/"))
    assert found == HEAD.replace(b"\r\n\r\n", b"\r\ncontent-length: 0\r\n\r\n")


def test_who_asks_first_is_told_to_go_on() -> None:
    """A caller that waits for leave to send its body is given it."""
    whole = request("POST", "/", b"hello", "Expect: 100-continue")
    head, body = whole[: -len(b"hello")], whole[-len(b"hello") :]
    first, second = asked(head, body)
    assert b"HTTP/1.1 100 Continue\r\n\r\n" == first
    assert second.endswith(b"\r\n\r\nhello")


def test_an_offer_of_another_protocol_is_passed_over() -> None:
    """A caller that offers HTTP/2 by an upgrade is answered in HTTP/1.1, its body whole."""
    offer = ["Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAEAAEAAAAIAAAAB"]
    [found] = asked(request("POST", "/", b"hello", *offer))
    assert found.startswith(b"HTTP/1.1 200 OK")
    assert found.endswith(b"\r\n\r\nhello")
