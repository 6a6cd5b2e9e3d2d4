"""A receiver that listens, a database of each kind, and a courier that is called by hand."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import sqlalchemy as sa

from riskdesk.core.clock import FixedClock
from riskdesk.core.crypto import Vault
from riskdesk.core.database.unit import read_unit, write_unit
from riskdesk.core.settings import Settings
from serving.runtime import Runtime, open_runtime
from serving.webhooks import endpoints, outbox, store
from serving.webhooks.courier import Courier
from serving.webhooks.notices import KINDS, Notice
from serving.webhooks.store import Delivery, Endpoint

NOW_US = 1_763_640_000_000_000


@dataclass
class Receiver:
    """An endpoint on this machine: what it got, and what it answers."""

    server: ThreadingHTTPServer
    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    delay: threading.Event | None = None
    hangs_up: bool = False
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    connections: set[Any] = field(default_factory=set)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server.server_port}/riskdesk?of=erp"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver that takes everything until it is told otherwise."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.got.append((self.path, dict(self.headers), body))
            made.connections.add(self.client_address)
            if made.delay is not None:
                made.delay.wait(timeout=20)
            self.send_response(made.status)
            for name, value in made.headers.items():
                self.send_header(name, value)
            if made.status != 204:
                self.send_header("Content-Length", "0")
            self.end_headers()
            self.close_connection = made.hangs_up

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    made = Receiver(server)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield made
    finally:
        if made.delay is not None:
            made.delay.set()
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Post:
    """Webhooks on one database."""

    runtime: Runtime
    clock: FixedClock
    vault: Vault
    secrets: dict[str, str] = field(default_factory=dict)

    def courier(self, **options: Any) -> Courier:
        """Return a courier that is not started."""
        return Courier(self.runtime, **({"silent_seconds": 0.0} | options))

    def add(self, url: str, **changes: Any) -> Endpoint:
        """Register an endpoint on this machine and let this process know of it at once."""
        wanted: dict[str, Any] = {
            "kinds": KINDS,
            "caller": None,
            "private": True,
            "now_us": self.clock.now_us(),
        }
        added = endpoints.add(self.runtime.engine, self.vault, url, **(wanted | changes))
        self.secrets[added.endpoint.endpoint_id] = added.secret
        outbox.forget(self.runtime.engine)
        return added.endpoint

    def tell(self, *decision_ids: str, caller: str = "erp") -> int:
        """Keep a notice for each decision, in one transaction."""
        about = {"subject": "order:O1", "revision": 0, "checkpoint": "order", "outcome": "review", "seq": 7}
        notices = [Notice("decision_recorded", one, caller, about) for one in decision_ids]
        with write_unit(self.runtime.engine) as connection:
            return outbox.enqueue(connection, notices, self.clock.now_us())

    def kept(self) -> list[Delivery]:
        """Return every delivery there is."""
        with read_unit(self.runtime.engine) as connection:
            return store.deliveries(connection, sa.true())


@pytest.fixture
def post(settings: Settings, vault: Vault, database: sa.Engine) -> Iterator[Post]:
    """Webhooks on an empty database of each kind in turn."""
    url = database.url.render_as_string(hide_password=False)
    clock = FixedClock(NOW_US)
    runtime = open_runtime(settings.model_copy(update={"database_url": url}), clock)
    try:
        yield Post(runtime, clock, vault)
    finally:
        runtime.engine.dispose()


@pytest.fixture
def closed_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
