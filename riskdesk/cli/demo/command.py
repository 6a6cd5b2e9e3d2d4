"""`riskdesk demo`, the command."""

from pathlib import Path
from typing import Annotated

import typer

from riskdesk.cli.output import Json, say_json


def demo_command(
    once: Annotated[
        bool, typer.Option("--once", help="End after the decisions instead of serving on.")
    ] = False,
    as_json: Json = False,
    events: Annotated[
        int, typer.Option(help="Size of the synthetic company.", min=60_000, max=2_000_000)
    ] = 80_000,
    seed: Annotated[int, typer.Option(help="The company's seed.")] = 7,
    port: Annotated[int, typer.Option(help="Port of the service; 0 takes a free one.")] = 8700,
    receivables: Annotated[
        Path | None, typer.Option(help="Folder of real receivables: run the credit side on them instead.")
    ] = None,
) -> None:
    """Run the main job end to end: history in, features, models, the service, decisions with reasons.

    Example: riskdesk demo --once --json
    """
    from riskdesk.core.settings import load_settings

    settings = load_settings()
    if receivables is not None:
        from riskdesk.cli.demo.receivables import run_receivables

        say = run_receivables(settings, receivables, quiet=as_json)
    else:
        from riskdesk.cli.demo.stages import run_demo

        chosen = 0 if once else port
        say = run_demo(settings, events=events, seed=seed, port=chosen, serve_on=not once, quiet=as_json)
    if as_json:
        say_json(say)
