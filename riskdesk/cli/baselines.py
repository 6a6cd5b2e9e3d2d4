"""`riskdesk baselines`: what is usual in the company, taken for the days that have none."""

from typing import Final

import typer

from riskdesk.cli.output import Json, say_json
from riskdesk.core.i18n import Text

TAKEN: Final = Text(
    zh="已计算 {taken} 天的公司基线；日志序号 {head}",
    en="{taken} days' baselines taken; the log stands at {head}",
)
"""What the command says, in both languages."""


def baselines_command(as_json: Json = False) -> None:
    """Take the baselines of hours, weekdays and industries that the history lacks.

    An import takes them at its end, a service when its day changes: this is for what was appended otherwise.

    Example: riskdesk baselines
    """
    from features.history.baselines import take_missing
    from features.history.reader import Reader
    from riskdesk.core.calendar import WorkingCalendar
    from riskdesk.core.clock import SystemClock
    from riskdesk.core.database.engine import open_engine
    from riskdesk.core.database.unit import read_unit
    from riskdesk.core.settings import load_settings

    settings = load_settings()
    engine = open_engine(settings.url)
    reader = Reader(WorkingCalendar(settings.calendar, settings.zone))
    try:
        taken = take_missing(
            engine, reader, base_currency=settings.base_currency, now_us=SystemClock().now_us()
        )
        with read_unit(engine) as connection:
            head = reader.head(connection)
    finally:
        engine.dispose()
    if as_json:
        say_json({"taken": taken, "head": head})
    else:
        typer.echo(TAKEN.render(settings.language, {"taken": str(taken), "head": str(head)}))
