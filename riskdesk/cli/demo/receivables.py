"""`riskdesk demo --receivables DIR`: the credit side on real receivables, stage by stage."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from riskdesk.cli.demo.service import Client, running
from riskdesk.cli.demo.show import Stages
from riskdesk.cli.demo.stages import fresh_home
from riskdesk.core.errors import SetupIncomplete
from riskdesk.core.settings import Settings

if TYPE_CHECKING:
    from features.imports.report import ImportReport
    from riskdesk.cli.demo.receivables_grades import GradedThen
    from riskdesk.core.database.handles import Engine
    from training.pipelines.late_invoices import PaidInvoices
    from training.pipelines.snapshot import Snapshot

FILES: Final = ("closed_invoices.parquet", "open_invoices.parquet")
TEST_SHARE: Final = 0.2
"""The last fifth by due date is measured on."""

ESTIMATED: Final = frozenset({"document_terms_days"})
"""Terms stem from later invoices of the customer: good enough to date an issue, a leak as a feature."""

CAP_DAYS: Final = 30
NO_MODELS: Final = frozenset({"bundle:order_anomaly", "bundle:payment_anomaly"})
"""Invoices alone teach nothing of odd orders and payments; the policy that is published says so."""

_HOUR_US: Final = 3_600_000_000


@dataclass(frozen=True, slots=True, eq=False)
class _Past:
    """The books up to the last payment, what was known of them at the cut, and the paid invoices."""

    last: "Snapshot"
    then: "Snapshot"
    invoices: "PaidInvoices"
    cut_us: int


def run_receivables(settings: Settings, folder: Path, *, quiet: bool) -> dict[str, Any]:
    """Import both files, measure lateness and grades on the later part, score new orders, write a report.

    Returns
    -------
    dict
        What `--json` prints; `report` is where the page stands.

    Raises
    ------
    SetupIncomplete
        A file is missing, or the service did not start.
    HistoryTooThin
        The files hold too little to learn from.
    """
    from riskdesk.cli.demo.receivables_grades import RISING, is_rising, learn_grades, outcome_per_grade
    from riskdesk.cli.demo.receivables_measure import censoring, measure
    from riskdesk.cli.demo.receivables_report import write_report
    from riskdesk.cli.demo.receivables_show import show_grades_then, show_metrics, show_orders

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
        grades_now = _produce(engine, settings, past, then)
    with stages.stage("score", "new orders of named customers scored by the service"):
        decisions = _score(engine, settings, files, past, grades_now)
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
        "bands": {name: getattr(then.bands, name) for name in ("a_below", "b_below", "c_up_to")},
        "grades_now": {grade: list(grades_now.values()).count(grade) for grade in "ABCD"},
        "decisions": decisions,
    }
    with stages.stage("report", "report written"):
        report = write_report(settings, said, measured, imported)
    engine.dispose()
    stages.console.print(f"report: {report}", soft_wrap=True)
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
    return _Past(last, then, invoices, cut_us)


def _produce(engine: "Engine", settings: Settings, past: _Past, then: "GradedThen") -> dict[int, str]:
    """Train, keep, activate; return the grade of every customer as of the last payment, by its code."""
    from features.kernel import layout as L
    from models.scoring.loaded import load
    from models.scoring.score import score_many
    from riskdesk.cli.demo.receivables_grades import DEFINITION
    from riskdesk.cli.demo.receivables_orders import policy_of, publish
    from riskdesk.cli.models import put_into_production, two_persons
    from training.keep import keep
    from training.pipelines.credit import train_credit_on
    from training.pipelines.lateness import train_lateness_on

    credit = train_credit_on(past.last, definition=DEFINITION, bands=then.bands)
    lateness = train_lateness_on(past.last, cap_days=CAP_DAYS, unused=ESTIMATED)
    keep(engine, [credit, lateness])
    persons = two_persons("data-scientist", "risk-officer")
    put_into_production(engine, settings, [credit.hash, lateness.hash], persons)
    publish(engine, settings, policy_of(then.bands), **persons._asdict())
    history = past.last.history
    customers = np.unique(history.events[L.E_CUSTOMER])
    customers = customers[customers != L.NOBODY]
    moments = [past.invoices.last_us] * len(customers)
    queries = history.customer_queries(customers, moments, past.last.reader)
    pd = score_many(load(credit.bundle), history.vectors(queries)).probability
    return dict(zip(customers.tolist(), then.grades(pd).tolist(), strict=True))


def _score(
    engine: "Engine", settings: Settings, files: list[Path], past: _Past, grades: dict[int, str]
) -> list[dict[str, Any]]:
    """Start the service on the clock of the last payment's day and score new orders of that evening."""
    from riskdesk.cli.demo.receivables_orders import choose_orders, read_names, score
    from serving.security.keys import make_key

    now_us = past.invoices.last_us + 6 * _HOUR_US
    numbers, names = read_names(files)
    orders = choose_orders(
        past.invoices.raw, grades, numbers, names, now_us=now_us - _HOUR_US, zone=settings.zone
    )
    key = make_key(engine, "order-system", ("score", "events", "read"), now_us=now_us)
    with running(settings, port=0, now_us=now_us, without=NO_MODELS) as (address, _):
        return score(Client(address, key), orders)
