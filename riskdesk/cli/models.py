"""`riskdesk models`: the bundles that are kept, and which of them is in production."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from riskdesk.cli.challenger import app as challenger_app
from riskdesk.cli.output import Json, say_json, say_table
from riskdesk.cli.points import points_command
from riskdesk.cli.production import production_command, rollback_command
from riskdesk.cli.shadow import shadow_report_command
from riskdesk.cli.typologies import typologies_command
from riskdesk.core.i18n import Text

if TYPE_CHECKING:
    from features.history.labels import Engine
    from models.scoring.loaded import LoadedBundle

app = typer.Typer(help="Bundles: what is kept, what is in production, since when.", no_args_is_help=True)
app.command("production")(production_command)
app.command("rollback")(rollback_command)
app.command("points")(points_command)
app.command("typologies")(typologies_command)
app.add_typer(challenger_app, name="shadow")
app.command("shadow-report")(shadow_report_command)

BUNDLES: Final = Text(zh="保存的包", en="bundles")
ACTIVATED: Final = Text(zh="{version} 自 seq {seq} 起在用", en="{version} is in production from seq {seq}")

BundleHash = Annotated[str, typer.Argument(help="The bundle's hash, or its first digits.")]


@app.command("list")
def list_models(as_json: Json = False) -> None:
    """Show every bundle that is kept.

    Example: riskdesk models list
    """
    from features.history.artifacts import active, list_artifacts, read_artifact
    from models.bundle.codec import read
    from riskdesk.cli.heads import heads
    from riskdesk.core.clock import format_time
    from riskdesk.core.database.engine import open_engine
    from riskdesk.core.database.unit import read_unit
    from riskdesk.core.settings import load_settings
    from training.pipelines.stage import stage_named

    settings = load_settings()
    rows = []
    with read_unit(open_engine(settings.url)) as connection:
        in_production = set(active(connection).values())
        for artifact in list_artifacts(connection, "bundle"):
            bundle = read(read_artifact(connection, artifact.hash))
            rows.append(
                {
                    "hash": artifact.hash,
                    "role": bundle.role,
                    "version": bundle.version,
                    "stage": stage_named(bundle.trained.metrics),
                    "stored_at": format_time(artifact.stored_at_us, settings.zone),
                    "bytes": artifact.size,
                    "active": artifact.hash in in_production,
                }
            )
    if as_json:
        say_json({"bundles": rows})
    else:
        shown = [[str(row["hash"])[:12], *list(row.values())[1:]] for row in rows]
        columns = ("hash", "role", "version", "stage", "stored_at", "bytes", "active")
        say_table(BUNDLES.render(settings.language), heads(settings.language, *columns), shown)


@app.command("show")
def show(bundle_hash: BundleHash, as_json: Json = False) -> None:
    """Show one bundle: definition, figures, features, and when it was in production.

    Example: riskdesk models show 3f2a9c
    """
    from features.history.artifacts import activations
    from riskdesk.core.clock import format_time
    from riskdesk.core.database.engine import open_engine
    from riskdesk.core.database.unit import read_unit
    from riskdesk.core.settings import load_settings

    settings = load_settings()
    engine = open_engine(settings.url)
    loaded = _load(engine, bundle_hash)
    with read_unit(engine) as connection:
        history = [
            {
                "seq": one.seq,
                "at": format_time(one.at_us, settings.zone),
                "proposed_by": one.proposed_by,
                "approved_by": one.approved_by,
            }
            for one in activations(connection)
            if one.bundle_hash == loaded.hash
        ]
    said = _describe(loaded) | {"activations": history}
    if as_json:
        say_json(said)
    else:
        say_table(loaded.bundle.version, ["", ""], [(name, value) for name, value in said.items()])


@app.command("activate")
def activate(
    bundle_hash: BundleHash,
    proposed_by: Annotated[str, typer.Option(help="Who proposes it.")],
    approved_by: Annotated[str, typer.Option(help="The second person.")],
    as_json: Json = False,
) -> None:
    """Put a bundle into production, an earlier one too: every process switches at the same point.

    Refused without a gate report that passed against the bundle in production now.

    Example: riskdesk models activate 3f2a9c --proposed-by lin --approved-by wang
    """
    from riskdesk.cli.activation import put_into_production, two_persons
    from riskdesk.core.database.engine import open_engine
    from riskdesk.core.settings import load_settings

    persons = two_persons(proposed_by, approved_by)
    settings = load_settings()
    engine = open_engine(settings.url)
    loaded = _load(engine, bundle_hash)
    seq = put_into_production(engine, settings, [loaded.hash], persons)[loaded.hash]
    if as_json:
        say_json({"hash": loaded.hash, "role": loaded.role, "seq": seq})
    else:
        params = {"version": loaded.bundle.version, "seq": str(seq)}
        typer.echo(ACTIVATED.render(settings.language, params))


@app.command("export")
def export(
    bundle_hash: BundleHash,
    to: Annotated[Path, typer.Argument(help="File to write; an existing one is replaced.")],
    as_json: Json = False,
) -> None:
    """Write a bundle's bytes to a file.

    Example: riskdesk models export 3f2a9c credit.json
    """
    from features.history.artifacts import read_artifact
    from riskdesk.cli.activation import find_bundle
    from riskdesk.core.database.engine import open_engine
    from riskdesk.core.database.unit import read_unit
    from riskdesk.core.settings import load_settings

    engine = open_engine(load_settings().url)
    name = find_bundle(engine, bundle_hash)
    with read_unit(engine) as connection:
        content = read_artifact(connection, name)
    to.write_bytes(content)
    if as_json:
        say_json({"hash": name, "bytes": len(content), "file": str(to)})
    else:
        typer.echo(f"{len(content)} bytes in {to}")


def _load(engine: "Engine", prefix: str) -> "LoadedBundle":
    from features.history.artifacts import read_artifact
    from models.scoring.loaded import load
    from riskdesk.cli.activation import find_bundle
    from riskdesk.core.database.unit import read_unit

    name = find_bundle(engine, prefix)
    with read_unit(engine) as connection:
        return load(read_artifact(connection, name))


def _describe(loaded: "LoadedBundle") -> dict[str, Any]:
    from training.pipelines.stage import stage_named

    bundle = loaded.bundle
    return {
        "hash": loaded.hash,
        "role": bundle.role,
        "version": bundle.version,
        "feature_set": bundle.feature_set,
        "fingerprint": bundle.fingerprint,
        "features": len(bundle.names),
        "trees": 0 if loaded.ensemble is None else loaded.ensemble.n_trees,
        "isolation": bundle.isolation is not None,
        "application": None if loaded.application is None else loaded.application.card.version,
        "stage": stage_named(bundle.trained.metrics),
        "definition": {
            "past_due_days": bundle.definition.past_due_days,
            "horizon_days": bundle.definition.horizon_days,
            "materiality_minor": bundle.definition.materiality_minor,
        },
        "trained_upto_seq": bundle.trained.seq,
        "data_fingerprint": bundle.trained.data_fingerprint,
        "metrics": bundle.trained.metrics,
    }
