"""All commands of `riskdesk`, put together."""

from typing import Annotated

import typer

from riskdesk.cli import (
    backup,
    baselines,
    calendar,
    decisions,
    features,
    keys,
    log,
    migrate_database,
    models,
    pairs,
    policy,
    serve,
    setup,
    train,
    watch,
    webhooks,
)
from riskdesk.cli.demo.command import demo_command
from riskdesk.cli.imports import import_command

app = typer.Typer(
    name="riskdesk",
    help="Risk and anomaly scoring that companies call before they approve an order or a payment.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


def _say_version(wanted: bool) -> None:  # noqa: FBT001  typer calls it so
    if wanted:
        from importlib.metadata import version

        typer.echo(f"riskdesk {version('riskdesk')}")
        raise typer.Exit


@app.callback()
def _program(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True, help="Show the version and exit."),
    ] = False,
) -> None:
    """Risk and anomaly scoring that companies call before they approve an order or a payment."""


app.command("init")(setup.init_command)
app.command("import")(import_command)
app.add_typer(train.app, name="train")
app.add_typer(models.app, name="models")
app.add_typer(pairs.app, name="pairs")
app.add_typer(policy.app, name="policy")
app.add_typer(keys.app, name="keys")
app.command("serve")(serve.serve_command)
app.add_typer(features.app, name="features")
app.add_typer(decisions.app, name="decisions")
app.add_typer(log.app, name="log")
app.add_typer(webhooks.app, name="webhooks")
app.command("backup")(backup.backup_command)
app.command("restore")(backup.restore_command)
app.command("migrate-database")(migrate_database.migrate_database_command)
app.command("baselines")(baselines.baselines_command)
app.command("watch")(watch.watch_command)
app.command("calendar")(calendar.calendar_command)
app.command("demo")(demo_command)
