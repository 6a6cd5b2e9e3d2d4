"""One notice over HTTP: signed, within a time, to the address that was judged, no redirect followed."""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from typing import Final
from urllib.parse import SplitResult, urlsplit

from serving.webhooks.addresses import AddressRefused, resolve
from serving.webhooks.signature import EVENT_ID, HEADER, sign
from serving.webhooks.store import Delivery, Endpoint
from serving.webhooks.words import Failure

_MOST_READ: Final = 64 * 1024
_MICROSECONDS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of one try.

    Parameters
    ----------
    status
        HTTP status, or None where there was none.
    failure
        Why it did not arrive, or None.
    asked_us
        For how long the receiver asked to be left alone.
    """

    status: int | None
    failure: Failure | None
    asked_us: int = 0

    @property
    def arrived(self) -> bool:
        """Whether the receiver took it."""
        return self.failure is None


class Line:
    """A connection to one endpoint, kept open from one notice to the next.

    Parameters
    ----------
    endpoint, secret
        Who is told, and what its notices are signed with.
    timeout_seconds
        For one notice, all in all but for looking up the name.
    """

    def __init__(self, endpoint: Endpoint, secret: str, *, timeout_seconds: float = 10.0) -> None:
        self._private = endpoint.private
        self._url = urlsplit(endpoint.url)
        self._secret = secret
        self._timeout = timeout_seconds
        self._connection: _Pinned | None = None

    def send(self, delivery: Delivery) -> Reply:
        """Try one delivery."""
        body = delivery.body.encode()
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "riskdesk-webhooks",
            EVENT_ID: delivery.event_id,
            HEADER: sign(self._secret, body, int(time.time())),
        }
        try:
            return self._send_fresh(body, headers)
        except AddressRefused as refused:
            self.close()
            return Reply(None, refused.failure)
        except (OSError, http.client.HTTPException) as failed:
            self.close()
            return Reply(None, _failure(failed))

    def close(self) -> None:
        """Hang up."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _send_fresh(self, body: bytes, headers: dict[str, str]) -> Reply:
        """Send; a connection that was closed while it lay idle says nothing about the receiver."""
        is_used = self._connection is not None
        try:
            return self._send(body, headers)
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            self.close()
            if not is_used:
                raise
            return self._send(body, headers)

    def _send(self, body: bytes, headers: dict[str, str]) -> Reply:
        connection = self._connection or self._open()
        with _ended_after(connection, self._timeout):
            connection.request("POST", _target(self._url), body, headers)
            answer = connection.getresponse()
            answer.read(_MOST_READ)
        if not answer.isclosed():
            self.close()  # it says more than is read
        asked = answer.headers.get("Retry-After", "")
        asked_us = (
            int(asked) * _MICROSECONDS if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 0
        )
        if 200 <= answer.status < 300:
            return Reply(answer.status, None)
        return Reply(answer.status, "redirected" if 300 <= answer.status < 400 else "not_taken", asked_us)

    def _open(self) -> "_Pinned":
        host = self._url.hostname or ""
        is_tls = self._url.scheme == "https"
        port = self._url.port or (443 if is_tls else 80)
        address = resolve(host, port, private=self._private)
        self._connection = _Pinned(host, port, address, is_tls=is_tls, timeout=self._timeout)
        return self._connection


@cache
def tls_context() -> ssl.SSLContext:
    """Return what checks certificates, by the machine's authorities; read once, for that takes milliseconds."""
    return ssl.create_default_context()


class _Pinned(http.client.HTTPConnection):
    """A connection that speaks to a host by its name at an address that was judged before."""

    def __init__(self, host: str, port: int, address: str, *, is_tls: bool, timeout: float) -> None:
        super().__init__(host, port, timeout=timeout)
        self._address = address
        self.is_cut = False
        self._context = tls_context() if is_tls else None
        self.default_port = 443 if is_tls else 80  # named in the header Host where it is another

    def connect(self) -> None:
        """Connect, and check the certificate where there is to be one."""
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._context is not None:
            self.sock = self._context.wrap_socket(self.sock, server_hostname=self.host)
        if self.is_cut:  # there was nothing to shut down then, and the watch does not come again
            raise TimeoutError

    def cut(self) -> None:
        """End what the connection is doing, from another thread."""
        self.is_cut = True
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


@contextmanager
def _ended_after(connection: _Pinned, seconds: float) -> Iterator[None]:
    """Cut the connection after a time: a receiver that says a byte a second would never time out by itself.

    Raises
    ------
    TimeoutError
        It was cut, whatever the library made of what had come by then.
    """
    watch = threading.Timer(seconds, connection.cut)
    watch.daemon = True
    watch.start()
    try:
        yield
    except (OSError, http.client.HTTPException) as failed:
        if connection.is_cut:
            raise TimeoutError from failed
        raise
    finally:
        watch.cancel()
    if connection.is_cut:
        raise TimeoutError


def _target(url: SplitResult) -> str:
    return (url.path or "/") + (f"?{url.query}" if url.query else "")


def _failure(failed: Exception) -> Failure:
    if isinstance(failed, TimeoutError):
        return "silent"
    if isinstance(failed, ssl.SSLError):
        return "tls_failed"
    return "port_closed" if isinstance(failed, ConnectionRefusedError) else "broken_off"
