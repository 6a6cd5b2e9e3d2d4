"""`riskdesk policy thresholds`: cuts from what reviewers can look at, or from what errors cost."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from riskdesk.cli.output import Json, say_json, say_table
from riskdesk.core.i18n import Text

if TYPE_CHECKING:
    from models.whatif.estimate import Share
    from riskdesk.core.i18n import Language
    from training.thresholds.propose import Capacity, Costs, Proposal

TITLE: Final = Text(
    zh="{days} 天内 {decisions} 个判断，{judged} 个已复核：概率 {chance} 起拦下，日均预警 {alerts_a_day}，其中 {anyway_a_day} 与阈值无关",
    en="{decisions} decisions in {days} days, {judged} judged: held from a chance of {chance} on, "
    "{alerts_a_day} alerts a day, {anyway_a_day} of them anyway",
)
BASES: Final[dict[str, Text]] = {
    "probability": Text(zh="模型概率", en="probability"),
    "learnt": Text(zh="由结论学得", en="learnt"),
    "kept": Text(zh="照旧", en="kept"),
}
UNKNOWN: Final = Text(zh="未知", en="unknown")


def thresholds_command(
    alerts_a_day: Annotated[
        float | None, typer.Option(help="What reviewers can look at in a calendar day, on average.")
    ] = None,
    cost_missed: Annotated[float | None, typer.Option(help="Cost of one document that is missed.")] = None,
    cost_false: Annotated[
        float | None, typer.Option(help="Cost of one false alarm, in the same unit.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="The first day that is looked at, such as 2026-08-01; all without.")
    ] = None,
    to: Annotated[
        Path | None, typer.Option(help="File to write the proposed policy to; an existing one is replaced.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Propose where models and patterns begin to hold, from past decisions; nothing is published.

    Example: riskdesk policy thresholds --alerts-a-day 20 --to policy.json
    """
    from models.policy.codec import write
    from riskdesk.cli.activation import policy_in_force
    from riskdesk.cli.days import begin_of
    from riskdesk.core.settings import load_settings
    from serving.runtime import open_runtime
    from serving.whatif.service import read_past
    from training.thresholds.propose import propose

    wish = _wish(alerts_a_day, cost_missed, cost_false)
    settings = load_settings()
    runtime = open_runtime(settings)
    since_us = begin_of(since, settings.zone, field="since", now_us=runtime.clock.now_us())
    past = read_past(runtime, since_us=since_us)
    found = propose(past.decisions, policy_in_force(runtime.engine, settings), wish)
    if to is not None:
        to.write_bytes(write(found.policy))
    if as_json:
        import msgspec

        say_json(msgspec.to_builtins(found) | {"file": None if to is None else str(to)})
    else:
        _say(found, settings.language)


def _wish(alerts_a_day: float | None, missed: float | None, false_alarm: float | None) -> "Capacity | Costs":
    """Return what was asked for: a capacity, or both costs, and not all of it.

    Raises
    ------
    InputInvalid
        Neither, both, or half of the costs.
    """
    from riskdesk.core.errors import InputInvalid
    from training.thresholds.propose import Capacity, Costs

    if alerts_a_day is not None and missed is None and false_alarm is None:
        return Capacity(alerts_a_day)
    if alerts_a_day is None and missed is not None and false_alarm is not None:
        return Costs(missed, false_alarm)
    raise InputInvalid(
        "expected --alerts-a-day, or both --cost-missed and --cost-false", field="alerts_a_day"
    )


def _say(found: "Proposal", language: "Language") -> None:
    from riskdesk.cli.heads import heads
    from serving import names

    title = TITLE.render(
        language,
        {name: f"{getattr(found, name)}" for name in ("decisions", "days", "judged")}
        | {"chance": f"{found.chance:.3f}"}
        | {name: f"{getattr(found, name):.1f}" for name in ("alerts_a_day", "anyway_a_day")},
    )
    sources = {**names.TYPOLOGIES, **names.ROLES}
    rows = [
        (
            names.word(sources, one.source, language),
            names.word(names.PLACES, one.place, language),
            "-" if one.cut is None else f"{one.cut:.3f}",
            BASES[one.basis].render(language),
            f"{one.alerts_a_day:.1f}",
            _shown(one.precision, language),
            _shown(one.recall, language),
        )
        for one in found.cuts
    ]
    shown = heads(language, "source", "place", "from", "basis", "a_day", "precision", "recall")
    say_table(title, shown, rows)


def _shown(share: "Share", language: "Language") -> str:
    value = UNKNOWN.render(language) if share.value is None else f"{share.value:.1%}"
    return f"{value} ({share.low:.1%} – {share.high:.1%})"
