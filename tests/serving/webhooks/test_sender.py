import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from serving.webhooks import sender
from serving.webhooks.sender import Line
from serving.webhooks.signature import sign
from serving.webhooks.store import Delivery, Endpoint
from serving.webhooks.words import FAILURES, KINDS

DELIVERY = Delivery("e1", "x", "verdict_recorded", "d1", "{}", 1, 1, 0, None, None, None, None)


def endpoint(url: str, *, private: bool = True) -> Endpoint:
    """Return an endpoint."""
    return Endpoint("x", url, "", frozenset(), None, private, 1, None)


@pytest.fixture
def dripping() -> Iterator[int]:
    """The port of a receiver that answers a byte at a time and never ends."""
    over = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))

    def drip() -> None:
        with closing(listener.accept()[0]) as peer:
            peer.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not over.wait(0.05):
                try:
                    peer.sendall(b"x")
                except OSError:
                    return

    thread = threading.Thread(target=drip)
    thread.start()
    yield int(listener.getsockname()[1])
    over.set()
    thread.join(timeout=10)
    listener.close()


def test_a_receiver_that_drips_is_cut_off(dripping: int) -> None:
    """A byte in time, again and again, does not hold a line for ever."""
    line = Line(endpoint(f"http://127.0.0.1:{dripping}/"), "s", timeout_seconds=0.4)
    begun = time.monotonic()
    reply = line.send(DELIVERY)
    line.close()
    assert "silent" == reply.failure
    assert time.monotonic() - begun < 5.0


def test_a_receiver_that_connects_late_and_drips_is_cut_off(
    dripping: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Time that is over before the connection stands is over: nothing is sent, and no line is held."""
    connect = socket.create_connection

    def late(address: tuple[str, int], timeout: float) -> socket.socket:
        time.sleep(2 * timeout)
        return connect(address, timeout)

    monkeypatch.setattr(socket, "create_connection", late)
    line = Line(endpoint(f"http://127.0.0.1:{dripping}/"), "s", timeout_seconds=0.2)
    replies: list[Any] = []
    sending = threading.Thread(target=lambda: replies.append(line.send(DELIVERY)), daemon=True)
    sending.start()
    sending.join(timeout=3)
    assert ["silent"] == [reply.failure for reply in replies]


def test_the_receiver_is_called_by_its_name(receiver: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection goes to the address that was judged, the request to the host that was registered."""
    port = receiver.server.server_port
    looked_up: list[str] = []

    def found(host: str, *_: object, **__: object) -> Any:
        looked_up.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", found)
    line = Line(endpoint(f"http://erp.example:{port}/"), "s")
    monkeypatch.setattr(socket, "create_connection", _direct)
    assert line.send(DELIVERY).arrived
    assert line.send(DELIVERY).arrived
    line.close()
    assert ["erp.example"] == looked_up
    assert f"erp.example:{port}" == receiver.got[0][1]["Host"]


def _direct(address: tuple[str, int], timeout: float) -> socket.socket:
    """Connect without looking anything up."""
    made = socket.socket()
    made.settimeout(timeout)
    made.connect(address)
    return made


def test_a_forbidden_address_is_not_connected_to(receiver: Any) -> None:
    """An endpoint registered as public that leads to this machine gets nothing."""
    reply = Line(endpoint(receiver.url, private=False), "s").send(DELIVERY)
    assert "address_refused" == reply.failure
    assert [] == receiver.got


def test_a_receiver_without_tls_is_said_so(receiver: Any) -> None:
    """Speaking TLS to one that does not is a failure of TLS."""
    url = receiver.url.replace("http://", "https://")
    assert Line(endpoint(url), "s", timeout_seconds=2.0).send(DELIVERY).failure in {
        "tls_failed",
        "broken_off",
    }


@pytest.fixture
def certified(receiver: Any, tmp_path: Path) -> Path:
    """The receiver with TLS and a certificate of its own making for `erp.example`; where that is."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "erp.example")])
    begun = datetime.now(UTC) - timedelta(days=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(begun)
        .not_valid_after(begun + timedelta(days=9))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("erp.example")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "erp.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(certificate.public_bytes(Encoding.PEM) + private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    receiver.server.socket = context.wrap_socket(receiver.server.socket, server_side=True)
    return path


@pytest.mark.parametrize(
    ("host", "is_trusted", "failure"),
    [
        ("erp.example", True, None),
        ("erp.example", False, "tls_failed"),
        ("other.example", True, "tls_failed"),
    ],
)
def test_certificates_are_checked_for_the_registered_name(
    receiver: Any,
    certified: Path,
    monkeypatch: pytest.MonkeyPatch,
    host: str,
    is_trusted: bool,  # noqa: FBT001
    failure: Any,
) -> None:
    """The address that was judged must prove to be the host, by an authority that the machine trusts."""
    trusted = ssl.create_default_context(cafile=str(certified) if is_trusted else None)
    monkeypatch.setattr(sender, "tls_context", lambda: trusted)
    monkeypatch.setattr(sender, "resolve", lambda *_, **__: "127.0.0.1")
    line = Line(endpoint(f"https://{host}:{receiver.server.server_port}/"), "s", timeout_seconds=5.0)
    assert failure == line.send(DELIVERY).failure
    line.close()
    assert (failure is None) == bool(receiver.got)


def test_a_connection_that_was_closed_while_idle_is_opened_again(receiver: Any) -> None:
    """A receiver that hangs up between two notices without a word gets the second all the same."""
    receiver.hangs_up = True
    line = Line(endpoint(receiver.url), "s")
    for _ in range(3):
        assert line.send(DELIVERY).arrived
        time.sleep(0.05)  # the receiver hangs up meanwhile
    line.close()
    assert 3 == len(receiver.connections) == len(receiver.got)


def test_a_signature_depends_on_secret_time_and_body() -> None:
    """The same three give the same header, another of any gives another; a known answer stands fixed."""
    said = sign("whsec_a", b'{"a":1}', 1_700_000_000)
    assert said == "t=1700000000,v1=" + said.partition("v1=")[2]
    assert 64 == len(said.partition("v1=")[2])
    others = [
        sign("whsec_b", b'{"a":1}', 1_700_000_000),
        sign("whsec_a", b'{"a":2}', 1_700_000_000),
        sign("whsec_a", b'{"a":1}', 1_700_000_001),
    ]
    assert 4 == len({said, *others})


@pytest.mark.parametrize("table", [FAILURES, KINDS], ids=["failures", "kinds"])
def test_every_code_has_words_in_both_languages(table: Any) -> None:
    """And a code fits the column that keeps it."""
    for code, text in table.items():
        assert len(code) <= 32
        assert text.zh
        assert text.en
