"""HTTP/1.1 as `riskdesk serve` speaks it.

Callers that offer HTTP/2 by an upgrade, as Java's client does without TLS in between: a server may pass over such an
offer (RFC 9110, 7.8). The parser takes it for the end of HTTP and drops the body, so the offer is taken out of the
head before it is parsed.

Head and body of an answer leave together: two packets wake the caller twice, and the second system call costs as much
as the first (12 µs of 100 on a loopback, November 2026).
"""

import asyncio
import re
from typing import Any, Final, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_OFFER: Final = re.compile(rb"\r\nupgrade:[ \t]*h2c[ \t]*(?=\r\n)", re.IGNORECASE)
_HEAD: Final = b"HTTP/1.1 "


class JoiningTransport:
    """A transport that holds the head of an answer until its body comes, or the loop's next turn.

    Parameters
    ----------
    transport
        Where all goes, and all else is asked of.
    loop
        On which it works.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._held = b""

    def write(self, data: bytes) -> None:
        """Send data, what was held before it."""
        if self._held:
            data, self._held = self._held + data, b""
            self._transport.write(data)
        elif data.startswith(_HEAD):
            self._held = data
            self._loop.call_soon(self._flush)
        else:
            self._transport.write(data)

    def close(self) -> None:
        """Send what is held, then close."""
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        if self._held:
            self.write(b"")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class PlainHttp(HttpToolsProtocol):
    """The protocol of `riskdesk serve`."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as its parent has it
        """Begin to talk to a caller."""
        super().connection_made(cast("asyncio.Transport", JoiningTransport(transport, self.loop)))

    def data_received(self, data: bytes) -> None:
        """Take what came; an offer that is cut between two packets is not found, and the call is refused."""
        if b"h2c" in data:
            head, end, rest = data.partition(b"\r\n\r\n")
            data = _OFFER.sub(b"", head + b"\r\n")[:-2] + end + rest if end else data
        super().data_received(data)
