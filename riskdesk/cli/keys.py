"""`riskdesk keys`: API keys of callers and reviewers."""

from typing import Annotated

import typer

from riskdesk.cli.output import Json, say_json, say_table

app = typer.Typer(help="API keys of order systems, reviewers and importers.", no_args_is_help=True)


@app.command("create")
def create(
    caller: Annotated[str, typer.Argument(help="Name of the system or person that calls with it.")],
    scopes: Annotated[
        str, typer.Option(help="Comma-separated: score, events, read, verdict, desk.")
    ] = "score,events,read",
    as_json: Json = False,
) -> None:
    """Make a key and print it; it is shown this once.

    Example: riskdesk keys create erp --scopes score,events,read
    """
    from riskdesk.core.clock import SystemClock
    from riskdesk.core.database.engine import open_engine
    from riskdesk.core.settings import load_settings
    from serving.security.keys import make_key

    engine = open_engine(load_settings().url)
    key = make_key(engine, caller, [s.strip() for s in scopes.split(",")], now_us=SystemClock().now_us())
    if as_json:
        say_json({"caller": caller, "key": key})
    else:
        typer.echo(key)


@app.command("list")
def list_keys(as_json: Json = False) -> None:
    """Show all keys, without their secrets.

    Example: riskdesk keys list
    """
    from riskdesk.core.clock import format_time
    from riskdesk.core.database.engine import open_engine
    from riskdesk.core.database.unit import read_unit
    from riskdesk.core.settings import load_settings
    from serving.security.store import all_keys

    settings = load_settings()
    with read_unit(open_engine(settings.url)) as connection:
        found = all_keys(connection)
    rows = [
        {
            "key_id": key.key_id,
            "caller": key.caller,
            "scopes": sorted(key.scopes),
            "created_at": format_time(key.created_at_us, settings.zone),
            "revoked": key.revoked_at_us is not None,
        }
        for key in found
    ]
    if as_json:
        say_json({"keys": rows})
    else:
        say_table(
            "keys", ["key_id", "caller", "scopes", "created_at", "revoked"], [list(r.values()) for r in rows]
        )


@app.command("revoke")
def revoke(
    key_id: Annotated[str, typer.Argument(help="The part between rd_ and the secret.")],
    as_json: Json = False,
) -> None:
    """Take a key back; serving processes stop taking it within five seconds.

    Example: riskdesk keys revoke k3v0x9a1b2c3
    """
    from riskdesk.core.clock import SystemClock
    from riskdesk.core.database.engine import open_engine
    from riskdesk.core.database.unit import write_unit
    from riskdesk.core.errors import NotFound
    from riskdesk.core.settings import load_settings
    from serving.security.store import revoke_key

    with write_unit(open_engine(load_settings().url)) as connection:
        if not revoke_key(connection, key_id, SystemClock().now_us()):
            raise NotFound("no valid key has this id", field="key_id")
    if as_json:
        say_json({"revoked": key_id})
    else:
        typer.echo(f"revoked {key_id}")
