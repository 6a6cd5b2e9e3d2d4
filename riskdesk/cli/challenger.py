"""`riskdesk models shadow`: which bundle speaks in shadow beside the one that decides."""

from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from riskdesk.cli.output import Json, say_json, say_table
from riskdesk.core.i18n import Text

if TYPE_CHECKING:
    from features.history.labels import Engine
    from riskdesk.core.settings import Settings

app = typer.Typer(
    help="A challenger in shadow: asked about every decision after it was answered; it decides nothing.",
    no_args_is_help=True,
)

IN_SHADOW: Final = Text(zh="影子运行的模型", en="in shadow")
STARTED: Final = Text(
    zh="{hash} 自 seq {seq} 起影子运行（{role}）", en="{hash} is in shadow ({role}) from seq {seq}"
)
STOPPED: Final = Text(
    zh="{hash} 自 seq {seq} 起不再影子运行（{role}）",
    en="{hash} is no longer in shadow ({role}) from seq {seq}",
)

BundleHash = Annotated[str, typer.Argument(help="The bundle's hash, or its first digits.")]
By = Annotated[str, typer.Option("--by", help="Who says so; one person suffices, for it decides nothing.")]


@app.command("start")
def start(bundle_hash: BundleHash, by: By, as_json: Json = False) -> None:
    """Let a kept bundle speak in shadow; it takes the place of the one that does so in its role.

    Every process takes it up at the same point of the log. No gate report is needed.

    Example: riskdesk models shadow start 3f2a9c --by lin
    """
    _name("start", bundle_hash, by, as_json=as_json)


@app.command("stop")
def stop(bundle_hash: BundleHash, by: By, as_json: Json = False) -> None:
    """Let a bundle no longer speak in shadow; what it said stays.

    Example: riskdesk models shadow stop 3f2a9c --by lin
    """
    _name("stop", bundle_hash, by, as_json=as_json)


@app.command("list")
def list_shadow(as_json: Json = False) -> None:
    """Show which bundle of each role speaks in shadow, since when, who named it, and of how much it spoke.

    Example: riskdesk models shadow list
    """
    from features.history.challengers import in_shadow
    from features.history.shadow import bundles_in_shadow
    from riskdesk.cli.heads import heads
    from riskdesk.core.clock import format_time
    from riskdesk.core.database.engine import open_engine
    from riskdesk.core.database.unit import read_unit
    from riskdesk.core.settings import load_settings

    settings = load_settings()
    with read_unit(open_engine(settings.url)) as connection:
        speaking, spoke = in_shadow(connection), bundles_in_shadow(connection)
    rows = [
        {
            "role": role,
            "hash": one.bundle_hash,
            "seq": one.after,
            "since": format_time(one.since_us, settings.zone),
            "named_by": one.named_by,
            "decisions": spoke.get(one.bundle_hash, 0),
        }
        for role, one in sorted(speaking.items())
    ]
    if as_json:
        say_json({"shadow": rows})
    else:
        columns = ("role", "hash", "seq", "since", "named_by", "decisions")
        shown = [[str(value)[:40] for value in row.values()] for row in rows]
        say_table(IN_SHADOW.render(settings.language), heads(settings.language, *columns), shown)


def _name(action: Literal["start", "stop"], prefix: str, by: str, *, as_json: bool) -> None:
    from riskdesk.core.database.engine import open_engine
    from riskdesk.core.settings import load_settings

    settings = load_settings()
    name, role, seq = name_challenger(open_engine(settings.url), settings, prefix, action, by)
    if as_json:
        say_json({"hash": name, "role": role, "action": action, "seq": seq})
    else:
        text = STARTED if action == "start" else STOPPED
        typer.echo(text.render(settings.language, {"hash": name[:12], "role": role, "seq": str(seq)}))


def name_challenger(
    engine: "Engine", settings: "Settings", prefix: str, action: Literal["start", "stop"], named_by: str
) -> tuple[str, str, int]:
    """Append that the one kept bundle whose hash begins so speaks in shadow, or no longer; return hash, role, `seq`.

    Raises
    ------
    NotFound
        No bundle, or more than one.
    BundleInvalid
        One that is to start does not pass its self-test in this program.
    InputInvalid
        It is a model of days late, which no decision holds.
    Conflict
        It speaks in shadow already, or it is to stop and does not.
    """
    from zoneinfo import ZoneInfo

    from features.catalogue.parameters import FeatureParameters
    from features.events.parse import EventParser
    from features.history.artifacts import read_artifact
    from features.history.challengers import shadow
    from features.history.log import Log
    from models.bundle.check import self_test
    from models.scoring.loaded import load
    from riskdesk.cli.activation import find_bundle
    from riskdesk.core.clock import SystemClock
    from riskdesk.core.crypto import Vault
    from riskdesk.core.database.unit import read_unit, write_unit
    from riskdesk.core.errors import InputInvalid
    from riskdesk.core.keys import load_keys

    name = find_bundle(engine, prefix)
    with read_unit(engine) as connection:
        bundle = load(read_artifact(connection, name))
    if bundle.role == "lateness":
        raise InputInvalid("forecasts of days late stand beside no decision", field="bundle_hash")
    if action == "start":
        self_test(bundle, FeatureParameters.of(settings))
    parser = EventParser(Vault(load_keys(settings)), ZoneInfo(settings.zone))
    with write_unit(engine) as connection:
        log = Log(connection, settings.base_currency)
        seq = shadow(
            log,
            parser,
            role=bundle.role,
            bundle_hash=name,
            action=action,
            named_by=named_by,
            at_us=SystemClock().now_us(),
        )
        log.flush()
    return name, bundle.role, seq
