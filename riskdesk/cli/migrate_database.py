"""`riskdesk migrate-database`: from SQLite to PostgreSQL, or back."""

from typing import Annotated

import typer

from riskdesk.cli.output import Json, say_json


def migrate_database_command(
    to: Annotated[str, typer.Option(help="The empty database: postgresql://… or sqlite:///….")],
    as_json: Json = False,
) -> None:
    """Copy the database of the settings into an empty other one; the service must be stopped.

    All of it stands in one transaction of the new database: stopped half-way, it can be run again. Every
    table is compared row by row, and the chain is checked, before that is committed. The keys stay as
    they are; afterwards set RISKDESK_DATABASE_URL to the new database.

    Example: riskdesk migrate-database --to postgresql://riskdesk@db/riskdesk
    """
    from riskdesk.cli.backup import verify_log
    from riskdesk.core.database.backup_file import opened
    from riskdesk.core.database.backup_restore import move, moved_already, refuse_if_held
    from riskdesk.core.settings import load_settings

    with opened(load_settings().url, readonly=True) as source, opened(to) as target:
        standing = moved_already(source, target, verify_log)
        if standing is None:
            refuse_if_held(target, "name an empty one")
        counts = standing or move(source, target, verify_log, _tell)
    if as_json:
        say_json({"rows": counts})
    else:
        done = "copied and compared" if standing is None else "stand there already, compared"
        typer.echo(f"{sum(counts.values())} rows of {len(counts)} tables {done}, the log is whole")


def _tell(table: str, rows: int) -> None:
    typer.echo(f"{table}: {rows:,}", err=True)
