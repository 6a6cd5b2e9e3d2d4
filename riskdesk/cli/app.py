"""All commands of `riskdesk`, put together."""

import typer

from riskdesk.cli import (
    baselines,
    calendar,
    decisions,
    features,
    keys,
    log,
    models,
    policy,
    serve,
    setup,
    train,
    watch,
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
app.command("init")(setup.init_command)
app.command("import")(import_command)
app.add_typer(train.app, name="train")
app.add_typer(models.app, name="models")
app.add_typer(policy.app, name="policy")
app.add_typer(keys.app, name="keys")
app.command("serve")(serve.serve_command)
app.add_typer(features.app, name="features")
app.add_typer(decisions.app, name="decisions")
app.add_typer(log.app, name="log")
app.command("baselines")(baselines.baselines_command)
app.command("watch")(watch.watch_command)
app.command("calendar")(calendar.calendar_command)
app.command("demo")(demo_command)
