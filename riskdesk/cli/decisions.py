"""`riskdesk decisions`: what was answered, read again and recomputed."""

from typing import Annotated, Final

import typer

from riskdesk.cli.heads import heads
from riskdesk.cli.output import Json, say_json, say_table
from riskdesk.core.i18n import Text

app = typer.Typer(help="Decisions: read them, recompute them.", no_args_is_help=True)

REPLAYED: Final = Text(
    zh="已重算 {replayed} 个判断，{differing} 个不同", en="replayed {replayed} decisions: {differing} differ"
)
PARTIAL: Final = Text(
    zh="其中 {partial} 个结果相同，但部分依据沿用当时保存的内容",
    en="{partial} of them came out the same, in part from what they kept",
)
KEPT: Final = Text(
    zh="本程序没有或定义已改的特征和模式", en="not computed again: not here, or not in that version"
)
DIFFERING: Final = Text(zh="结果不同的判断", en="differing")


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
    everything: Annotated[bool, typer.Option("--all", help="All of them, as without a decision.")] = False,
    since: Annotated[
        str | None, typer.Option(help="A seq of the log or a decision's id; the ledger from there on.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Recompute decisions as they were known then, with the versions of then.

    Says of each that comes out otherwise what differs, and then ends with code 1. What this program cannot compute
    again, a feature that it has no more or in another version, is named, and decides from the value that was kept.

    Example: riskdesk decisions replay --all
    """
    from riskdesk.core.errors import InputInvalid
    from riskdesk.core.settings import load_settings
    from serving.ledger.parity import first_seq
    from serving.ledger.replay import replay_all
    from serving.runtime import open_runtime

    if [decision_id is not None, everything, since is not None].count(True) > 1:
        raise InputInvalid("expected one decision, --all or --since", field="decision_id")
    settings = load_settings()
    runtime = open_runtime(settings)
    since_seq = 0 if since is None else first_seq(runtime.engine, since)
    found = replay_all(runtime, decision_id, since_seq=since_seq)
    if as_json:
        say_json(found.to_json())
    else:
        counts = {"replayed": str(found.replayed), "differing": str(len(found.differing))}
        typer.echo(REPLAYED.render(settings.language, counts))
        if found.partial:
            typer.echo(PARTIAL.render(settings.language, {"partial": str(len(found.partial))}))
            said = heads(settings.language, "id", "decisions")
            say_table(KEPT.render(settings.language), said, sorted(found.kept.items()))
        if found.differing:
            say_table(
                DIFFERING.render(settings.language),
                heads(settings.language, "id", "differs"),
                found.differing,
            )
    if found.differing:
        raise typer.Exit(1)
