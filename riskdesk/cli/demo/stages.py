"""The demonstration on the synthetic company, stage by stage."""

import fcntl
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from riskdesk.cli.activation import put_into_production, two_persons
from riskdesk.cli.demo import company
from riskdesk.cli.demo.books import read_books
from riskdesk.cli.demo.grades import grades_then_and_outcome
from riskdesk.cli.demo.scenarios import Scenario, scenarios
from riskdesk.cli.demo.service import Client, running
from riskdesk.cli.demo.show import Stages, show_decision, show_grades
from riskdesk.core.crypto import Vault
from riskdesk.core.database import migrate
from riskdesk.core.database.engine import open_engine
from riskdesk.core.database.handles import Engine
from riskdesk.core.errors import SetupIncomplete
from riskdesk.core.keys import create_keys, load_keys
from riskdesk.core.settings import Settings

_MARK: Final = ".riskdesk-demo"


def run_demo(
    settings: Settings, *, events: int, seed: int, port: int, serve_on: bool, quiet: bool
) -> dict[str, Any]:
    """Run the main job from an empty home to decisions; return what `--json` prints.

    Raises
    ------
    SetupIncomplete
        The service did not start.
    """
    stages = Stages(quiet=quiet)
    settings = fresh_home(settings, "demo")
    with stages.stage("setup", "keys and tables made"):
        create_keys(settings)
        engine = open_engine(settings.url)
        migrate.upgrade(engine)
    with stages.stage("company", f"a company of about {events:,} events made (seed {seed})"):
        made = company.make(settings, events=events, seed=seed)
    with stages.stage("import", "its books imported"):
        taken = _import(settings, engine, made)
    with stages.stage("train", "models trained, measured, activated by two persons"):
        trained, snapshot = _train(settings, engine)
    with stages.stage("grades", "customers graded as of 120 days ago, and followed"):
        grades = grades_then_and_outcome(engine, settings, snapshot)
    show_grades(stages.console, grades)
    client_key = _key(engine, "order-system", ("score", "events", "read"))
    desk_key = _key(engine, "reviewer", ("desk", "verdict", "read"))
    said: dict[str, Any] = {
        "events": taken,
        "customers": sum(row["count"] for row in grades),
        "credit": trained["credit"],
        "lateness": trained["lateness"],
        "anomaly": {place: trained[f"{place}_anomaly"] for place in ("order", "payment")},
        "grades": grades,
    }
    with running(settings, port=port) as (address, service):
        with stages.stage("score", "orders and payments scored by the service"):
            client = Client(address, client_key)
            decisions = _score(client, list(scenarios(read_books(made.rows, company.NOW.date()))))
        for scenario, _ in decisions:
            title = scenario.title.render(settings.language)
            if not quiet:
                shown = client.post(f"/v1/{scenario.path}/score", scenario.body, language=settings.language)
                show_decision(stages.console, title, shown, settings.language)
        with stages.stage("parity", "served vectors compared with history, decisions replayed"):
            said["parity"], said["replay"] = _prove(settings)
        if serve_on:
            _where_next(stages, address, settings, desk_key)
            _serve_on(service)
    said["decisions"] = [answer for _, answer in decisions]
    said["seconds"] = stages.seconds
    said["peak_memory_mib"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return said


def fresh_home(settings: Settings, name: str) -> Settings:
    """Return settings with an empty home of a demonstration's own; only such a home is ever removed."""
    home = settings.home / name
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    _hold(settings.home / f"{name}.lock")
    if home.exists() and not (home / _MARK).exists():
        raise SetupIncomplete(
            f"{home} was not made by a demonstration; it is left alone", field="RISKDESK_HOME"
        )
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(mode=0o700, parents=True)
    (home / _MARK).touch()
    return settings.model_copy(update={"home": home, "database_url": None})


def _hold(lock: Path) -> None:
    """Hold a lock until this process ends: a demonstration never removes the home of a running one.

    Raises
    ------
    SetupIncomplete
        Another demonstration holds it.
    """
    held = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)  # never closed: the lock goes with the process
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(held)
        raise SetupIncomplete(
            "a demonstration runs in this home; stop it first", field="RISKDESK_HOME"
        ) from None


def _import(settings: Settings, engine: Engine, made: company.MadeCompany) -> int:
    from features.imports.mapping_file import load_mapping
    from features.imports.run import import_files

    report = import_files(
        engine,
        Vault(load_keys(settings)),
        settings,
        [made.file],
        load_mapping("canonical"),
        source="books",
    )
    return report.events_taken


def _train(settings: Settings, engine: Engine) -> tuple[dict[str, dict[str, Any]], Any]:
    from models.role import PLACES
    from training.keep import keep
    from training.pipelines.anomaly import train_anomaly_on
    from training.pipelines.application import with_application
    from training.pipelines.credit import train_credit_on
    from training.pipelines.lateness import train_lateness_on
    from training.pipelines.probed import probed
    from training.pipelines.snapshot import read_snapshot
    from training.registry import Registry

    snapshot = read_snapshot(engine, settings)
    results = [with_application(snapshot, train_credit_on(snapshot)), train_lateness_on(snapshot)]
    results += [train_anomaly_on(snapshot, place) for place in PLACES]
    results = [probed(snapshot, result) for result in results]
    registry = Registry(settings)
    reports = {one.bundle_hash: one for one in keep(engine, results)}
    for result in results:
        registry.record(result, reports.get(result.hash))
    persons = two_persons("data-scientist", "risk-officer")
    put_into_production(engine, settings, [result.hash for result in results], persons)
    return {result.role: dict(result.metrics) for result in results}, snapshot


def _key(engine: Engine, caller: str, scopes: tuple[str, ...]) -> str:
    from serving.security.keys import make_key

    return make_key(engine, caller, scopes, now_us=company.NOW_US)


def _score(client: Client, calls: list[Scenario]) -> list[tuple[Scenario, dict[str, Any]]]:
    answered = []
    for call in calls:
        if call.path == "events":
            client.post("/v1/events", call.body)
            continue
        answer = client.post(f"/v1/{call.path}/score", call.body)
        if "outcome" not in answer:
            raise SetupIncomplete(
                f"the service refused a call: {answer.get('detail')}", field=answer.get("field")
            )
        answered.append((call, answer))
    return answered


def _prove(settings: Settings) -> tuple[dict[str, Any], dict[str, Any]]:
    from serving.ledger.parity import compare
    from serving.ledger.replay import replay_all
    from serving.runtime import open_runtime

    runtime = open_runtime(settings)
    parity = compare(runtime.engine, runtime.reader, runtime.parameters).to_json()
    replay = replay_all(runtime).to_json()
    runtime.engine.dispose()
    return parity, replay


def _where_next(stages: Stages, address: str, settings: Settings, desk_key: str) -> None:
    say = stages.console.print
    say("\n[bold]Where to look next[/bold]")
    say(f"  the desk        {address}/desk/  (sign in with the key {desk_key})", soft_wrap=True)
    say(f"  the API         {address}/docs")
    say(
        f"  the training    .venv/bin/mlflow ui --backend-store-uri sqlite:///{_mlflow(settings)}",
        soft_wrap=True,
    )
    say("  Ctrl-C stops the service.")
    sys.stdout.flush()


def _mlflow(settings: Settings) -> Path:
    return settings.home / "mlflow" / "mlflow.db"


def _serve_on(service: subprocess.Popen[bytes]) -> None:
    """Wait until somebody stops the demonstration, or its service dies.

    Raises
    ------
    SetupIncomplete
        The service ended by itself.
    """
    try:
        ended = service.wait()
    except KeyboardInterrupt:
        return
    raise SetupIncomplete(f"the service ended with code {ended}; its messages stand above")
