"""`riskdesk features`: the catalogue, and the proof that what was served is what history says."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Final

import typer

from riskdesk.cli.backfill import backfill_command
from riskdesk.cli.output import Json, say_json, say_table
from riskdesk.core.i18n import Language, Text

if TYPE_CHECKING:
    from serving.ledger.parity import Parity

app = typer.Typer(help="The feature catalogue and its parity with history.", no_args_is_help=True)
app.command("backfill")(backfill_command)

VERIFIED: Final[dict[str, Text]] = {
    "compared": Text(
        zh="已比对 {decisions} 条决策的 {compared} 个值：{differences} 处不同",
        en="compared {compared} values of {decisions} decisions: {differences} differences",
    ),
    "not_compared": Text(
        zh="{feature}：{n} 条决策中有其值，本程序没有该特征或定义已改，未比对",
        en="{feature}: served in {n} decisions and not compared, for it is not here, or not in that version",
    ),
    "other": Text(
        zh="另有 {n} 条决策出自未知的特征目录，未比对",
        en="{n} decisions more were made by another catalogue of features, which is not known, and not compared",
    ),
    "progress": Text(
        zh="已读取 {read} 条决策，日志序号 {seq} / {head}",
        en="{read} decisions read, up to {seq} of {head} in the log",
    ),
    "first": Text(
        zh="{decision_id} {feature}：当时给出 {served}，重新计算为 {recomputed}",
        en="{decision_id} {feature}: served {served}, recomputed {recomputed}",
    ),
    "by_feature": Text(zh="各特征", en="by feature"),
    "feature": Text(zh="特征", en="feature"),
    "values": Text(zh="比对", en="compared"),
    "differences": Text(zh="不同", en="differences"),
    "absent": Text(zh="两边皆空", en="absent on both sides"),
}
"""What `verify` says, in both languages."""


@app.command("list")
def list_features(as_json: Json = False) -> None:
    """Show every feature with its unit and its meaning.

    Example: riskdesk features list
    """
    from features.catalogue.program import CATALOGUE
    from riskdesk.core.settings import load_settings

    language = load_settings().language
    rows = [
        {"name": f.name, "unit": str(f.unit), "models": list(f.models), "text": f.text.render(language)}
        for f in CATALOGUE
    ]
    if as_json:
        say_json({"features": rows})
    else:
        say_table("features", ["name", "unit", "models", "text"], [list(row.values()) for row in rows])


@app.command("verify")
def verify(
    since: Annotated[
        str | None,
        typer.Option("--since", help="A seq of the log or a decision's id; the ledger from there on."),
    ] = None,
    *,
    per_feature: Annotated[
        bool, typer.Option("--per-feature", help="Show the counts of every feature.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Compute every vector that was served again from history, and compare bit by bit.

    Example: riskdesk features verify --json
    """
    from features.catalogue.parameters import FeatureParameters
    from features.history.reader import Reader
    from riskdesk.core.calendar import WorkingCalendar
    from riskdesk.core.database.engine import open_engine
    from riskdesk.core.settings import load_settings
    from serving.ledger.parity import PAGE, compare, first_seq

    settings = load_settings()

    def progress(read: int, seq: int, head: int) -> None:
        if read >= PAGE:  # a short ledger is done before one could read about it
            typer.echo(_said("progress", settings.language, read=read, seq=seq, head=head), err=True)

    reader = Reader(WorkingCalendar(settings.calendar, settings.zone))
    engine = open_engine(settings.url)
    try:
        since_seq = 0 if since is None else first_seq(engine, since)
        found = compare(
            engine, reader, FeatureParameters.of(settings), since_seq=since_seq, progress=progress
        )
    finally:
        engine.dispose()
    if as_json:
        say_json(found.to_json())
    else:
        _show(found, settings.language, per_feature=per_feature)
    if found.differences:
        raise typer.Exit(1)


def _show(found: "Parity", language: Language, *, per_feature: bool) -> None:
    """Print the counts, then what differs."""
    if per_feature:
        columns = [_said(name, language) for name in ("feature", "values", "differences", "absent")]
        rows = [
            (name, found.compared_of[name], found.by_feature.get(name, 0), n)
            for name, n in found.absent.items()
        ]
        say_table(_said("by_feature", language), columns, rows)
    for one in found.first:
        typer.echo(_said("first", language, **asdict(one)))
    counts = {"compared": found.compared, "decisions": found.decisions, "differences": found.differences}
    typer.echo(_said("compared", language, **counts))
    for feature, count in found.not_compared.items():
        typer.echo(_said("not_compared", language, feature=feature, n=count))
    if found.other_catalogue:
        typer.echo(_said("other", language, n=found.other_catalogue))


def _said(name: str, language: Language, **params: object) -> str:
    return VERIFIED[name].render(language, {key: str(value) for key, value in params.items()})
