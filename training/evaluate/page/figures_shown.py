"""Figures of a run with their intervals, and drift, from the later rows that the run kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from models.role import Role
from training.evaluate.intervals import Interval, ranked_interval
from training.evaluate.ranked import Metric
from training.gates.drift import feature_drifts
from training.gates.later import Later
from training.pipelines.result import TrainResult
from training.watch.psi import Drift, drift, freeze

DRAWS: Final = 200
_FIRST: Final = ("auc", "ap", "mae", "brier", "ks", "gini")


@dataclass(frozen=True, slots=True)
class Drifted:
    """How far later rows lie from those learnt from: of the scores (None at a cold start), and of each feature."""

    scores: Drift | None
    features: dict[str, Drift]

    @property
    def moved(self) -> dict[str, Drift]:
        """Features that are not stable, the largest first."""
        found = {name: one for name, one in self.features.items() if one.level != "stable"}
        return dict(sorted(found.items(), key=lambda item: -item[1].psi))


def intervals_of(result: TrainResult) -> dict[str, Interval]:
    """Return metric -> interval, of those that can be resampled on the rows that the run kept."""
    found = {
        name: Interval(**one) for name, one in (result.report.get("money") or {}).get("figures", {}).items()
    }
    for name, value in result.metrics.items():
        if (low := result.metrics.get(f"{name}_low")) is not None and f"{name}_high" in result.metrics:
            found[name] = Interval(value, low, result.metrics[f"{name}_high"])
    if result.later is None or result.later.scores is None:
        return found
    asked: tuple[tuple[str, Metric], ...] = (("auc", "auc"), ("ap", "ap"), ("brier", "brier"))
    if result.role == "lateness":
        asked = (("mae_explained", "mae"),)
    for name, metric in asked:
        interval = _interval(metric, result.later)
        if interval is not None and name in result.metrics:
            found[name] = interval
    if "auc" in found:
        found["gini"] = Interval(
            *(2 * end - 1 for end in (found["auc"].value, found["auc"].low, found["auc"].high))
        )
    return found


def drift_of(result: TrainResult, names: tuple[str, ...]) -> Drifted | None:
    """Return the drift of a run; None where it kept no later rows."""
    later = result.later
    if later is None or not len(later.X) or not len(later.learnt):
        return None
    scores = None
    if later.scores is not None and later.learnt_scores is not None:
        scores = drift(freeze(later.learnt_scores), later.scores)
    return Drifted(scores, feature_drifts(names, later.learnt, later.X))


def in_order(metrics: Mapping[str, float], role: Role) -> list[str]:
    """Return names of figures, those that a model of the role is judged by first; ends of intervals are none."""
    first = ("mae", "rmse", "coverage_80", "width_80") if role == "lateness" else _FIRST
    ends = {f"{name}_{end}" for name in metrics for end in ("low", "high")}
    return [name for name in first if name in metrics] + sorted(
        set(metrics) - set(first) - ends, key=_by_number
    )


def _by_number(name: str) -> tuple[tuple[str, int], ...]:
    """Return a name so that 5 sorts before 20."""
    return tuple((word, 0) if not word.isdigit() else ("", int(word)) for word in name.split("_"))


def _interval(metric: Metric, later: Later) -> Interval | None:
    assert later.scores is not None
    labels = later.y.astype(np.int64)
    try:
        return ranked_interval(metric, labels, later.scores, later.groups, draws=DRAWS)
    except ValueError:
        return None
