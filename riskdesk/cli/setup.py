"""`riskdesk init`: keys, database, compiled kernels."""

from riskdesk.cli.output import Json, say_json


def init_command(as_json: Json = False) -> None:
    """Make the keys and the tables, or bring the tables up to date; safe to run again.

    Example: RISKDESK_HOME=/var/lib/riskdesk riskdesk init
    """
    import typer

    from riskdesk.core.database import migrate
    from riskdesk.core.database.engine import open_engine
    from riskdesk.core.keys import create_keys
    from riskdesk.core.settings import load_settings

    settings = load_settings()
    create_keys(settings)
    engine = open_engine(settings.url)
    migrate.upgrade(engine)
    revision = migrate.current(engine)
    engine.dispose()
    if as_json:
        say_json({"home": str(settings.home), "revision": revision})
    else:
        typer.echo(f"ready: keys and tables (revision {revision}) in {settings.home}")
