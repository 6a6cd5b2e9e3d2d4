"""`riskdesk models shadow-report`: a challenger in shadow beside the champion, on the same decisions."""

from typing import TYPE_CHECKING, Annotated

import typer

from riskdesk.cli.output import Json, say_json, say_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from features.history.shadow import Shadowed
    from models.scoring.loaded import LoadedBundle
    from riskdesk.core.database.handles import Connection
    from riskdesk.core.i18n import Language
    from serving.runtime import Runtime
    from training.watch.shadow import ShadowReport
    from training.watch.shadow_pair import Pair
    from training.watch.shadow_pairs import CreditGround


def shadow_report_command(
    bundle_hash: Annotated[
        str | None,
        typer.Argument(help="The challenger's hash, or its first digits; without, the one that ran last."),
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="The first day that is compared, such as 2026-10-01; all without.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Compare a challenger in shadow with the champion on the same decisions; nothing is activated.

    Example: riskdesk models shadow-report 3f2a9c --since 2026-10-01
    """
    from riskdesk.cli.days import begin_of
    from riskdesk.core.database.unit import read_unit
    from riskdesk.core.settings import load_settings
    from serving.runtime import open_runtime
    from training.watch.shadow import compare_shadow

    settings = load_settings()
    runtime = open_runtime(settings)
    since_us = begin_of(since, settings.zone, field="since", now_us=runtime.clock.now_us())
    with read_unit(runtime.engine) as connection:
        challenger = _challenger(connection, bundle_hash)
        pairs = _pairs(runtime, connection, challenger, since_us)
    found = compare_shadow(challenger.role, pairs)
    if as_json:
        import msgspec

        say_json(msgspec.to_builtins(found) | {"challenger": challenger.hash})
    else:
        _say(found, challenger.hash, settings.language)


def _challenger(connection: "Connection", prefix: str | None) -> "LoadedBundle":
    """Return the one bundle that ran in shadow and whose hash begins so, or the one that ran last.

    Raises
    ------
    NotFound
        None, or more than one.
    """
    from features.history.artifacts import read_artifact
    from features.history.shadow import bundles_in_shadow
    from models.scoring.loaded import load
    from riskdesk.core.errors import NotFound
    from training.watch.shadow_texts import NOTHING

    ran = list(bundles_in_shadow(connection))
    fitting = ran[:1] if prefix is None else [name for name in ran if name.startswith(prefix)]
    if not ran:
        raise NotFound(NOTHING.en, field="bundle_hash")
    if len(fitting) != 1:
        what = "no bundle" if not fitting else f"{len(fitting)} bundles"
        raise NotFound(f"{what} in shadow with a hash that begins with {prefix:.64}", field="bundle_hash")
    return load(read_artifact(connection, fitting[0]))


def _pairs(
    runtime: "Runtime", connection: "Connection", challenger: "LoadedBundle", since_us: int | None
) -> "list[Pair]":
    """Read what both sides said, and what became known since.

    Raises
    ------
    InputInvalid
        A challenger of lateness: no decision holds its forecast.
    HistoryTooThin
        No decision in the span.
    """
    from features.history.labels import read_verdicts
    from features.history.shadow import read_shadow
    from models.role import ANOMALY_ROLE, PLACES, Place
    from riskdesk.core.errors import HistoryTooThin, InputInvalid
    from training.watch.shadow_pairs import anomaly_pairs, credit_pairs

    shadowed = read_shadow(connection, challenger.hash, since_us=since_us)
    place: Place | None = next((one for one in PLACES if ANOMALY_ROLE[one] == challenger.role), None)
    if place is not None:
        verdicts = read_verdicts(connection, upto=runtime.reader.head(connection))
        pairs = anomaly_pairs(shadowed, place, verdicts)
    elif challenger.role == "credit":
        pairs = credit_pairs(
            shadowed, challenger.hash, _credit_ground(runtime, connection, challenger, shadowed)
        )
    else:
        raise InputInvalid("forecasts of days late stand beside no decision", field="bundle_hash")
    if not pairs:
        raise HistoryTooThin("no decision of that time was seen by the bundle in shadow")
    return pairs


def _credit_ground(
    runtime: "Runtime",
    connection: "Connection",
    challenger: "LoadedBundle",
    shadowed: "Sequence[Shadowed]",
) -> "CreditGround":
    from features.history.artifacts import read_artifact
    from features.kernel import layout as L
    from features.offline import History
    from models.scoring.loaded import load
    from serving.activation.loader import Activation
    from training.watch.report import definition_of
    from training.watch.shadow_pairs import CreditGround

    history = History.read(connection, runtime.reader, runtime.parameters)
    known = history.events[L.E_KNOWN]
    spoke = {one.versions["credit"] for one in shadowed if "credit" in one.versions}
    champions = {name: load(read_artifact(connection, name)) for name in sorted(spoke)}
    floors = {name: one.bundle.pd_floor for name, one in champions.items()}
    return CreditGround(
        events=history.events,
        known_by_us=int(known.max()) if len(known) else runtime.clock.now_us(),
        definition=definition_of(challenger),
        bands=Activation(runtime.parameters).at(connection, None).policy.credit.bands,
        floors=floors | {challenger.hash: challenger.bundle.pd_floor},
    )


def _say(found: "ShadowReport", challenger: str, language: "Language") -> None:
    from training.watch import shadow_texts as texts

    counts = {name: f"{getattr(found, name):,}" for name in ("decisions", "days", "labelled", "hits")}
    title = texts.TITLE.render(language, counts | {"challenger": challenger[:12], "role": found.role})
    say_table(title, [head.render(language) for head in texts.FIGURE_HEADS], _figures(found, language))
    cells = [
        (
            _step(one.champion, language),
            _step(one.challenger, language),
            one.decisions,
            one.labelled,
            one.hits,
        )
        for one in found.cells
    ]
    say_table(texts.FLIPS.render(language), [head.render(language) for head in texts.FLIP_HEADS], cells)
    apart = [
        (
            one.decision_id,
            one.document,
            f"{one.champion:.3f} {_step(one.champion_step, language)}",
            f"{one.challenger:.3f} {_step(one.challenger_step, language)}",
            texts.LABELS[one.label].render(language),
        )
        for one in found.apart
    ]
    if apart:
        say_table(texts.APART.render(language), [head.render(language) for head in texts.APART_HEADS], apart)
    typer.echo(texts.ADVICE.render(language))


def _figures(found: "ShadowReport", language: "Language") -> list[tuple[str, ...]]:
    from training.watch import shadow_texts as texts

    rows = [
        (
            texts.METRICS[one.metric].render(language),
            f"{one.champion:.3f}",
            f"{one.challenger:.3f}",
            "-"
            if one.gain is None
            else f"{one.gain.value:+.3f} ({one.gain.low:+.3f} – {one.gain.high:+.3f})",
        )
        for one in found.figures
    ]
    more = "-"
    if found.alerts_more is not None:
        ends = {"more": found.alerts_more.value, "low": found.alerts_more.low, "high": found.alerts_more.high}
        more = texts.MORE.render(language, {name: f"{value:+.1f}" for name, value in ends.items()})
    sent = (f"{found.alerts_champion:.1f}", f"{found.alerts_challenger:.1f}")
    same = f"{found.same_step:.1%} ({found.same_low:.1%} – {found.same_high:.1%})"
    took = f"{found.took_us_median:,.0f} / {found.took_us_p99:,.0f} µs"
    return [
        *rows,
        (texts.ALERTS.render(language), *sent, more),
        (texts.SAME.render(language), "", same, ""),
        (texts.RANK.render(language), "", "-" if found.rank is None else f"{found.rank:.3f}", ""),
        (texts.PSI.render(language), "", "-" if found.psi is None else f"{found.psi.psi:.3f}", ""),
        (texts.TOOK.render(language), "", took, ""),
    ]


def _step(step: str, language: "Language") -> str:
    from training.watch.shadow_texts import STEPS

    return STEPS[step].render(language) if step in STEPS else step
