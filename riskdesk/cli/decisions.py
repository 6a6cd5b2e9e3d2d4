"""`riskdesk decisions`: what was answered, read again and recomputed."""

from typing import Annotated

import typer

from riskdesk.cli.output import Json, say_json, say_table

app = typer.Typer(help="Decisions: read them, recompute them.", no_args_is_help=True)


@app.command("show")
def show(
    decision_id: Annotated[str, typer.Argument(help="The decision_id of the answer.")],
    as_json: Json = False,
) -> None:
    """Print a decision as it was answered.

    Example: riskdesk decisions show 019aa0c2-…
    """
    from riskdesk.core.settings import load_settings
    from serving.ledger.service import answer
    from serving.runtime import open_runtime

    settings = load_settings()
    found = answer(open_runtime(settings), decision_id, settings.language)
    if as_json:
        say_json(found)
        return
    rows = [(reason["text"], reason["value"], ", ".join(reason["evidence"])) for reason in found["reasons"]]
    say_table(f"{found['subject']}: {found['outcome']}", ["reason", "value", "evidence"], rows)


@app.command("replay")
def replay(
    decision_id: Annotated[str | None, typer.Argument(help="One decision; all of them without.")] = None,
    as_json: Json = False,
) -> None:
    """Recompute decisions as they were known then, with the versions of then.

    Example: riskdesk decisions replay --json
    """
    from riskdesk.core.settings import load_settings
    from serving.ledger.replay import replay_all
    from serving.runtime import open_runtime

    found = replay_all(open_runtime(load_settings()), decision_id)
    if as_json:
        say_json(found.to_json())
    else:
        typer.echo(f"replayed {found.replayed} decisions: {len(found.differing)} differ")
        if found.differing:
            say_table("differing", ["decision", "what differs"], found.differing)
    if found.differing:
        raise typer.Exit(1)
