"""`riskdesk models production` and `rollback`: what was in production when, and the way back."""

from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from riskdesk.cli.output import Json, say_json, say_table
from riskdesk.core.i18n import Text

if TYPE_CHECKING:
    from features.history.artifacts import Activation
    from riskdesk.core.i18n import Language

IN_PRODUCTION: Final = Text(zh="在用的模型", en="in production")
IN_PRODUCTION_ON: Final = Text(zh="{day} 在用的模型", en="in production on {day}")
BACK: Final = Text(zh="{role} 自 seq {seq} 起退回 {hash}", en="{role} is back at {hash} from seq {seq}")


def production_command(
    on: Annotated[str | None, typer.Option(help="A local day, such as 2026-11-20; now without.")] = None,
    as_json: Json = False,
) -> None:
    """Show which bundle of each role was in production on a day, who put it there, and what it decided.

    Example: riskdesk models production --on 2026-11-20
    """
    from datetime import date, timedelta

    from features.history.artifacts import activations
    from riskdesk.cli.days import begin_of
    from riskdesk.core.clock import SystemClock, format_time
    from riskdesk.core.database.engine import open_engine
    from riskdesk.core.database.unit import read_unit
    from riskdesk.core.settings import load_settings
    from serving.ledger.store import counts_by_versions

    settings = load_settings()
    begin_us = begin_of(on, settings.zone, field="on")
    following = None if on is None else (date.fromisoformat(on) + timedelta(days=1)).isoformat()
    end_us = begin_of(following, settings.zone, field="on")
    now_us = SystemClock().now_us() + 1
    with read_unit(open_engine(settings.url)) as connection:
        told = activations(connection)
        decided = counts_by_versions(connection, begin_us or 0, end_us or now_us)
    valid = in_production(told, begin_us if begin_us is not None else now_us, end_us or now_us)
    rows = [
        {
            "role": one.role,
            "hash": one.bundle_hash,
            "seq": one.seq,
            "since": format_time(one.at_us, settings.zone),
            "proposed_by": one.proposed_by,
            "approved_by": one.approved_by,
            "decisions": _decided_by(decided, one),
        }
        for one in valid
    ]
    if as_json:
        say_json({"on": on, "production": rows})
    else:
        _say(rows, on, settings.language)


def _say(rows: list[dict[str, Any]], on: str | None, language: "Language") -> None:
    from riskdesk.cli.heads import heads
    from serving import names

    title = (IN_PRODUCTION if on is None else IN_PRODUCTION_ON).render(language, {"day": on or ""})
    shown = [
        [names.word(names.ROLES, row["role"], language), row["hash"][:12], *list(row.values())[2:]]
        for row in rows
    ]
    columns = heads(language, "role", "hash", "seq", "since", "proposed_by", "approved_by", "decisions")
    say_table(title, columns, shown)


def rollback_command(
    role: Annotated[str, typer.Argument(help="credit, lateness, order_anomaly or payment_anomaly.")],
    proposed_by: Annotated[str, typer.Option(help="Who proposes it.")],
    approved_by: Annotated[str, typer.Option(help="The second person.")],
    as_json: Json = False,
) -> None:
    """Put the bundle back that was in production before: every process switches at the same point.

    Example: riskdesk models rollback credit --proposed-by lin --approved-by wang
    """
    from riskdesk.cli.activation import before_current, put_into_production, two_persons
    from riskdesk.core.database.engine import open_engine
    from riskdesk.core.settings import load_settings

    persons = two_persons(proposed_by, approved_by)
    settings = load_settings()
    engine = open_engine(settings.url)
    name = before_current(engine, role)
    seq = put_into_production(engine, settings, [name], persons)[name]
    if as_json:
        say_json({"hash": name, "role": role, "seq": seq})
    else:
        params = {"role": role, "hash": name[:12], "seq": str(seq)}
        typer.echo(BACK.render(settings.language, params))


def in_production(told: "list[Activation]", begin_us: int, end_us: int) -> "list[Activation]":
    """Return the activations in force at any time from `begin_us` to before `end_us`, by role, in order."""
    found: dict[str, list[Activation]] = {}
    for one in told:
        if one.at_us >= end_us:
            continue
        held = found.setdefault(one.role, [])
        if one.at_us <= begin_us:
            held.clear()  # what came before it was over when the time began
        held.append(one)
    return [one for role in sorted(found) for one in found[role]]


def _decided_by(decided: list[tuple[dict[str, Any], int]], one: "Activation") -> int:
    """Return how many decisions name the bundle; a bundle that failed its checks decided none."""
    return sum(count for versions, count in decided if versions.get(one.role) == one.bundle_hash)
