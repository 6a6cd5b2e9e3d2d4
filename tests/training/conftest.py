"""A small company in a database, read once and trained on once, for all tests of training."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pytest
import sqlalchemy as sa

from features.events.parse import EventParser
from features.history.log import Log
from features.kernel import layout as L
from riskdesk.core.crypto import Vault
from riskdesk.core.database import migrate
from riskdesk.core.database.engine import open_engine
from riskdesk.core.database.unit import write_unit
from riskdesk.core.keys import create_keys
from riskdesk.core.settings import Settings, load_settings
from training.labels.default import DefaultDefinition
from training.pipelines.anomaly import train_anomaly_on
from training.pipelines.credit import train_credit_on
from training.pipelines.lateness import train_lateness_on
from training.pipelines.result import TrainResult
from training.pipelines.snapshot import Snapshot, read_snapshot
from training.synth.company import CompanySpec, make_company

EASY = DefaultDefinition(past_due_days=30)
"""Common enough for a company this small."""

Facts = Callable[..., npt.NDArray[np.int64]]


@dataclass(frozen=True)
class Home:
    """An installation with a company's history in its log."""

    settings: Settings
    engine: sa.Engine


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A company of 15,000 events in SQLite; read, never written."""
    home = make_home(tmp_path_factory.mktemp("company"))
    yield home
    home.engine.dispose()


def make_home(folder: Path) -> Home:
    """Return an installation with the company of seed 5."""
    settings = load_settings(home=folder, database_url=None)
    parser = EventParser(Vault(create_keys(settings)), ZoneInfo(settings.zone))
    engine = open_engine(settings.url)
    migrate.upgrade(engine)
    rows = make_company(CompanySpec(seed=5, events=15_000, anomaly_rate=0.03)).rows
    events = [parser.parse(row, source="test", origin="import") for row in rows]
    with write_unit(engine) as connection:
        log = Log(connection, settings.base_currency)
        log.append(events, recorded_at_us=events[-1].known_at_us)
        log.flush()
    return Home(settings, engine)


@pytest.fixture(scope="session")
def snapshot(home: Home) -> Snapshot:
    """The company's log, read."""
    return read_snapshot(home.engine, home.settings)


@pytest.fixture(scope="session")
def credit(snapshot: Snapshot) -> TrainResult:
    """The run of the probability of default."""
    return train_credit_on(snapshot, definition=EASY)


@pytest.fixture(scope="session")
def lateness(snapshot: Snapshot) -> TrainResult:
    """The run of the days late."""
    return train_lateness_on(snapshot, cap_days=60)


@pytest.fixture(scope="session")
def orders(snapshot: Snapshot) -> TrainResult:
    """The run of the anomalies of orders."""
    return train_anomaly_on(snapshot, "order")


@pytest.fixture(scope="session")
def payments(snapshot: Snapshot) -> TrainResult:
    """The run of the anomalies of payments."""
    return train_anomaly_on(snapshot, "payment")


@pytest.fixture(scope="session")
def facts() -> Facts:
    """Makes event arrays of invoices from rows of named values; days become microseconds."""

    def make(*rows: dict[str, int]) -> npt.NDArray[np.int64]:
        events = np.zeros((L.E_WIDTH, len(rows)), np.int64)
        for k, row in enumerate(rows):
            at = row["day"] * L.DAY
            events[L.E_SEQ, k] = k + 1
            events[L.E_KIND, k] = row["kind"]
            events[L.E_OCCURRED, k] = at
            events[L.E_KNOWN, k] = row.get("known", row["day"]) * L.DAY
            events[L.E_DOCUMENT, k] = row.get("invoice", 1)
            events[L.E_CUSTOMER, k] = row.get("customer", 7)
            events[L.E_DELTA, k] = row.get("amount", 0)
            events[L.E_DUE, k] = row["due"] * L.DAY
            events[L.E_FLAGS, k] = L.FLAG_CLOSED if row.get("closed") else 0
        return events

    return make
