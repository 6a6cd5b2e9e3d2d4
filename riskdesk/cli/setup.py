"""`riskdesk init`: keys, database, compiled kernels."""

from typing import Final

from riskdesk.cli.output import Json, say_json
from riskdesk.core.i18n import Text

_READY: Final = Text(
    zh="就绪：密钥与数据表（版本 {revision}）在 {home}",
    en="ready: keys and tables (revision {revision}) in {home}",
)


def init_command(as_json: Json = False) -> None:
    """Make the keys and the tables, or bring the tables up to date, and compile the kernels; safe to run again.

    Example: RISKDESK_HOME=/var/lib/riskdesk riskdesk init
    """
    import typer

    from riskdesk.core.database import migrate
    from riskdesk.core.database.engine import open_engine
    from riskdesk.core.keys import create_keys
    from riskdesk.core.settings import load_settings
    from serving.rehearsal.rehearse import rehearse_once

    settings = load_settings()
    create_keys(settings)
    engine = open_engine(settings.url)
    migrate.upgrade(engine)
    revision = migrate.current(engine)
    engine.dispose()
    compiled = rehearse_once(settings)
    if as_json:
        say_json({"home": str(settings.home), "revision": revision, "compiled": compiled})
    else:
        typer.echo(_READY.render(settings.language, {"revision": str(revision), "home": str(settings.home)}))
