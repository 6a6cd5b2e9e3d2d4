"""A load generator: so many clients, each with one connection and one request under way.

A program of its own, `python -m benchmarks.inline.load`, so that its processor time is not the server's. It
reads one JSON object on standard input and prints one. Requests are bytes before the clock starts; an epoll loop
over plain sockets then costs about 20 microseconds a request (2026-11), a tenth of what an echo costs the server.
"""

import json
import math
import select
import socket
import sys
import time
from dataclasses import dataclass, field
from typing import Any, Final

from benchmarks.inline.callers import GAP

_CHUNK: Final = 1 << 16
_END: Final = b"\r\n\r\n"
_LENGTH: Final = b"content-length:"
_PATIENCE_S: Final = 60.0
_BETWEEN_CONNECTIONS_S: Final = 0.005
"""Else the first of several workers that wakes accepts all."""

Template = tuple[bytes, ...]
"""What stands around the gaps."""


@dataclass(slots=True)
class Client:
    """One connection and what it waits for."""

    socket: socket.socket
    sent_at: int = 0
    received: bytes = b""


@dataclass(slots=True)
class Counted:
    """What came back: microseconds of each answer of status 2xx, and how many others there were by status."""

    latencies_us: list[float] = field(default_factory=list)
    refused: dict[str, int] = field(default_factory=dict)
    example: str = ""


def templates(
    path_and_body: list[tuple[str, str]], host: str, headers: dict[str, str], *, prefix: str
) -> list[Template]:
    """Return whole requests, cut where the id goes; every id is `prefix` and a number, as wide as the gap."""
    more = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    found = []
    for path, body in path_and_body:
        length = len(body.encode())
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
            f"{more}Content-Length: {length}\r\n\r\n"
        )
        found.append(tuple(part.encode() for part in (head + body).split(GAP)))
    if len(prefix) > len(GAP) - 8:
        raise ValueError("expected a prefix of 6 characters at most")
    return found


def drive(
    address: tuple[str, int],
    requests: list[Template],
    *,
    clients: int,
    seconds: float,
    prefix: str,
    at_most: int = 1 << 60,
) -> tuple[Counted, float]:
    """Ask for so many seconds, or so many requests; return what was counted, and the seconds it took.

    A request that is under way when the time is up is waited for, and counted with its time.

    Raises
    ------
    TimeoutError
        No answer came for a minute.
    ConnectionError
        The server hung up, or does not say how long its answer is.
    """
    asking = _Asking(address, requests, prefix, min(clients, at_most), at_most)
    try:
        return asking.counted, asking.run(int(seconds * 1e9))
    finally:
        asking.close()


class _Asking:
    """The loop of all clients."""

    def __init__(
        self, address: tuple[str, int], requests: list[Template], prefix: str, clients: int, at_most: int
    ) -> None:
        self.counted = Counted()
        self._requests, self._prefix, self._at_most = requests, prefix, at_most
        self._width, self._sent = len(GAP) - len(prefix), 0
        self._poll = select.epoll()
        self._clients: dict[int, Client] = {}
        for _ in range(clients):
            connection = socket.create_connection(address)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._clients[connection.fileno()] = Client(connection)
            self._poll.register(connection.fileno(), select.EPOLLIN)
            time.sleep(_BETWEEN_CONNECTIONS_S)

    def close(self) -> None:
        """Hang up."""
        self._poll.close()
        for client in self._clients.values():
            client.socket.close()

    def run(self, duration_ns: int) -> float:
        """Ask until the time is up and all is answered; return the seconds to the last answer."""
        begin = last = time.perf_counter_ns()
        for client in self._clients.values():
            self._send(client)
        under_way = len(self._clients)
        while under_way:
            ready = self._poll.poll(_PATIENCE_S)
            if not ready:
                raise TimeoutError(f"no answer for {_PATIENCE_S:.0f} s")
            for descriptor, _ in ready:
                client = self._clients[descriptor]
                status = _take(client)
                if status is None:
                    continue
                last = time.perf_counter_ns()
                self._count(client, status, last)
                if last - begin < duration_ns and self._sent < self._at_most:
                    self._send(client)
                else:
                    under_way -= 1
        return (last - begin) / 1e9

    def _send(self, client: Client) -> None:
        number = f"{self._prefix}{self._sent:0{self._width}d}".encode()
        whole = number.join(self._requests[self._sent % len(self._requests)])
        self._sent += 1
        client.received = b""
        client.sent_at = time.perf_counter_ns()
        client.socket.sendall(whole)

    def _count(self, client: Client, status: bytes, now: int) -> None:
        if status[:1] == b"2":
            self.counted.latencies_us.append((now - client.sent_at) / 1000)
            return
        name = status.decode()
        self.counted.refused[name] = self.counted.refused.get(name, 0) + 1
        self.counted.example = client.received[-400:].decode(errors="replace")


def _take(client: Client) -> bytes | None:
    """Read what came; return the status once the answer is whole.

    Raises
    ------
    ConnectionError
        The server hung up, or does not say how long its answer is.
    """
    data = client.socket.recv(_CHUNK)
    if not data:
        raise ConnectionError("the server closed a connection that was to be kept")
    client.received = whole = client.received + data if client.received else data
    head = whole.find(_END)
    if head < 0:
        return None
    lower = whole[:head].lower()
    at = lower.find(_LENGTH)
    if at < 0:
        return _take_chunked(whole, head, lower)
    stop = lower.find(b"\r\n", at)
    length = int(lower[at + len(_LENGTH) : stop if stop >= 0 else head])
    return whole[9:12] if len(whole) >= head + len(_END) + length else None


def _take_chunked(whole: bytes, head: int, lower: bytes) -> bytes | None:
    if b"transfer-encoding: chunked" not in lower:
        raise ConnectionError("an answer came without its length")
    return whole[9:12] if whole.endswith(b"0\r\n\r\n") and len(whole) > head + len(_END) else None


def percentile(sorted_values: list[float], share: float) -> float:
    """Return the value that `share` of the values do not exceed; NaN of none.

    >>> percentile([1.0, 2.0, 3.0, 4.0], 0.5)
    2.0
    """
    if not sorted_values:
        return math.nan
    return sorted_values[max(math.ceil(share * len(sorted_values)) - 1, 0)]


def run(asked: dict[str, Any]) -> dict[str, Any]:
    """Carry out what standard input asked for; return what is printed."""
    address = asked["host"], int(asked["port"])
    requests = templates(
        [(path, body) for path, body in asked["lines"]],
        f"{address[0]}:{address[1]}",
        asked["headers"],
        prefix=asked["prefix"],
    )
    processor = time.process_time()
    counted, took = drive(
        address,
        requests,
        clients=asked["clients"],
        seconds=asked["seconds"],
        prefix=asked["prefix"],
        at_most=asked.get("at_most") or 1 << 60,
    )
    processor = time.process_time() - processor
    latencies = sorted(counted.latencies_us)
    answered = len(latencies)
    return {
        "answered": answered,
        "refused": counted.refused,
        "example": counted.example,
        "seconds": took,
        "per_second": answered / took if took else 0.0,
        "p50_us": percentile(latencies, 0.5),
        "p99_us": percentile(latencies, 0.99),
        "max_us": latencies[-1] if latencies else math.nan,
        "load_cpu_us": processor * 1e6 / max(answered, 1),
    }


if __name__ == "__main__":
    print(json.dumps(run(json.load(sys.stdin))))
