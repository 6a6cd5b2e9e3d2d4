"""The load generator and the stopwatch, on a toy server and on the echo."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from benchmarks.inline.callers import GAP
from benchmarks.inline.echo import echo
from benchmarks.inline.echo_durable import echo_durable
from benchmarks.inline.load import drive, percentile, templates
from benchmarks.inline.party import Party
from benchmarks.inline.rounds import Plan, take_turns
from benchmarks.inline.stopwatch import cpu_seconds, memory_mb, tree

ORDER = (
    "/v1/orders/score",
    '{"order_id": "' + GAP + '", "customer_id": "C1", "amount": "10.00", "currency": "CNY",'
    ' "occurred_at": "2026-11-20T10:00:00+08:00"}',
)


class Toy:
    """Answers the first request whole, the second in two pieces, the third with 503, and so on."""

    def __init__(self) -> None:
        self.asked: list[bytes] = []
        self._turns = threading.Lock()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = ("127.0.0.1", int(self._listening.getsockname()[1]))
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        answers = [
            [b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"],
            [b"HTTP/1.1 200 OK\r\nConte", b"nt-Length: 2\r\n\r\no", b"k"],
            [b"HTTP/1.1 503 Busy\r\ntransfer-encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n"],
        ]
        with connection:
            while data := connection.recv(1 << 16):
                with self._turns:
                    turn = len(self.asked)
                    self.asked.append(data)
                for piece in answers[turn % 3]:
                    connection.sendall(piece)

    def close(self) -> None:
        """Listen no more."""
        self._listening.close()


@pytest.fixture
def toy() -> Iterator[Toy]:
    """A toy server."""
    server = Toy()
    yield server
    server.close()


def test_every_request_is_counted_once_by_its_status(toy: Toy) -> None:
    """Answers in pieces and in chunks are whole answers; what is refused is told apart."""
    requests = templates([ORDER], "here", {"Authorization": "Bearer k"}, prefix="t")
    counted, seconds = drive(toy.address, requests, clients=2, seconds=30.0, prefix="t", at_most=12)
    assert (8, {"503": 4}) == (len(counted.latencies_us), counted.refused)
    assert 0.0 < seconds < 30.0


def test_no_id_is_sent_twice_and_lengths_are_right(toy: Toy) -> None:
    """Every body is as long as it says, and names an id of its own."""
    requests = templates([ORDER], "here", {}, prefix="t")
    drive(toy.address, requests, clients=3, seconds=30.0, prefix="t", at_most=9)
    bodies = {data.partition(b"\r\n\r\n")[2] for data in toy.asked}
    lengths = {int(data.lower().split(b"content-length: ")[1].split(b"\r\n")[0]) for data in toy.asked}
    assert 9 == len(bodies)
    assert {len(ORDER[1])} == lengths == {len(body) for body in bodies}


def test_a_server_that_hangs_up_is_an_error() -> None:
    """A connection that is closed instead of answered is no answer."""
    listening = socket.create_server(("127.0.0.1", 0))

    def hang_up() -> None:
        connection, _ = listening.accept()
        connection.recv(1 << 16)
        connection.close()

    threading.Thread(target=hang_up, daemon=True).start()
    requests = templates([ORDER], "here", {}, prefix="t")
    with listening, pytest.raises(ConnectionError, match="closed a connection"):
        drive(listening.getsockname(), requests, clients=1, seconds=1.0, prefix="t")


def test_a_percentile_is_one_of_the_values() -> None:
    """The 99th of a hundred is the 99th, of few the largest."""
    assert 99.0 == percentile([float(n) for n in range(1, 101)], 0.99)
    assert 3.0 == percentile([1.0, 2.0, 3.0], 0.99)


def test_the_stopwatch_sees_time_and_memory_of_children() -> None:
    """What a child uses counts, while it runs."""
    code = (
        "import subprocess, sys; subprocess.run([sys.executable, '-c',"
        " 'x = bytearray(60_000_000)\\nwhile True: sum(range(10**6)); print(1, flush=True)'])"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, start_new_session=True)
    try:
        assert process.stdout is not None
        before = cpu_seconds([process.pid])
        for _ in range(40):
            process.stdout.readline()
        assert 2 == len(tree(process.pid))
        assert cpu_seconds([process.pid]) - before > 0.1
        assert memory_mb([process.pid]) > 60.0
    finally:
        os.killpg(process.pid, 9)
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


@pytest.mark.parametrize("party", [echo([ORDER]), echo_durable([ORDER], 1000)], ids=lambda one: one.name)
def test_a_toy_run_measures_the_floors(party: Party) -> None:
    """Both floors answer every call, by one and by several clients."""
    found = take_turns([party], Plan(rounds=1, seconds=0.2, clients=(1, 4), workers=(1,)), lambda _: None)
    assert [(party.name, 1, 1, {}), (party.name, 1, 4, {})] == [
        (one["party"], one["workers"], one["clients"], one["refused"]) for one in found
    ]
    assert all(one["answered"] > 0 and one["memory_mb"] > 10 and one["start_s"] > 0 for one in found)
