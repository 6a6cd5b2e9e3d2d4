"""`riskdesk features`: the catalogue, and the proof that what was served is what history says."""

import typer

from riskdesk.cli.output import Json, say_json, say_table

app = typer.Typer(help="The feature catalogue and its parity with history.", no_args_is_help=True)


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
def verify(as_json: Json = False) -> None:
    """Compute every vector that was served again from history, and compare bit by bit.

    Example: riskdesk features verify --json
    """
    from features.catalogue.parameters import DEFAULT_PARAMETERS
    from features.history.reader import Reader
    from riskdesk.core.calendar import WorkingCalendar
    from riskdesk.core.database.engine import open_engine
    from riskdesk.core.settings import load_settings
    from serving.ledger.parity import compare

    settings = load_settings()
    reader = Reader(WorkingCalendar(settings.calendar, settings.zone))
    engine = open_engine(settings.url)
    found = compare(engine, reader, DEFAULT_PARAMETERS)
    engine.dispose()
    if as_json:
        say_json(found.to_json())
    else:
        typer.echo(
            f"compared {found.compared} values of {found.decisions} decisions: {found.differences} differences"
        )
    if found.differences:
        raise typer.Exit(1)
