"""`riskdesk watch`: whether models in production still do what they did when they were made."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from riskdesk.cli.output import Json, say_json, say_table

if TYPE_CHECKING:
    from models.role import Role
    from models.scoring.loaded import LoadedBundle
    from riskdesk.core.i18n import Language
    from riskdesk.core.settings import Settings
    from serving.runtime import Runtime
    from training.watch.report import Ground, Watch


def watch_command(
    since: Annotated[
        str | None,
        typer.Option(help="The first day that is watched, such as 2026-10-01; the last 30 days without."),
    ] = None,
    textfile: Annotated[
        Path | None, typer.Option(help="File for Prometheus' textfile collector; replaced as a whole.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Look for drift of inputs, scores, reasons and alerts, and hold what was expected against what happened.

    Activates nothing: what is found can at most propose to train a challenger.

    Example: riskdesk watch --since 2026-10-01 --textfile riskdesk.prom
    """
    from riskdesk.cli.days import begin_of
    from riskdesk.cli.watch_metrics import write_metrics
    from riskdesk.core.clock import DAY_US
    from riskdesk.core.settings import load_settings
    from serving.runtime import open_runtime
    from training.watch.report import watch

    settings = load_settings()
    runtime = open_runtime(settings)
    since_us = begin_of(since, settings.zone, field="since", now_us=runtime.clock.now_us())
    if since_us is None:
        since_us = runtime.clock.now_us() - 30 * DAY_US
    found = watch(_ground(runtime), since_us=since_us)
    if textfile is not None:
        write_metrics(found, textfile, now_us=runtime.clock.now_us())
    if as_json:
        import msgspec

        say_json(msgspec.to_builtins(found) | {"retrain": any(one.retrains for one in found.findings)})
    else:
        _say(found, settings)


def _ground(runtime: "Runtime") -> "Ground":
    """Read the ledger, the log, the bundles in production and their gate reports."""
    from features.kernel import layout as L
    from features.offline import History
    from riskdesk.core.database.unit import read_unit
    from serving.activation.loader import Activation
    from serving.whatif.service import read_past
    from training.keep import report_of
    from training.watch.report import Ground

    past = read_past(runtime)
    with read_unit(runtime.engine) as connection:
        active = Activation(runtime.parameters).at(connection, None)
        history = History.read(connection, runtime.reader, runtime.parameters)
    known = history.events[L.E_KNOWN]
    champions: dict[Role, LoadedBundle] = {
        role: loaded for role, loaded in active.bundles.items() if loaded is not None
    }
    reports = {loaded.hash: report_of(runtime.engine, loaded.hash) for loaded in champions.values()}
    return Ground(
        past=past.decisions,
        champions=champions,
        references={name: report.reference for name, report in reports.items() if report is not None},
        policy=active.policy,
        history=history,
        known_by_us=int(known.max()) if len(known) else runtime.clock.now_us(),
    )


def _say(found: "Watch", settings: "Settings") -> None:
    from training.watch.texts import FINDINGS, RETRAIN, WELL

    language = settings.language
    _say_roles(found, language)
    _say_grades(found, language)
    _say_forecasts(found, language)
    for finding in found.findings:
        params = finding.params | _named(finding.params, language)
        typer.echo(FINDINGS[finding.code].render(language, params))
    if not found.findings:
        typer.echo(WELL.render(language))
    if any(finding.retrains for finding in found.findings):
        typer.echo(RETRAIN.render(language))


def _say_roles(found: "Watch", language: "Language") -> None:
    from riskdesk.cli.heads import heads
    from serving import names
    from training.watch.texts import LEVELS, TITLE

    rows = []
    for one in found.roles:
        level = "" if one.scores is None else LEVELS[one.scores.level].render(language)
        scores = "-" if one.scores is None else f"{one.scores.psi:.3f} ({level})"
        expected = "-" if one.estimated is None else _span(one.estimated.auc)
        error = "-" if one.matured.auc_error is None else f"{one.matured.auc_error:.3f}"
        role = names.word(names.ROLES, one.role, language)
        moved = f"{len(one.features)} / {one.watched}"
        rows.append((role, one.bundle_hash[:12], one.decisions, scores, moved, expected, error))
    shown = heads(
        language, "role", "bundle", "decisions", "psi", "features_moved", "expected_auc", "its_error"
    )
    say_table(TITLE.render(language), shown, rows)


def _say_grades(found: "Watch", language: "Language") -> None:
    from riskdesk.cli.heads import heads
    from training.watch.texts import GRADES

    cells = [
        (
            v.grade,
            v.month,
            v.rows,
            v.bad,
            f"{v.expected:.1%}",
            f"{v.realised:.1%} ({v.low:.1%} – {v.high:.1%})",
        )
        for v in found.vintages
    ]
    if cells:
        shown = heads(language, "grade", "month", "decisions", "bad", "expected", "realised")
        say_table(GRADES.render(language), shown, cells)


def _say_forecasts(found: "Watch", language: "Language") -> None:
    from riskdesk.cli.heads import heads
    from training.watch.texts import ALL_MONTHS, FORECASTS

    seen = found.forecasts
    if seen is None:
        return
    rows = [
        (one.month, one.invoices, f"{one.mae:.1f}", f"{one.bias:+.1f}", _percent(one.coverage))
        for one in seen.months
    ]
    if seen.mae is not None:
        mae = f"{seen.mae.value:.1f} ({seen.mae.low:.1f} – {seen.mae.high:.1f})"
        held = seen.coverage
        coverage = "-" if held is None else f"{held.value:.1%} ({held.low:.1%} – {held.high:.1%})"
        rows.append((ALL_MONTHS.render(language), seen.invoices, mae, "", coverage))
    title = FORECASTS.render(language, {"invoices": f"{seen.invoices:,}"})
    say_table(title, heads(language, "month", "invoices", "mae", "bias", "coverage"), rows)


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}"


def _named(params: "dict[str, str]", language: "Language") -> "dict[str, str]":
    """Return role and place of a finding in words."""
    from serving import names

    tables = {"role": names.ROLES, "place": names.PLACES}
    return {key: names.word(tables[key], code, language) for key, code in params.items() if key in tables}


def _span(expected: object) -> str:
    from training.watch.estimated import Expected

    assert isinstance(expected, Expected)
    if expected.value is None:
        return "-"
    return f"{expected.value:.3f} ({expected.low:.3f} – {expected.high:.3f})"
