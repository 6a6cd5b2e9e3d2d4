"""`riskdesk webhooks`: who is told of decisions and verdicts, and what could not be delivered."""

from typing import Annotated

import typer

from riskdesk.cli.output import Json, say_json, say_table

app = typer.Typer(help="Who is told of decisions and verdicts.", no_args_is_help=True)


@app.command("add")
def add(
    url: Annotated[str, typer.Argument(help="Where it is told: https://…, as the receiver listens.")],
    kinds: Annotated[
        str, typer.Option(help="Comma-separated: verdict_recorded, decision_recorded.")
    ] = "verdict_recorded",
    caller: Annotated[
        str | None, typer.Option(help="Only of decisions that this caller asked for; of all without.")
    ] = None,
    private: Annotated[
        bool, typer.Option("--private", help="Allow a private address or this machine's, and plain http.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Register an endpoint and print its secret; it is shown this once.

    Example: riskdesk webhooks add https://erp.example/riskdesk --caller erp
    """
    from riskdesk.core.clock import SystemClock
    from riskdesk.core.crypto import Vault
    from riskdesk.core.database.engine import open_engine
    from riskdesk.core.keys import load_keys
    from riskdesk.core.settings import load_settings
    from serving.webhooks import endpoints

    settings = load_settings()
    added = endpoints.add(
        open_engine(settings.url),
        Vault(load_keys(settings)),
        url,
        kinds=[kind.strip() for kind in kinds.split(",")],
        caller=caller,
        private=private,
        now_us=SystemClock().now_us(),
    )
    if as_json:
        say_json({"endpoint_id": added.endpoint.endpoint_id, "secret": added.secret})
    else:
        typer.echo(f"endpoint {added.endpoint.endpoint_id}, secret {added.secret}")


@app.command("list")
def list_endpoints(as_json: Json = False) -> None:
    """Show all endpoints without their secrets, and where a change of secret is unfinished, since when.

    Example: riskdesk webhooks list
    """
    from riskdesk.cli.endpoints import row_of, say_endpoints
    from riskdesk.core.crypto import Vault
    from riskdesk.core.database.engine import open_engine
    from riskdesk.core.database.unit import read_unit
    from riskdesk.core.keys import load_keys
    from riskdesk.core.settings import load_settings
    from serving.webhooks.endpoints import change_of
    from serving.webhooks.store import all_endpoints, standing

    settings = load_settings()
    vault = Vault(load_keys(settings))
    with read_unit(open_engine(settings.url)) as connection:
        found, stands = all_endpoints(connection), standing(connection)
    rows = [row_of(one, change_of(vault, one), settings.zone) for one in found]
    if as_json:
        say_json({"endpoints": rows, "waiting": stands.waiting, "dead": stands.dead})
    else:
        say_endpoints(rows, stands, settings.language)


@app.command("rotate")
def rotate(
    endpoint_id: Annotated[str, typer.Argument(help="As `riskdesk webhooks list` shows it.")],
    finish: Annotated[
        bool, typer.Option("--finish", help="The receiver knows the new secret: the old one signs no more.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Give an endpoint a new secret and print it, this once; until --finish notices carry both signatures.

    Example: riskdesk webhooks rotate k3v0x9a1b2c3
    """
    from riskdesk.core.clock import SystemClock
    from riskdesk.core.crypto import Vault
    from riskdesk.core.database.engine import open_engine
    from riskdesk.core.keys import load_keys
    from riskdesk.core.settings import load_settings
    from serving.webhooks import endpoints

    settings = load_settings()
    engine, vault = open_engine(settings.url), Vault(load_keys(settings))
    if finish:
        ended = endpoints.finish(engine, vault, endpoint_id)
        said = {"endpoint_id": endpoint_id, "ended": ended}
        words = f"endpoint {endpoint_id}: " + (
            "the old secret signs no more" if ended else "it has one secret"
        )
    else:
        secret = endpoints.rotate(engine, vault, endpoint_id, SystemClock().now_us())
        said = {"endpoint_id": endpoint_id, "secret": secret}
        words = f"endpoint {endpoint_id}, new secret {secret}"
    if as_json:
        say_json(said)
    else:
        typer.echo(words)


@app.command("disable")
def disable(
    endpoint_id: Annotated[str, typer.Argument(help="As `riskdesk webhooks list` shows it.")],
    as_json: Json = False,
) -> None:
    """Tell an endpoint no more; what waits for it is given up.

    Example: riskdesk webhooks disable k3v0x9a1b2c3
    """
    from riskdesk.core.clock import SystemClock
    from riskdesk.core.database.engine import open_engine
    from riskdesk.core.settings import load_settings
    from serving.webhooks import endpoints

    endpoints.disable(open_engine(load_settings().url), endpoint_id, SystemClock().now_us())
    if as_json:
        say_json({"disabled": endpoint_id})
    else:
        typer.echo(f"disabled {endpoint_id}")


@app.command("dead")
def dead(
    limit: Annotated[int, typer.Option(min=1, help="At most so many, the latest.")] = 100,
    as_json: Json = False,
) -> None:
    """Show the notices that could not be delivered and were given up.

    Example: riskdesk webhooks dead
    """
    from riskdesk.core.clock import format_time
    from riskdesk.core.database.engine import open_engine
    from riskdesk.core.database.unit import read_unit
    from riskdesk.core.settings import load_settings
    from serving.webhooks import store

    settings = load_settings()
    with read_unit(open_engine(settings.url)) as connection:
        found = store.dead(connection, limit=limit)
    rows = [
        {
            "event_id": one.event_id,
            "endpoint_id": one.endpoint_id,
            "kind": one.kind,
            "decision_id": one.decision_id,
            "created_at": format_time(one.created_at_us, settings.zone),
            "tries": one.tries,
            "status": one.last_status,
            "error": one.last_error,
        }
        for one in found
    ]
    if as_json:
        say_json({"dead": rows})
        return
    columns = ["event_id", "endpoint_id", "kind", "decision_id", "created_at", "tries", "status", "error"]
    say_table("dead", columns, [list(row.values()) for row in rows])


@app.command("retry")
def retry(
    event_id: Annotated[str | None, typer.Argument(help="One event; all that are dead without.")] = None,
    as_json: Json = False,
) -> None:
    """Try dead notices anew, as often as new ones; those of disabled endpoints stay dead.

    Example: riskdesk webhooks retry
    """
    from riskdesk.core.clock import SystemClock
    from riskdesk.core.database.engine import open_engine
    from riskdesk.core.errors import NotFound
    from riskdesk.core.settings import load_settings
    from serving.webhooks import endpoints

    revived = endpoints.retry(open_engine(load_settings().url), event_id, SystemClock().now_us())
    if event_id is not None and not revived:
        raise NotFound("no dead notice to an endpoint that is told has this id", field="event_id")
    if as_json:
        say_json({"revived": revived})
    else:
        typer.echo(f"{revived} wait again")
