"""A small imported company, bundles and policies for it, and the service run on it."""

import base64
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa
from pydantic import SecretStr
from starlette.testclient import TestClient

from features.catalogue.parameters import DEFAULT_PARAMETERS
from features.events.parse import EventParser
from features.history.artifacts import activate, store_artifact
from features.history.log import Appended, Log, verify_chain
from features.history.reader import Reader
from models.policy.codec import write as write_policy
from models.policy.default import DEFAULT_POLICY
from models.policy.outcome import Outcome
from models.policy.policy import Policy
from models.policy.rules import GradeRule, LargeAmount, NewPayee, PastDue, Rules
from models.policy.thresholds import IsolationThreshold, Thresholds
from models.policy.typology_rule import TypologyRule
from riskdesk.cli.demo.company import END_DAY, NOW, NOW_US, at
from riskdesk.core.calendar import WorkingCalendar
from riskdesk.core.clock import FixedClock
from riskdesk.core.crypto import Vault
from riskdesk.core.database.engine import open_engine
from riskdesk.core.database.unit import read_unit, write_unit
from riskdesk.core.keys import Keys
from riskdesk.core.settings import Settings, load_settings
from serving.app import create_app
from serving.ledger.parity import Parity, compare
from serving.ledger.replay import Replay, replay_all
from serving.runtime import open_runtime
from serving.security.keys import SCOPES, make_key
from training.synth.company import CompanySpec, generate

Row = dict[str, Any]

KEYS = Keys(encryption=b"e" * 32, matching=b"m" * 32)
PARSER = EventParser(Vault(KEYS), NOW.tzinfo)  # type: ignore[arg-type] # a ZoneInfo
ACCOUNT = "6222020200112233445"


def make_rows() -> list[Row]:
    """Return the company's books: 5,000 events that end on the day before the service's now."""
    return [
        dict(row)
        for row in generate(CompanySpec(seed=7, events=5_000, end_day=END_DAY, zone="Asia/Shanghai"))
    ]


def append(
    engine: sa.Engine, rows: Sequence[Row], *, origin: str = "import", at_us: int = NOW_US
) -> list[Appended]:
    """Append rows as another process does; return their fates."""
    batch = [PARSER.parse(row, source="import", origin=origin) for row in rows]
    fates = []
    for begin in range(0, len(batch), 1_000):
        with write_unit(engine) as connection:
            log = Log(connection, "CNY")
            fates += log.append(batch[begin : begin + 1_000], recorded_at_us=at_us)
            log.flush()
    return fates


def activate_bundle(engine: sa.Engine, role: str, content: bytes, *, at_us: int = NOW_US) -> int:
    """Store a bundle and activate it by event, without asking whether it is whole; return the `seq`."""
    with write_unit(engine) as connection:
        name = store_artifact(connection, "bundle", content, stored_at_us=at_us)
        log = Log(connection, "CNY")
        seq = activate(
            log, PARSER, role=role, bundle_hash=name, proposed_by="E1", approved_by="E2", at_us=at_us
        )
        log.flush()
    return seq


def publish(engine: sa.Engine, content: bytes, *, at_us: int = NOW_US) -> str:
    """Store a policy's bytes and publish them by event; return their hash."""
    with write_unit(engine) as connection:
        name = store_artifact(connection, "policy", content, stored_at_us=at_us)
    row = {"kind": "policy_published", "policy_hash": name, "proposed_by": "E1", "approved_by": "E2"}
    (fate,) = append(engine, [row | {"occurred_at": at(10, 30)}], origin="inside", at_us=at_us)
    assert "taken" == fate.status
    return name


def lenient() -> Policy:
    """Return a policy under which an order of a known customer fails at its limit and nowhere else."""
    free = TypologyRule(minimum=Outcome.APPROVE, severe=Outcome.APPROVE, missing=Outcome.APPROVE)
    high = 10**13
    rules = Rules(
        grade=GradeRule(d=Outcome.APPROVE),
        past_due=PastDue(material_minor=high),
        large_amount=LargeAmount(order_minor=high, payment_minor=high),
        new_payee=NewPayee(above_minor=high),
        new_customer=Outcome.APPROVE,
    )
    return msgspec.structs.replace(
        DEFAULT_POLICY,
        version="lenient",
        models=dict.fromkeys(DEFAULT_POLICY.models, Thresholds(review_at=1.0)),
        typologies=dict.fromkeys(DEFAULT_POLICY.typologies, free),
        isolation=IsolationThreshold(review_at_percentile=101.0),
        sampling=msgspec.structs.replace(DEFAULT_POLICY.sampling, rate_ppm=0),
        rules=rules,
    )


LENIENT = write_policy(lenient())


@dataclass(slots=True)
class House:
    """One installation on a company: its settings, database, keys and clock."""

    settings: Settings
    engine: sa.Engine
    keys: dict[str, str]
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOW_US))

    @contextmanager
    def open(self, scope: str = "all", **more: Any) -> Iterator[TestClient]:
        """Run the service inside this process and give a client that calls with a key of this scope."""
        client = TestClient(create_app(self.settings, self.clock), raise_server_exceptions=False, **more)
        client.headers.update(self.headers(scope))
        with client:
            yield client

    def headers(self, scope: str = "all", language: str = "en") -> dict[str, str]:
        """Return the headers of a caller."""
        return {"Authorization": f"Bearer {self.keys[scope]}", "Accept-Language": language}

    def append(self, *rows: Row, origin: str = "import") -> list[Appended]:
        """Append rows as another process does, at the house's now; all must be taken."""
        fates = append(self.engine, rows, origin=origin, at_us=self.clock.now_us())
        assert ["taken"] * len(rows) == [fate.status for fate in fates], fates
        return fates

    def ask(self, text: str, **parameters: Any) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        with read_unit(self.engine) as connection:
            return [tuple(row) for row in connection.execute(sa.text(text), parameters)]

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        return int(self.ask(f"SELECT count(*) FROM {table}")[0][0])

    def exposure_minor(self, customer: str) -> int:
        """Return a customer's exposure as the projection has it."""
        found = self.ask(
            "SELECT open_minor + delivered_minor + invoiced_minor FROM customers WHERE customer = :c",
            c=customer,
        )
        return int(found[0][0]) if found else 0

    def parity(self) -> Parity:
        """Return how served vectors compare with history."""
        return compare(self.engine, Reader(WorkingCalendar()), DEFAULT_PARAMETERS)

    def replay(self) -> Replay:
        """Return how decisions compare with themselves, recomputed."""
        runtime = open_runtime(self.settings, self.clock)
        try:
            return replay_all(runtime)
        finally:
            runtime.engine.dispose()

    def broken_at(self) -> int | None:
        """Return where the log's chain is broken."""
        with read_unit(self.engine) as connection:
            return verify_chain(connection)

    def is_proven(self) -> None:
        """Assert promises 1, 3 and 6 on what the ledger holds."""
        assert self.broken_at() is None
        assert {} == dict(self.parity().by_feature)
        assert [] == self.replay().differing


def settings_of(home: Path, url: str | None = None) -> Settings:
    """Return the settings of a house, with the keys of these tests."""
    return load_settings(
        home=home,
        database_url=url,
        encryption_key=SecretStr(base64.b64encode(KEYS.encryption).decode()),
        matching_key=SecretStr(base64.b64encode(KEYS.matching).decode()),
        log_level="error",
    )


def make_keys(engine: sa.Engine) -> dict[str, str]:
    """Make a key for each scope, one for all, and one of another caller."""
    keys = {scope: make_key(engine, f"only-{scope}", [scope], now_us=NOW_US) for scope in sorted(SCOPES)}
    keys["all"] = make_key(engine, "erp", SCOPES, now_us=NOW_US)
    keys["other"] = make_key(engine, "shop", SCOPES, now_us=NOW_US)
    return keys


def copied(source: sa.Engine, target: sa.Engine, tables: Sequence[sa.Table]) -> None:
    """Copy all rows of these tables into empty ones, but for the row that the tables began with."""
    with source.connect() as reading, target.begin() as writing:
        for table in tables:
            rows = [dict(row) for row in reading.execute(sa.select(table)).mappings()]
            writing.execute(sa.delete(table))
            if rows:
                writing.execute(sa.insert(table), rows)


class Caller:
    """A client of a service in another process; one for each thread."""

    def __init__(self, port: int, key: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

    def post(self, path: str, body: Any, **headers: str) -> tuple[int, Any]:
        """Return status and JSON; a connection that breaks raises OSError or HTTPException."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self._connection.request("POST", path, content, self._headers | headers)
        reply = self._connection.getresponse()
        return reply.status, json.loads(reply.read())

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


class Process:
    """The service in a process of its own, on the clock of the company."""

    def __init__(self, house: House) -> None:
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self._house = house
        settings = house.settings
        environment = os.environ | {
            "RISKDESK_HOME": str(settings.home),
            "RISKDESK_DATABASE_URL": settings.url,
            "RISKDESK_ENCRYPTION_KEY": base64.b64encode(KEYS.encryption).decode(),
            "RISKDESK_MATCHING_KEY": base64.b64encode(KEYS.matching).decode(),
            "RISKDESK_LOG_LEVEL": "error",
        }
        command = [sys.executable, "-m", "uvicorn", "--factory", "riskdesk.cli.demo.service:create_demo_app"]
        command += ["--port", str(self.port), "--log-level", "error", "--no-access-log"]
        self._process = subprocess.Popen(command, env=environment)

    def wait(self) -> "Process":
        """Return once the service is ready."""
        give_up = time.monotonic() + 60
        said = "nothing"
        while time.monotonic() < give_up and self._process.poll() is None:
            try:
                with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
                    connection.request("GET", "/readyz")
                    reply = connection.getresponse()
                    said = reply.read().decode()
                    if reply.status == 200:
                        return self
            except OSError:
                pass
            time.sleep(0.05)
        raise AssertionError(f"the service on port {self.port} did not become ready; it said {said}")

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    @contextmanager
    def caller(self, key: str = "all") -> Iterator[Caller]:
        """Give a client."""
        with closing(Caller(self.port, self._house.keys[key])) as caller:
            yield caller

    def kill(self) -> None:
        """End it as a power cut would."""
        self._process.kill()
        self._process.wait(timeout=30)

    def stop(self) -> None:
        """End it as an operator does."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.kill()


@contextmanager
def running(house: House, processes: int = 1) -> Iterator[list[Process]]:
    """Run the service in so many processes on one house."""
    started = [Process(house) for _ in range(processes)]
    try:
        yield [process.wait() for process in started]
    finally:
        for process in started:
            process.stop()


def at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Make calls in a thread each, begun together; return what they returned, or their exceptions."""
    found: list[Any] = [None] * len(calls)
    gate = threading.Barrier(len(calls))

    def run(place: int, call: Callable[[], Any]) -> None:
        gate.wait(timeout=30)
        try:
            found[place] = call()
        except Exception as error:  # noqa: BLE001 - a thread hands it over
            found[place] = error

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return found


def fresh(file: Path, folder: Path) -> str:
    """Return the URL of a copy of an SQLite file."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(file, folder / "riskdesk.db")
    return f"sqlite:///{folder / 'riskdesk.db'}"


def opened(settings: Settings, keys: dict[str, str]) -> House:
    """Return a house on a database that is there."""
    return House(settings, open_engine(settings.url), keys)


def order(order_id: str, customer_id: str, **changes: Any) -> Row:
    """Return an order to score, of the company's now; a change of None leaves the field out."""
    body = {
        "order_id": order_id,
        "customer_id": customer_id,
        "amount": "12000.00",
        "currency": "CNY",
        "occurred_at": at(10, 10),
        "terms_days": 30,
    }
    return {name: value for name, value in (body | changes).items() if value is not None}


def payment(payment_id: str, **changes: Any) -> Row:
    """Return a payment to score, of the company's now; a change of None leaves the field out."""
    body = {
        "payment_id": payment_id,
        "kind": "supplier",
        "payee_id": "S-NEW",
        "payee_account": ACCOUNT,
        "amount": "4200.00",
        "currency": "CNY",
        "occurred_at": at(10, 12),
        "requester_id": "E12",
    }
    return {name: value for name, value in (body | changes).items() if value is not None}


def limit(customer_id: str, amount: str) -> Row:
    """Return the row by which a person sets a customer's limit."""
    return {
        "kind": "limit_overridden",
        "occurred_at": at(9, 0),
        "customer_id": customer_id,
        "limit": amount,
        "currency": "CNY",
        "decided_by": "E1",
        "approved_by": "E2",
        "reason": "agreed",
    }


def registered(customer_id: str) -> Row:
    """Return the row by which a customer is entered."""
    return {
        "kind": "customer_registered",
        "occurred_at": at(8, 30),
        "customer_id": customer_id,
        "name": "New Co",
    }
