"""All that a page shows of one run, as finished texts for the template."""

from base64 import b64encode
from typing import Any, Final

from models.bundle.codec import read
from training.evaluate.page.card import card_of, left_out
from training.evaluate.page.days_shown import days_slice_rows, days_slices_small
from training.evaluate.page.figures_shown import drift_of, in_order, intervals_of
from training.evaluate.page.labels_shown import (
    population_bins,
    population_counts,
    population_rows,
    stage_rows,
    words_of,
)
from training.evaluate.page.look import Look, between, flat, number, share
from training.evaluate.page.metric_texts import texts_of
from training.evaluate.page.slices_shown import name_of, slice_row
from training.evaluate.page.tables import (
    calibration_rows,
    challenge_rows,
    data_rows,
    drift_rows,
    gate_rows,
    grade_rows,
    metric_rows,
    probe_rows,
    stability_rows,
    typology_rows,
    wavering,
)
from training.evaluate.page.texts import TEXTS
from training.gates.report import GateReport
from training.pipelines.result import TrainResult

_TILES: Final = 4
_CURVES: Final = ("roc", "precision_recall", "forecast", "learning", "shap_summary")
_SHOWN: Final = frozenset(
    {"calibration", "grades", "money", "slices", "stability", "leakage", "left_out"}
    | {"typologies", "stage", "population", "days_slices"}
)
"""Tables of a run's report that have a section of their own; all others are shown as they are."""


def content_of(result: TrainResult, look: Look, report: GateReport | None = None) -> dict[str, Any]:
    """Return what the template shows of a run.

    Parameters
    ----------
    result
        The run.
    look
        The reader's language, zone and currency.
    report
        What all gates said, those against the champion among them; without, the run's own gates are shown.
    """
    bundle = read(result.bundle)
    intervals = intervals_of(result)
    gates = result.gates if report is None else report.gates
    slices: list[dict[str, Any]] = result.report.get("slices", [])
    stability, money = result.report.get("stability"), result.report.get("money")
    drifted = drift_of(result, bundle.names)
    compared, flips = ([], []) if report is None else challenge_rows(report, look)
    return {
        "id": result.role,
        "role": look.say(TEXTS[f"role_{result.role}"]),
        "version": result.version,
        "passed": all(gate.passed for gate in gates),
        "tiles": _tiles(result, intervals, look),
        "data": data_rows(result, bundle, look),
        "gates": gate_rows(gates, look),
        "metrics": metric_rows(result, intervals, look, in_money=False),
        "curves": [_picture(name, result, look) for name in _order(result)],
        "calibration": calibration_rows(result, look),
        "calibration_picture": _if_drawn("calibration", result, look),
        "grades": grade_rows(result),
        "grades_picture": _if_drawn("grades", result, look),
        "money": metric_rows(result, intervals, look, in_money=True),
        "money_said": "" if money is None else _money_said(money, look),
        "labels": stage_rows(result, look),
        "stage_words": words_of(result.report.get("stage"), look),
        "population": population_rows(result, look),
        "population_words": words_of(result.report.get("population"), look),
        "population_counts": population_counts(result),
        "population_bins": population_bins(result, look),
        "typologies": typology_rows(result, look),
        "days_slices": days_slice_rows(result, look),
        "days_slices_small": days_slices_small(result, look),
        "slices": [slice_row(one, result.role, look) for one in slices if one["enough"]],
        "slices_small": look.listed(
            f"{name_of(one, result.role, look)} ({one['positives']:,}/{one['rows']:,})"
            for one in slices
            if not one["enough"]
        ),
        "stability": stability and _stability(stability, look),
        "probes": probe_rows(result, look),
        "drift": drifted and drift_rows(drifted, look),
        "drift_counts": drifted
        and {"features": str(len(drifted.features)), "moved": str(len(drifted.moved))},
        "compared": compared,
        "flips": flips,
        "left_out": left_out(result.report, look),
        "further": flat(_further(result)),
        "params": flat(result.params),
        "card": card_of(result, bundle, intervals, look),
    }


def _tiles(result: TrainResult, intervals: dict[str, Any], look: Look) -> list[tuple[str, str, str]]:
    names = in_order(result.metrics, result.role)[:_TILES]
    return [
        (
            look.say(texts_of(name)[0]),
            number(result.metrics[name]),
            between(found.low, found.high) if (found := intervals.get(name)) is not None else "",
        )
        for name in names
    ]


def _order(result: TrainResult) -> list[str]:
    apart = {"calibration", "grades"}
    known = [name for name in _CURVES if name in result.figures]
    return known + sorted(set(result.figures) - set(known) - apart)


def _if_drawn(name: str, result: TrainResult, look: Look) -> tuple[str, str] | None:
    return _picture(name, result, look) if name in result.figures else None


def _picture(name: str, result: TrainResult, look: Look) -> tuple[str, str]:
    """Return a picture's data address and its caption."""
    known = TEXTS.get(f"figure_{name}")
    caption = look.say(TEXTS["figure_other"], name=name) if known is None else look.say(known)
    return f"data:image/png;base64,{b64encode(result.figures[name]).decode()}", caption


def _money_said(money: dict[str, Any], look: Look) -> str:
    if money["cut"] is None:
        return look.say(TEXTS["money_said_days"])
    return look.say(TEXTS["money_said"], cut=share(money["cut"], 0))


def _stability(stability: dict[str, Any], look: Look) -> dict[str, Any]:
    return {
        "rows": f"{stability['rows']:,}",
        "named": number(stability["named"], 1),
        "kept": number(stability["kept"], 1),
        "first": share(stability["same_first"], 0),
        "table": stability_rows(stability, look),
        "wavering": wavering(stability, look),
    }


def _further(result: TrainResult) -> dict[str, Any]:
    return {name: table for name, table in result.report.items() if name not in _SHOWN}
