"""`riskdesk policy what-if`: the past under another policy."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from riskdesk.cli.output import Json, say_json, say_table

if TYPE_CHECKING:
    from models.whatif.report import WhatIf
    from models.whatif.side import Side
    from models.whatif.texts import Figure
    from riskdesk.core.settings import Settings


def what_if_command(
    file: Annotated[
        Path, typer.Argument(help="The other policy in JSON, as `riskdesk policy show` prints it.")
    ],
    since: Annotated[
        str | None, typer.Option(help="The first day that is replayed, such as 2026-08-01; all without.")
    ] = None,
    place: Annotated[str | None, typer.Option(help="order or payment; both without.")] = None,
    as_json: Json = False,
) -> None:
    """Replay past decisions under another policy and compare what it brings; nothing is published.

    Example: riskdesk policy what-if policy.json --since 2026-08-01
    """
    from models.policy.codec import read
    from models.role import PLACES, Place
    from models.whatif.report import what_if
    from riskdesk.cli.days import begin_of
    from riskdesk.core.errors import InputInvalid
    from riskdesk.core.settings import load_settings
    from serving.runtime import open_runtime
    from serving.whatif.service import read_past

    settings = load_settings()
    wanted: Place | None = "order" if place == "order" else "payment" if place == "payment" else None
    if place is not None and wanted is None:
        raise InputInvalid(f"expected one of {', '.join(PLACES)}", field="place")
    policy = read(file.read_bytes())
    runtime = open_runtime(settings)
    since_us = begin_of(since, settings.zone, field="since", now_us=runtime.clock.now_us())
    past = read_past(runtime, since_us=since_us, place=wanted)
    found = what_if(past.decisions, policy)
    if as_json:
        say_json(_json_of(found) | {"other_catalogue": past.other_catalogue})
    else:
        _say(found, settings, past.other_catalogue)


def _json_of(found: "WhatIf") -> dict[str, Any]:
    import msgspec

    said: dict[str, Any] = msgspec.to_builtins(found)
    return said


def _say(found: "WhatIf", settings: "Settings", other_catalogue: int) -> None:
    from models.whatif.texts import BEYOND, ENDINGS, FIGURES, HEADS, TITLE

    language = settings.language
    heads = [head.render(language) for head in HEADS]
    counts = {
        name: str(getattr(found, name))
        for name in ("decisions", "documents", "days", "judged", "judged_of_lot")
    }
    title = TITLE.render(language, counts | {"policy": found.policy, "left_out": str(other_catalogue)})
    rows = [
        (one.text.render(language), _cell(one, found.then, settings), _cell(one, found.now, settings))
        for one in FIGURES
    ]
    for ending, text in ENDINGS.items():
        then, now = (side.approvals.endings.get(ending, 0) for side in (found.then, found.now))
        rows.append((f"  {text.render(language)}", str(then), str(now)))
    say_table(title, heads, rows)
    _say_flips(found, settings)
    typer.echo(BEYOND.render(language))


def _say_flips(found: "WhatIf", settings: "Settings") -> None:
    from models.whatif.texts import FLIP_HEADS, FLIPS, OUTCOMES
    from riskdesk.core.money import show_amount

    language = settings.language
    rows = [
        (
            OUTCOMES[one.then].render(language),
            OUTCOMES[one.now].render(language),
            one.decisions,
            show_amount(one.amount_minor, settings.base_currency, language),
            one.confirmed,
            one.cleared,
        )
        for one in found.flips
    ]
    say_table(FLIPS.render(language), [head.render(language) for head in FLIP_HEADS], rows)


def _cell(figure: "Figure", side: "Side", settings: "Settings") -> str:
    """Return a figure as a person reads it: what is likely, then its interval."""
    from models.whatif.estimate import Estimate, Share
    from models.whatif.texts import UNKNOWN
    from riskdesk.core.money import show_amount

    language = settings.language

    def show(value: float) -> str:
        if figure.sort == "minor":
            return show_amount(round(value), settings.base_currency, language)
        return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"

    value = figure.of(side)
    if isinstance(value, Share):
        likely = UNKNOWN.render(language) if value.value is None else f"{value.value:.1%}"
        return f"{likely} ({value.low:.1%} – {value.high:.1%})"
    if not isinstance(value, Estimate):
        return show(value)
    likely = UNKNOWN.render(language) if value.value is None else show(value.value)
    exact = value.low == value.high == value.value
    return likely if exact else f"{likely} ({show(value.low)} – {show(value.high)})"
