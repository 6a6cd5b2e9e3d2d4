"""The door: no body larger than is accepted, and none that was cut off."""

from typing import Final, Literal

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from serving.problems import problem

_TOO_LARGE: Final = "too large"
_GONE: Final = "gone"


class Door:
    """ASGI middleware around the whole app.

    Parameters
    ----------
    app
        What is inside.
    most_bytes
        Largest body; beyond it the answer is 413 and nothing inside has run.

    Nothing inside runs either where a caller hangs up amid its body: half of it was not what it asked for.
    """

    def __init__(self, app: ASGIApp, most_bytes: int) -> None:
        self.app = app
        self.most_bytes = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request in."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = await self._read(scope, receive)
        if isinstance(body, bytes):
            await self.app(scope, replay(body, receive), send)
        elif body == _TOO_LARGE:
            too_large = problem(
                413, "body_too_large", f"expected at most {self.most_bytes} bytes", field="body"
            )
            await too_large(scope, receive, send)

    async def _read(self, scope: Scope, receive: Receive) -> bytes | Literal["too large", "gone"]:
        """Return the whole body, or why there is none."""
        declared = next((v for k, v in scope["headers"] if k == b"content-length"), b"0")
        if declared.isdigit() and (len(declared) > 18 or int(declared) > self.most_bytes):
            return _TOO_LARGE
        parts = bytearray()
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return _GONE
            parts += message.get("body", b"")
            if len(parts) > self.most_bytes:
                return _TOO_LARGE
            if not message.get("more_body", False):
                return bytes(parts)


def replay(body: bytes, receive: Receive) -> Receive:
    """Return what gives a body that was read already, whole, and then what `receive` gives."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
