"""`riskdesk train`: from the history of facts to bundles, and into production if two persons say so."""

from typing import TYPE_CHECKING, Annotated

import typer

from riskdesk.cli.output import Json, say_json, say_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from training.pipelines.result import TrainResult
    from training.pipelines.snapshot import Progress, Snapshot

app = typer.Typer(help="Train a model on the history, measure it, and keep its bundle.", no_args_is_help=True)

Activate = Annotated[bool, typer.Option("--activate", help="Put the bundle into production if it passes.")]
ProposedBy = Annotated[str | None, typer.Option(help="With --activate: who proposes it.")]
ApprovedBy = Annotated[str | None, typer.Option(help="With --activate: the second person.")]


@app.command("credit")
def train_credit(
    activate: Activate = False,
    proposed_by: ProposedBy = None,
    approved_by: ApprovedBy = None,
    as_json: Json = False,
) -> None:
    """Train the customer's probability of default.

    Example: riskdesk train credit --activate --proposed-by lin --approved-by wang
    """

    def run(snapshot: "Snapshot", progress: "Progress") -> "list[TrainResult]":
        from training.pipelines.credit import train_credit_on

        return [train_credit_on(snapshot, progress=progress)]

    _train(run, activate=activate, persons=(proposed_by, approved_by), as_json=as_json)


@app.command("lateness")
def train_lateness(
    activate: Activate = False,
    proposed_by: ProposedBy = None,
    approved_by: ApprovedBy = None,
    as_json: Json = False,
) -> None:
    """Train the days late of an invoice.

    Example: riskdesk train lateness --json
    """

    def run(snapshot: "Snapshot", progress: "Progress") -> "list[TrainResult]":
        from training.pipelines.lateness import train_lateness_on

        return [train_lateness_on(snapshot, progress=progress)]

    _train(run, activate=activate, persons=(proposed_by, approved_by), as_json=as_json)


@app.command("anomaly")
def train_anomaly(
    activate: Activate = False,
    proposed_by: ProposedBy = None,
    approved_by: ApprovedBy = None,
    as_json: Json = False,
) -> None:
    """Train the anomaly models of orders and of payments.

    Example: riskdesk train anomaly --json
    """

    def run(snapshot: "Snapshot", progress: "Progress") -> "list[TrainResult]":
        from models.role import PLACES
        from training.pipelines.anomaly import train_anomaly_on

        return [train_anomaly_on(snapshot, place, progress=progress) for place in PLACES]

    _train(run, activate=activate, persons=(proposed_by, approved_by), as_json=as_json)


def _train(
    run: "Callable[[Snapshot, Progress], list[TrainResult]]",
    *,
    activate: bool,
    persons: tuple[str | None, str | None],
    as_json: bool,
) -> None:
    """Read, train, record, keep; activate all or none; exit 1 if a gate refused a model."""
    from riskdesk.cli.models import put_into_production, two_persons
    from riskdesk.core.database.engine import open_engine
    from riskdesk.core.settings import load_settings
    from training.keep import keep
    from training.pipelines.snapshot import read_snapshot
    from training.registry import Registry

    approved = two_persons(*persons) if activate else None
    settings = load_settings()
    engine = open_engine(settings.url)
    results = run(read_snapshot(engine, settings), _say_stage)
    registry = Registry(settings)
    recorded = [registry.record(result) for result in results]
    passed = [result for result in results if result.passed]
    keep(engine, passed)
    seqs: dict[str, int] = {}
    if approved is not None and len(passed) == len(results):
        seqs = put_into_production(engine, settings, [result.hash for result in passed], approved)
    said = [
        result.summary() | {"run_id": one.run_id, "model": one.model, "seq": seqs.get(result.hash)}
        for result, one in zip(results, recorded, strict=True)
    ]
    if as_json:
        say_json({"trained": said})
    else:
        for result in results:
            _say(result, seqs.get(result.hash))
    if len(passed) < len(results):
        raise typer.Exit(1)


def _say_stage(stage: str, done: float) -> None:
    import sys

    if sys.stderr.isatty():
        typer.echo(f"{done:4.0%} {stage}", err=True)


def _say(result: "TrainResult", seq: int | None) -> None:
    rows = [(name, f"{value:.4f}") for name, value in sorted(result.metrics.items())]
    say_table(f"{result.version}, on later rows", ["metric", "value"], rows)
    gates = [(gate.name, "passed" if gate.passed else "REFUSED", gate.detail) for gate in result.gates]
    say_table("gates", ["gate", "", "found"], gates)
    if result.passed:
        effective = "" if seq is None else f", in production from seq {seq}"
        typer.echo(f"bundle {result.hash}{effective}")
