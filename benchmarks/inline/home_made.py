"""How the home is made: books written and imported, models trained and activated, by the product's own functions."""

import json
import shutil
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from benchmarks.inline.callers import templates_of
from models.role import Role
from riskdesk.core.calendar import DAY_OFF, WorkingCalendar
from riskdesk.core.settings import Settings
from training.fit.trees import TreeParameters

SEED: Final = 11
MONTHS: Final = 24
TREES: Final = TreeParameters(
    most_trees=200, patience=200, depth=8, leaves=31, least_rows=5, learning_rate=0.01
)
"""As large as the bars speak of, learnt slowly enough that the last tree still helps."""
DATABASE: Final = "riskdesk.db"
_EPOCH: Final = date(1970, 1, 1)
_BEFORE: Final = "before.db"
READY: Final = "ready.json"
IMPORTED: Final = "imported.json"
CALLERS: Final = "callers.json"
VECTORS: Final = "vectors.json"
MODEL: Final = "order_anomaly.txt"
ROLES: Final[tuple[Role, ...]] = ("credit", "order_anomaly", "payment_anomaly")

Say = Callable[[str], None]


def write(file: Path, said: object) -> None:
    """Write JSON to a file that only its owner reads."""
    file.touch(mode=0o600)
    file.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")


def upgrade(settings: Settings) -> None:
    """Bring tables up to date, as `riskdesk init` does."""
    from riskdesk.core.database import migrate
    from riskdesk.core.database.engine import open_engine

    engine = open_engine(settings.url)
    migrate.upgrade(engine)
    engine.dispose()


def moment_after(end_day: date, settings: Settings) -> datetime:
    """Return half past ten on the working day after the books' last day."""
    calendar = WorkingCalendar(settings.calendar, settings.zone)
    day = end_day + timedelta(days=1)
    while calendar.day_kind((day - _EPOCH).days) == DAY_OFF:
        day += timedelta(days=1)
    return datetime.combine(day, time(10, 30), tzinfo=ZoneInfo(settings.zone))


def bring_up(settings: Settings, now_us: int) -> None:
    """Do once what the first start of a service on each copy would do: tables of now, baselines of the day."""
    from features.history.baselines import take_missing
    from features.history.reader import Reader
    from riskdesk.core.database.engine import open_engine

    upgrade(settings)
    engine = open_engine(settings.url)
    take_missing(
        engine,
        Reader(WorkingCalendar(settings.calendar, settings.zone)),
        base_currency=settings.base_currency,
        now_us=now_us,
        live=True,
    )
    engine.dispose()


def fingerprints(settings: Settings) -> dict[str, str]:
    """Return the fingerprint of the features of every role that decides."""
    from features.catalogue.parameters import FeatureParameters
    from features.catalogue.sets import feature_set

    return {role: feature_set(role, FeatureParameters.of(settings)).fingerprint for role in ROLES}


def import_books(settings: Settings, events: int, say: Say) -> None:
    """Write the company's books and import them; a copy of the database as it is then stays beside it."""
    from riskdesk.core.keys import create_keys

    settings.home.mkdir(parents=True, mode=0o700)
    create_keys(settings)
    upgrade(settings)
    say(f"making a company of {events:,} events")
    end_day = datetime.now(ZoneInfo(settings.zone)).date() - timedelta(days=1)
    write(settings.home / CALLERS, _company(settings, events, end_day))
    say("importing its books")
    taken = _import(settings)
    shutil.copy(settings.home / DATABASE, settings.home / _BEFORE)
    write(settings.home / IMPORTED, {"events": taken, "end_day": end_day.isoformat()})


def make_ready(settings: Settings, say: Say) -> None:
    """Train on the books alone, activate, make a key."""
    from riskdesk.core.clock import SystemClock
    from riskdesk.core.database.engine import open_engine
    from serving.security.keys import make_key

    say("training")
    shutil.copy(settings.home / _BEFORE, settings.home / DATABASE)
    upgrade(settings)
    engine = open_engine(settings.url)
    models = _train(settings, engine)
    said = {
        "customers": len(json.loads((settings.home / CALLERS).read_text(encoding="utf-8"))["orders"]),
        "key": make_key(engine, "bench", ("score", "read"), now_us=SystemClock().now_us()),
        "models": models,
        "fingerprints": fingerprints(settings),
    }
    engine.dispose()
    write(settings.home / READY, said)


def _company(settings: Settings, events: int, end_day: date) -> dict[str, list[dict[str, Any]]]:
    """Write the books up to a day as a file; return who may be asked about."""
    from riskdesk.cli.demo.books import read_books
    from training.synth.company import CompanySpec, generate

    spec = CompanySpec(seed=SEED, events=events, months=MONTHS, end_day=end_day, zone=settings.zone)
    rows = []
    file = settings.home / "books.ndjson"
    file.touch(mode=0o600)
    with file.open("w", encoding="utf-8") as out:
        for row in generate(spec):
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
            rows.append(dict(row))
    return templates_of(read_books(rows, end_day + timedelta(days=1)))


def _import(settings: Settings) -> int:
    from features.imports.mapping_file import load_mapping
    from features.imports.run import import_files
    from riskdesk.core.crypto import Vault
    from riskdesk.core.database.engine import open_engine
    from riskdesk.core.keys import load_keys

    engine = open_engine(settings.url)
    books = settings.home / "books.ndjson"
    vault = Vault(load_keys(settings))
    taken = import_files(
        engine, vault, settings, [books], load_mapping("canonical"), source="books"
    ).events_taken
    engine.dispose()
    books.unlink()
    return taken


def _train(settings: Settings, engine: Any) -> dict[str, dict[str, float]]:
    """Train and activate credit and both anomaly models; keep the order model's text and vectors for peers."""
    from models.role import PLACES
    from models.scoring.loaded import load
    from riskdesk.cli.activation import put_into_production, two_persons
    from training.keep import keep
    from training.pipelines.anomaly import train_anomaly_on
    from training.pipelines.application import with_application
    from training.pipelines.credit import train_credit_on
    from training.pipelines.probed import probed
    from training.pipelines.snapshot import read_snapshot

    snapshot = read_snapshot(engine, settings)
    results = [with_application(snapshot, train_credit_on(snapshot, parameters=TREES))]
    results += [train_anomaly_on(snapshot, place, parameters=TREES) for place in PLACES]
    results = [probed(snapshot, one) for one in results]
    keep(engine, results)
    put_into_production(
        engine, settings, [one.hash for one in results], two_persons("data-scientist", "risk-officer")
    )
    told: dict[str, dict[str, float]] = {}
    for result in results:
        loaded = load(result.bundle)
        if loaded.bundle.model is None or loaded.ensemble is None:
            raise SystemExit(f"{result.role}: too few verdicts for trees in a company of this size")
        told[result.role] = _shape(loaded.ensemble, result.metrics)
        if result.role == "order_anomaly":
            (settings.home / MODEL).write_text(loaded.bundle.model, encoding="utf-8")
            write(settings.home / VECTORS, [golden.values for golden in loaded.bundle.golden])
    return told


def _shape(ensemble: Any, metrics: dict[str, float]) -> dict[str, float]:
    leaves = [
        int((ensemble.nodes["right"][start:end] < 0).sum())
        for start, end in zip(ensemble.roots[:-1], ensemble.roots[1:], strict=True)
    ]
    return {
        "trees": ensemble.n_trees,
        "leaves": max(leaves),
        "mean_leaves": sum(leaves) / len(leaves),
        "depth": ensemble.depth.splits,
        "features": ensemble.n_features,
        "auc": metrics["auc"],
    }
