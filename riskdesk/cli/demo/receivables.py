"""`riskdesk demo --receivables DIR`: the credit side on real receivables, stage by stage."""

import time
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from riskdesk.cli.demo.service import Client, running
from riskdesk.cli.demo.show import Stages
from riskdesk.cli.demo.stages import fresh_home
from riskdesk.core.clock import SystemClock
from riskdesk.core.errors import SetupIncomplete
from riskdesk.core.settings import Settings

if TYPE_CHECKING:
    from features.imports.report import ImportReport
    from models.policy.policy import Policy
    from models.scoring.loaded import LoadedBundle
    from riskdesk.cli.demo.receivables_customers import GradedCustomer
    from riskdesk.core.database.handles import Engine
    from training.pipelines.graded import GradedThen
    from training.pipelines.late_invoices import PaidInvoices
    from training.pipelines.snapshot import Snapshot

FILES: Final = ("closed_invoices.parquet", "open_invoices.parquet")
TEST_SHARE: Final = 0.2
"""The last fifth by due date is measured on."""

ESTIMATED: Final = frozenset({"document_terms_days"})
"""Terms stem from later invoices of the customer: good enough to date an issue, a leak as a feature."""

NO_MODELS: Final = frozenset({"bundle:order_anomaly", "bundle:payment_anomaly"})
"""Invoices alone teach nothing of odd orders and payments; the policy that is published says so."""

LARGEST: Final = 30
"""So many customers stand in the report; the list beside it holds all."""


@dataclass(frozen=True, slots=True, eq=False)
class _Past:
    """All books, those up to the last payment and to the cut, the paid invoices, and the service's clock."""

    now: "Snapshot"
    last: "Snapshot"
    then: "Snapshot"
    invoices: "PaidInvoices"
    cut_us: int
    clock_us: int


def run_receivables(settings: Settings, folder: Path, *, quiet: bool) -> dict[str, Any]:
    """Import both files, measure lateness and grades on the later part, score new orders, write a report and a list.

    Measured is at the cut; customers are listed, and orders scored, at the end of the open file.

    Returns
    -------
    dict
        What `--json` prints; `report` is where the page stands, `grades_csv` the list of customers.

    Raises
    ------
    SetupIncomplete
        A file is missing, or the service did not start.
    HistoryTooThin
        The files hold too little to learn from.
    """
    from riskdesk.cli.demo.receivables_customers import count_grades, fingerprint, summary, write_grades
    from riskdesk.cli.demo.receivables_grades import RISING, is_rising, outcome_per_grade
    from riskdesk.cli.demo.receivables_measure import censoring, measure
    from riskdesk.cli.demo.receivables_report import write_report
    from riskdesk.cli.demo.receivables_show import (
        show_customers,
        show_grades_then,
        show_metrics,
        show_orders,
    )
    from training.pipelines.graded import learn_grades

    files = [folder / name for name in FILES]
    missing = [file.name for file in files if not file.is_file()]
    if missing:
        raise SetupIncomplete(f"expected {missing[0]} in {folder}", field="receivables")
    stages = Stages(quiet=quiet)
    settings = fresh_home(settings, "receivables").model_copy(update={"base_currency": "USD"})
    engine, imported = _import(stages, settings, files)
    with stages.stage("read", "books read, every invoice as it looked when it was issued"):
        past = _past(engine, settings)
    with stages.stage("measure", "days late learnt before the cut and measured after it, with the peer"):
        measured = measure(past.invoices, past.cut_us)
    show_metrics(stages.console, measured)
    with stages.stage("grades", "customers graded as of the cut, and followed"):
        then = learn_grades(past.then)
        test = past.invoices.after(past.cut_us)
        rows, trend = outcome_per_grade(past.invoices, test, then, past.cut_us)
    show_grades_then(stages.console, rows, trend)
    with stages.stage("train", "models of all that is known, activated by two persons"):
        credit, policy = _produce(engine, settings, past, then)
    with stages.stage("list", "every customer graded as of the end of the open invoices"):
        customers = _list(past, credit, policy, files)
        write_grades(settings.home / "grades.csv", customers, settings.base_currency)
    show_customers(stages.console, customers, summary(customers), settings.language)
    with stages.stage("score", "new orders of named customers scored by the service"):
        decisions = _score(engine, settings, files, past, customers)
    show_orders(stages.console, decisions, settings.language)
    said: dict[str, Any] = {
        "events": imported.events_taken,
        "customers": len(np.unique(past.invoices.raw.customers)),
        "import": imported.to_dict("en"),
        "cut_us": past.cut_us,
        "censoring": censoring(past.invoices, past.cut_us),
        "metrics": measured.metrics,
        "peer": measured.peer,
        "peer_tuned": measured.peer_tuned,
        "grades": rows,
        "rising": {name: is_rising(rows, name) for name in RISING},
        "trend": trend,
        "bands": {name: getattr(then.tables.bands, name) for name in ("a_below", "b_below", "c_up_to")},
        "clock_us": past.clock_us,
        "last_paid_us": past.invoices.last_us,
        "grades_now": count_grades(customers),
        "owed": summary(customers),
        "largest": [asdict(one) for one in customers[:LARGEST]],
        "grades_csv": str(settings.home / "grades.csv"),
        "written_at_us": SystemClock().now_us(),
        "program": version("riskdesk"),
        "data_sha256": fingerprint(files),
        "decisions": decisions,
    }
    with stages.stage("report", "report written"):
        report = write_report(settings, said, measured, imported)
    engine.dispose()
    stages.console.print(f"report: {report}", soft_wrap=True)
    stages.console.print(f"customers: {said['grades_csv']}", soft_wrap=True)
    return said | {"report": str(report), "seconds": stages.seconds}


def _import(stages: Stages, settings: Settings, files: list[Path]) -> "tuple[Engine, ImportReport]":
    from rich.progress import Progress

    from features.imports.mapping_file import load_mapping
    from features.imports.run import import_files
    from riskdesk.cli.imports import show
    from riskdesk.core.crypto import Vault
    from riskdesk.core.database import migrate
    from riskdesk.core.database.engine import open_engine
    from riskdesk.core.keys import create_keys

    begun = time.perf_counter()
    vault = Vault(create_keys(settings))
    engine = open_engine(settings.url)
    migrate.upgrade(engine)
    mapping = load_mapping("receivables")
    with Progress(console=stages.console, transient=True, disable=stages.console.quiet) as bar:
        tasks = {stage: bar.add_task(stage, total=None) for stage in ("reading", "appending")}

        def progress(stage: str, done: int, total: int) -> None:
            bar.update(tasks[stage], completed=done, total=total or None)

        report = import_files(
            engine, vault, settings, files, mapping, source="receivables", progress=progress
        )
    stages.seconds["import"] = round(time.perf_counter() - begun, 3)
    if not stages.console.quiet:
        show(report, settings.language)
    return engine, report


def _past(engine: "Engine", settings: Settings) -> _Past:
    from features.kernel import layout as L
    from riskdesk.cli.demo.receivables_customers import clock_after
    from training.pipelines.late_invoices import paid_invoices
    from training.pipelines.snapshot import read_snapshot

    now = read_snapshot(engine, settings)
    events = now.history.events
    invoices = paid_invoices(now, unused=ESTIMATED)
    cut_us = invoices.cut(TEST_SHARE)
    # Open invoices were written months after the last payment that is known: nothing is learnt from them.
    last, then = (
        read_snapshot(engine, settings, upto=int(events[L.E_SEQ, events[L.E_KNOWN] <= moment].max()))
        for moment in (invoices.last_us, cut_us)
    )
    return _Past(now, last, then, invoices, cut_us, clock_after(events, now.reader.calendar))


def _produce(
    engine: "Engine", settings: Settings, past: _Past, then: "GradedThen"
) -> "tuple[LoadedBundle, Policy]":
    """Train on what was known at the last payment, keep, activate; return what grades customers."""
    from models.scoring.loaded import load
    from riskdesk.cli.activation import put_into_production, two_persons
    from riskdesk.cli.demo.receivables_grades import DEFINITION
    from riskdesk.cli.demo.receivables_orders import policy_of, publish
    from training.keep import keep
    from training.pipelines.credit import train_credit_on
    from training.pipelines.lateness import train_lateness_on
    from training.pipelines.probed import probed

    credit = train_credit_on(past.last, definition=DEFINITION, bands=then.tables.bands, every="week")
    lateness = train_lateness_on(past.last, unused=ESTIMATED)
    keep(engine, [probed(past.last, result) for result in (credit, lateness)])
    persons, policy = two_persons("data-scientist", "risk-officer"), policy_of(then.tables.bands)
    put_into_production(engine, settings, [credit.hash, lateness.hash], persons)
    publish(engine, settings, policy, **persons._asdict())
    return load(credit.bundle), policy


def _list(past: _Past, credit: "LoadedBundle", policy: "Policy", files: list[Path]) -> "list[GradedCustomer]":
    from riskdesk.cli.demo.receivables_customers import grade_customers
    from riskdesk.cli.demo.receivables_orders import read_names

    numbers, names = read_names(files)
    return grade_customers(past.now, credit, policy, numbers, names, now_us=past.clock_us)


def _score(
    engine: "Engine", settings: Settings, files: list[Path], past: _Past, customers: "list[GradedCustomer]"
) -> list[dict[str, Any]]:
    """Start the service on the clock at which all of the books has occurred, and score orders of that moment."""
    from riskdesk.cli.demo.receivables_orders import choose_orders, read_names, score
    from serving.security.keys import make_key

    numbers, names = read_names(files)
    graded = [one for one in customers if one.route == "model"]
    grades = {one.code: one.grade for one in graded if one.grade and one.exposure_minor > 0}
    clear = {one.code: one.limit_minor for one in graded if one.grade == "A" and one.exposure_minor == 0}
    events = past.now.history.events
    orders = choose_orders(events, grades, clear, numbers, names, now_us=past.clock_us, zone=settings.zone)
    key = make_key(engine, "order-system", ("score", "events", "read"), now_us=past.clock_us)
    with running(settings, port=0, now_us=past.clock_us, without=NO_MODELS) as (address, _):
        return score(Client(address, key), orders)
