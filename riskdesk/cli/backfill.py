"""`riskdesk features backfill`: the vectors of all orders and payments, in files."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from riskdesk.cli.output import Json, say_json
from riskdesk.core.errors import InputInvalid
from riskdesk.core.i18n import Language, Text

TEXTS: Final[dict[str, Text]] = {
    "log": Text(zh="读取日志", en="reading the log"),
    "partitions": Text(zh="按主体分区计算", en="computing by entity"),
    "files": Text(zh="写入向量", en="writing vectors"),
    "done": Text(
        zh="{events} 条事件中的 {order} 个订单、{payment} 笔付款、{claim} 笔报销：每行 {features} 个特征，{files} 个文件，位于 {out}",
        en="{order} orders, {payment} payments, {claim} claims of {events} events: {features} features each, {files} files in {out}",
    ),
}
"""What the command says, in both languages."""


class EngineName(StrEnum):
    """What computes."""

    local = "local"
    spark = "spark"


class PlaceName(StrEnum):
    """Whose vectors."""

    order = "order"
    payment = "payment"
    claim = "claim"
    both = "both"


Out = Annotated[
    Path, typer.Option("--out", help="Folder for the Parquet files; new, or of a run that broke off.")
]
EngineOption = Annotated[EngineName, typer.Option("--engine", help="This machine, or Spark.")]
PlaceOption = Annotated[
    PlaceName, typer.Option("--place", help="Vectors of orders, of payments, of both, or of expense claims.")
]
Partitions = Annotated[
    int | None, typer.Option("--partitions", help="Cut each entity's keys into so many parts.")
]
Memory = Annotated[
    str | None,
    typer.Option("--memory", help="Cut so that the process stays within it, such as 2GB, the default."),
]


def backfill_command(
    out: Out,
    engine: EngineOption = EngineName.local,
    place: PlaceOption = PlaceName.both,
    partitions: Partitions = None,
    memory: Memory = None,
    as_json: Json = False,
) -> None:
    """Compute the vectors of all orders and payments into Parquet files, history larger than memory too.

    Example: riskdesk features backfill --out vectors --memory 2GB
    """
    from features.backfill.run import Backfill
    from features.backfill.sizes import DEFAULT_MEMORY, Sizes, parse_bytes
    from features.catalogue.parameters import FeatureParameters
    from features.history.reader import Reader
    from riskdesk.core.calendar import WorkingCalendar
    from riskdesk.core.database.engine import open_engine
    from riskdesk.core.database.unit import read_unit
    from riskdesk.core.settings import load_settings

    if partitions is not None and memory is not None:
        raise InputInvalid("expected either --partitions or --memory", field="partitions")
    sizes = Sizes(parse_bytes(memory) if memory else DEFAULT_MEMORY, partitions)
    settings = load_settings()
    reader = Reader(WorkingCalendar(settings.calendar, settings.zone))
    database = open_engine(settings.url, readonly=True)
    with _bars(settings.language) as tell, read_unit(database) as connection:
        wanted = Backfill(out, place.value, engine.value, sizes, FeatureParameters.of(settings), tell=tell)
        manifest = wanted.of_log(connection, reader)
    database.dispose()
    _say(out, manifest, settings.language, as_json=as_json)


def _say(out: Path, manifest: dict[str, Any], language: Language, *, as_json: bool) -> None:
    if as_json:
        say_json({**manifest, "out": str(out)})
        return
    said = {"events": str(manifest["horizon"]), **{name: str(n) for name, n in manifest["vectors"].items()}}
    said |= {name: str(len(manifest[name])) for name in ("features", "files")}
    typer.echo(TEXTS["done"].render(language, {**said, "out": str(out)}))


@contextmanager
def _bars(language: Language) -> Iterator[Callable[[str, int, int], None]]:
    """Give what shows on standard error how far each stage is."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        tasks: dict[str, Any] = {}

        def tell(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = progress.add_task(TEXTS[stage].render(language), total=total)
            progress.update(tasks[stage], completed=done)

        yield tell
