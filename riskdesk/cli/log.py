"""`riskdesk log`: the event log itself."""

import typer

from riskdesk.cli.output import Json, say_json

app = typer.Typer(help="The event log itself.", no_args_is_help=True)


@app.command("verify")
def verify(as_json: Json = False) -> None:
    """Check that the log has no gap and that no event was changed.

    Example: riskdesk log verify
    """
    from features.history.log import verify_chain
    from features.history.reader import Reader
    from riskdesk.core.calendar import WorkingCalendar
    from riskdesk.core.database.engine import open_engine
    from riskdesk.core.database.unit import read_unit
    from riskdesk.core.settings import load_settings

    settings = load_settings()
    with read_unit(open_engine(settings.url)) as connection:
        broken_at = verify_chain(connection)
        head = Reader(WorkingCalendar(settings.calendar, settings.zone)).head(connection)
    if as_json:
        say_json({"events": head, "broken_at": broken_at})
    else:
        typer.echo(f"{head} events, whole" if broken_at is None else f"broken at seq {broken_at} of {head}")
    if broken_at is not None:
        raise typer.Exit(1)
