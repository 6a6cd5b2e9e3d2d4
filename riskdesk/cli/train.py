"""`riskdesk train`: from the history of facts to bundles, and into production if two persons say so."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from riskdesk.cli.firms import train_on_firms
from riskdesk.cli.output import Json, say_json, say_table
from riskdesk.cli.pairs import train_pairs

if TYPE_CHECKING:
    from collections.abc import Callable

    from training.gates.report import GateReport
    from training.pipelines.result import TrainResult
    from training.pipelines.snapshot import Progress, Snapshot

app = typer.Typer(help="Train a model on the history, measure it, and keep its bundle.", no_args_is_help=True)
app.command("pairs")(train_pairs)

Activate = Annotated[bool, typer.Option("--activate", help="Put the bundle into production if it passes.")]
ProposedBy = Annotated[str | None, typer.Option(help="With --activate: who proposes it.")]
ApprovedBy = Annotated[str | None, typer.Option(help="With --activate: the second person.")]
Page = Annotated[
    Path | None, typer.Option("--report", help="Write the evaluation with its model card to this HTML file.")
]


@app.command("credit")
def train_credit(
    activate: Activate = False,
    proposed_by: ProposedBy = None,
    approved_by: ApprovedBy = None,
    report: Page = None,
    as_json: Json = False,
) -> None:
    """Train the customer's probability of default, and the scorecard of customers with too little history for it.

    The bundle holds the scorecard if it passes its own gates; new customers are else granted what the policy says.

    Example: riskdesk train credit --activate --proposed-by lin --approved-by wang
    """

    def run(snapshot: "Snapshot", progress: "Progress") -> "list[TrainResult]":
        from training.pipelines.application import with_application
        from training.pipelines.credit import train_credit_on

        return [with_application(snapshot, train_credit_on(snapshot, progress=progress), progress=progress)]

    _train(run, activate=activate, persons=(proposed_by, approved_by), page_file=report, as_json=as_json)


@app.command("lateness")
def train_lateness(
    activate: Activate = False,
    proposed_by: ProposedBy = None,
    approved_by: ApprovedBy = None,
    report: Page = None,
    as_json: Json = False,
) -> None:
    """Train the days late of an invoice.

    Example: riskdesk train lateness --report lateness.html
    """

    def run(snapshot: "Snapshot", progress: "Progress") -> "list[TrainResult]":
        from training.pipelines.lateness import train_lateness_on

        return [train_lateness_on(snapshot, progress=progress)]

    _train(run, activate=activate, persons=(proposed_by, approved_by), page_file=report, as_json=as_json)


@app.command("anomaly")
def train_anomaly(
    activate: Activate = False,
    proposed_by: ProposedBy = None,
    approved_by: ApprovedBy = None,
    report: Page = None,
    as_json: Json = False,
) -> None:
    """Train the anomaly models of orders and of payments.

    Example: riskdesk train anomaly --json
    """

    def run(snapshot: "Snapshot", progress: "Progress") -> "list[TrainResult]":
        from models.role import PLACES
        from training.pipelines.anomaly import train_anomaly_on

        return [train_anomaly_on(snapshot, place, progress=progress) for place in PLACES]

    _train(run, activate=activate, persons=(proposed_by, approved_by), page_file=report, as_json=as_json)


@app.command("scorecard")
def train_scorecard(
    application: Annotated[
        bool, typer.Option("--application", help="For customers of whom little is known yet.")
    ] = False,
    firms: Annotated[
        Path | None,
        typer.Option(
            help="With --application: firms with what became of them, whose books are in the log; a card to"
            " grade firms by, which no bundle takes."
        ),
    ] = None,
    mapping: Annotated[
        str, typer.Option(help="With --firms: a preset such as sme_credit, or a TOML file.")
    ] = "sme_credit",
    out: Annotated[Path | None, typer.Option(help="Write the scorecard as JSON to this file.")] = None,
    as_json: Json = False,
) -> None:
    """Train a scorecard beside the trees, measure it alike, and print its points table.

    Example: riskdesk train scorecard --application --out card.json
    """
    if firms is not None:
        _require_application(application=application)
        train_on_firms(firms, mapping, out, as_json=as_json)
        return
    from models.credit.points_table import points_text
    from models.credit.scorecard import to_json
    from riskdesk.core.database.engine import open_engine
    from riskdesk.core.settings import load_settings
    from training.pipelines.scorecard import train_scorecard_on
    from training.pipelines.snapshot import read_snapshot

    settings = load_settings()
    snapshot = read_snapshot(open_engine(settings.url), settings)
    found = train_scorecard_on(
        snapshot, route="application" if application else "behaviour", progress=_say_stage
    )
    if out is not None:
        out.write_bytes(to_json(found.card))
    table = points_text(found.card, settings.language)
    if as_json:
        gates = [{"name": one.name, "passed": one.passed, "detail": one.detail} for one in found.gates]
        told = {"version": found.card.version, "metrics": found.metrics, "gates": gates, "table": table}
        say_json(told | {"interval_bins": found.report["interval_bins"]})
    else:
        rows = [(name, f"{value:.4f}") for name, value in sorted(found.metrics.items())]
        say_table(f"{found.card.version}, on later rows", ["metric", "value"], rows)
        typer.echo(table)
    if not found.passed:
        raise typer.Exit(1)


def _require_application(*, application: bool) -> None:
    """Refuse labelled firms for the route of customers that pay this company.

    Raises
    ------
    InputInvalid
        They are of the application route.
    """
    from riskdesk.core.errors import InputInvalid

    if not application:
        raise InputInvalid("firms with outcomes of their own go with --application", field="firms")


def _train(
    run: "Callable[[Snapshot, Progress], list[TrainResult]]",
    *,
    activate: bool,
    persons: tuple[str | None, str | None],
    page_file: Path | None,
    as_json: bool,
) -> None:
    """Read, train, keep, record; activate all or none; exit 1 if a gate refused a model."""
    from riskdesk.cli.activation import policy_in_force, put_into_production, two_persons
    from riskdesk.core.database.engine import open_engine
    from riskdesk.core.settings import load_settings
    from training.evaluate.page.look import Look
    from training.evaluate.page.render import page
    from training.keep import keep
    from training.pipelines.probed import probed
    from training.pipelines.snapshot import read_snapshot
    from training.registry import Registry

    approved = two_persons(*persons) if activate else None
    settings = load_settings()
    engine = open_engine(settings.url)
    snapshot = read_snapshot(engine, settings)
    results = [probed(snapshot, result) for result in run(snapshot, _say_stage)]
    passed = [result for result in results if result.passed]
    reports = {one.bundle_hash: one for one in keep(engine, passed, policy=policy_in_force(engine, settings))}
    registry = Registry(settings)
    recorded = [registry.record(result, reports.get(result.hash)) for result in results]
    if page_file is not None:
        look = Look(settings.language, settings.zone, settings.base_currency)
        page_file.write_text(page(results, look, reports), encoding="utf-8")
    ready = len(passed) == len(results) and all(report.passed for report in reports.values())
    seqs: dict[str, int] = {}
    if approved is not None and ready:
        seqs = put_into_production(engine, settings, [result.hash for result in passed], approved)
    said = [
        result.summary()
        | {"run_id": one.run_id, "model": one.model, "seq": seqs.get(result.hash)}
        | _challenged(reports.get(result.hash))
        for result, one in zip(results, recorded, strict=True)
    ]
    if as_json:
        say_json({"trained": said})
    else:
        for result in results:
            _say(result, seqs.get(result.hash), reports.get(result.hash))
    if not ready:
        raise typer.Exit(1)


def _say_stage(stage: str, done: float) -> None:
    import sys

    if sys.stderr.isatty():
        typer.echo(f"{done:4.0%} {stage}", err=True)


def _challenged(report: "GateReport | None") -> dict[str, Any]:
    """Return what the gates against the champion said; nothing of a model that was not kept."""
    import msgspec

    if report is None:
        return {"champion": None, "challenge": None}
    kept = {name: getattr(report, name) for name in ("passed", "gates", "compared", "flips")}
    return {"champion": report.champion, "challenge": msgspec.to_builtins(kept)}


def _say(result: "TrainResult", seq: int | None, report: "GateReport | None") -> None:
    rows = [(name, f"{value:.4f}") for name, value in sorted(result.metrics.items())]
    say_table(f"{result.version}, on later rows", ["metric", "value"], rows)
    asked = result.gates if report is None else report.gates
    gates = [(gate.name, "passed" if gate.passed else "REFUSED", gate.detail) for gate in asked]
    say_table("gates", ["gate", "", "found"], gates)
    if "application" in result.report:
        _say_application(result.report["application"])
    if result.passed:
        effective = "" if seq is None else f", in production from seq {seq}"
        typer.echo(f"bundle {result.hash}{effective}")


def _say_application(told: dict[str, Any]) -> None:
    """Say whether the bundle holds a scorecard of applications, and what was asked of it."""
    rows = [(name, f"{value:.4f}") for name, value in sorted(told.get("metrics", {}).items())]
    title = "scorecard of applications: " + ("taken" if told["taken"] else "left out")
    if "why" in told:
        say_table(title, ["why"], [(told["why"],)])
        return
    say_table(f"{title}, {told['version']}, on later rows", ["metric", "value"], rows)
    gates = [(one["name"], "passed" if one["passed"] else "REFUSED", one["detail"]) for one in told["gates"]]
    say_table("its gates", ["gate", "", "found"], gates)
