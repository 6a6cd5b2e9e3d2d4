"""HTTP/1.1 for callers that offer HTTP/2 by an upgrade, as Java's client does without TLS in between.

A server may pass over such an offer (RFC 9110, 7.8). The parser takes it for the end of HTTP and drops the body, so
the offer is taken out of the head before it is parsed.
"""

import re
from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_OFFER: Final = re.compile(rb"\r\nupgrade:[ \t]*h2c[ \t]*(?=\r\n)", re.IGNORECASE)


class PlainHttp(HttpToolsProtocol):
    """The protocol of `riskdesk serve`."""

    def data_received(self, data: bytes) -> None:
        """Take what came; an offer that is cut between two packets is not found, and the call is refused."""
        if b"h2c" in data:
            head, end, rest = data.partition(b"\r\n\r\n")
            data = _OFFER.sub(b"", head + b"\r\n")[:-2] + end + rest if end else data
        super().data_received(data)
