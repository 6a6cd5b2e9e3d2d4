"""`riskdesk policy`: the company's written will, and who put it in force."""

from pathlib import Path
from typing import Annotated

import typer

from riskdesk.cli.output import Json, say_json
from riskdesk.cli.thresholds import thresholds_command
from riskdesk.cli.whatif import what_if_command

app = typer.Typer(help="The policy that decides beside the models.", no_args_is_help=True)
app.command("what-if")(what_if_command)
app.command("thresholds")(thresholds_command)


@app.command("show")
def show(
    default: Annotated[bool, typer.Option("--default", help="The policy a company starts from.")] = False,
    as_json: Json = False,
) -> None:
    """Print the policy in force as JSON, to be edited and published again.

    Example: riskdesk policy show > policy.json
    """
    import json

    from models.policy.codec import write
    from models.policy.default import DEFAULT_POLICY
    from riskdesk.cli.activation import policy_in_force
    from riskdesk.core.database.engine import open_engine
    from riskdesk.core.settings import load_settings

    policy = DEFAULT_POLICY
    if not default:
        settings = load_settings()
        policy = policy_in_force(open_engine(settings.url), settings)
    text = write(policy).decode()
    if as_json:
        say_json(json.loads(text))
    else:
        typer.echo(text)


@app.command("publish")
def publish(
    file: Annotated[Path, typer.Argument(help="A policy in JSON, as `riskdesk policy show` prints it.")],
    proposed_by: Annotated[str, typer.Option(help="Who proposes it.")],
    approved_by: Annotated[str, typer.Option(help="The second person.")],
    as_json: Json = False,
) -> None:
    """Check a policy and put it in force: every process switches at the same point.

    Example: riskdesk policy publish policy.json --proposed-by lin --approved-by wang
    """
    from zoneinfo import ZoneInfo

    from features.events.parse import EventParser
    from features.history.artifacts import publish_policy
    from features.history.log import Log
    from models.policy.codec import read, write
    from riskdesk.cli.activation import two_persons
    from riskdesk.core.clock import SystemClock
    from riskdesk.core.crypto import Vault
    from riskdesk.core.database.engine import open_engine
    from riskdesk.core.database.unit import write_unit
    from riskdesk.core.keys import load_keys
    from riskdesk.core.settings import load_settings

    settings = load_settings()
    persons = two_persons(proposed_by, approved_by)
    policy = read(file.read_bytes())
    parser = EventParser(Vault(load_keys(settings)), ZoneInfo(settings.zone))
    with write_unit(open_engine(settings.url)) as connection:
        log = Log(connection, settings.base_currency)
        seq, policy_hash = publish_policy(
            log, parser, content=write(policy), at_us=SystemClock().now_us(), **persons._asdict()
        )
        log.flush()
    if as_json:
        say_json({"version": policy.version, "hash": policy_hash, "seq": seq})
    else:
        typer.echo(f"policy {policy.version} is in force from seq {seq}")
