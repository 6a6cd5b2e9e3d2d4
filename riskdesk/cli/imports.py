"""`riskdesk import`: history from files into the log."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from riskdesk.cli.output import Json, say_json
from riskdesk.core.i18n import Language, Text

if TYPE_CHECKING:
    from features.imports.report import FileReport, ImportReport

    Progress = Callable[[str, int, int], None]

_SHOWN: Final = 20
_FATES: Final = ("read", "taken", "repeated", "refused", "passed")

TEXTS: Final[dict[str, Text]] = {
    "title": Text(zh="导入 {id}（映射 {mapping}）", en="import {id} (mapping {mapping})"),
    "file": Text(zh="文件", en="file"),
    "read": Text(zh="读取", en="read"),
    "taken": Text(zh="接收", en="taken"),
    "repeated": Text(zh="重复", en="repeated"),
    "refused": Text(zh="拒绝", en="refused"),
    "passed": Text(zh="略过", en="passed over"),
    "reading": Text(zh="读取行", en="reading rows"),
    "appending": Text(zh="写入事件", en="appending events"),
    "events": Text(
        zh="事件：写入 {taken}，重复 {repeated}，拒绝 {refused}；用时 {seconds} 秒，每次持锁中位 {median} ms、最长 {max} ms",
        en="events: {taken} taken, {repeated} repeated, {refused} refused; {seconds} s, log held {median} ms (median), {max} ms (longest)",
    ),
    "dry": Text(zh="试运行：未写入任何事件。", en="dry run: nothing was written."),
    "assumed": Text(zh="假定：{text}", en="assumed: {text}"),
    "skipped": Text(zh="略过 {rows} 行：{why}", en="{rows} rows passed over: {why}"),
    "row": Text(zh="{file} 第 {row} 行 {field}：{why}", en="{file} row {row} {field}: {why}"),
    "whole": Text(zh="{file} 整个文件 {field}：{why}", en="{file} as a whole {field}: {why}"),
    "more": Text(zh="……另有 {n} 行被拒绝", en="… and {n} more rows refused"),
    "mend": Text(
        zh="被拒绝的行在 {path}，改正后可用同一映射再次导入",
        en="refused rows stand in {path}; mend them and import that file with the same mapping",
    ),
    "nothing": Text(zh="没有读到任何一行", en="not one row could be read"),
}
"""What the command says, in both languages."""


def import_command(
    files: Annotated[list[Path], typer.Argument(help="文件 / files: CSV, Parquet, Excel, NDJSON")],
    mapping: Annotated[
        str, typer.Option(help="预置映射名或 TOML 文件 / a preset's name or a TOML file")
    ] = "canonical",
    source: Annotated[str, typer.Option(help="来源系统 / the system the files came from")] = "import",
    *,
    as_json: Json = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查不写入 / check only")] = False,
) -> None:
    """从文件导入历史数据 / Import history from files.

    例 / Example: riskdesk import invoices.csv --mapping u8 --source u8
    """
    from features.imports.mapping_file import load_mapping
    from features.imports.run import import_files
    from riskdesk.core.crypto import Vault
    from riskdesk.core.database.engine import open_engine
    from riskdesk.core.keys import load_keys
    from riskdesk.core.settings import load_settings
    from serving.webhooks.verdicts import enqueue_verdicts

    settings = load_settings()
    plan = load_mapping(mapping)
    vault = Vault(load_keys(settings))
    engine = open_engine(settings.url)
    try:
        with _progress(settings.language) as progress:
            report = import_files(
                engine,
                vault,
                settings,
                files,
                plan,
                source=source,
                progress=progress,
                within=enqueue_verdicts,
                dry_run=dry_run,
            )
    finally:
        engine.dispose()
    if as_json:
        say_json(report.to_dict(settings.language))
    else:
        show(report, settings.language)
    if report.is_empty:
        typer.echo(TEXTS["nothing"].render(settings.language), err=True)
        raise typer.Exit(1)


@contextmanager
def _progress(language: Language) -> Iterator["Progress"]:
    """Show a bar on standard error, nothing where that is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
        tasks = {
            name: bar.add_task(TEXTS[name].render(language), total=None) for name in ("reading", "appending")
        }

        def progress(stage: str, done: int, total: int) -> None:
            bar.update(tasks[stage], completed=done, total=total or None)

        yield progress


def show(report: "ImportReport", language: Language) -> None:
    """Print a report: a table of the files, then what a person should know or do."""
    from rich.console import Console
    from rich.table import Table

    out = Console(highlight=False, markup=False)
    title = TEXTS["title"].render(language, {"id": report.import_id, "mapping": report.mapping})
    table = Table("", title=title, title_justify="left")
    table.columns[0].header = TEXTS["file"].render(language)
    for name in _FATES:
        table.add_column(TEXTS[name].render(language), justify="right")
    for file in report.files:
        table.add_row(*_cells(file))
    out.print(table)
    for line in _lines(report, language):
        out.print(line, soft_wrap=True)


def _cells(file: "FileReport") -> list[str]:
    return [file.file, *(f"{getattr(file, name):,}" for name in _FATES)]


def _lines(report: "ImportReport", language: Language) -> Iterator[str]:
    def say(name: str, **params: object) -> str:
        return TEXTS[name].render(language, {key: str(value) for key, value in params.items()})

    for refusal in report.refusals[:_SHOWN]:
        name = "row" if refusal.row else "whole"
        yield say(name, file=refusal.file, row=refusal.row, field=refusal.field or "", why=refusal.detail)
    if report.refused > _SHOWN:
        yield say("more", n=report.refused - _SHOWN)
    for file in report.files:
        if file.refused_file is not None:
            yield say("mend", path=file.refused_file)
    for why, count in report.passed:
        yield say("skipped", rows=count, why=why.render(language))
    for text in report.assumptions:
        yield say("assumed", text=text.render(language))
    if report.dry_run:
        yield say("dry")
    else:
        yield say(
            "events",
            taken=report.events_taken,
            repeated=report.events_repeated,
            refused=report.events_refused,
            seconds=f"{report.seconds:.1f}",
            median=f"{report.holds.median_ms:.1f}",
            max=f"{report.holds.max_ms:.1f}",
        )
