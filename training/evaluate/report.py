"""An evaluation as plain data that JSON can hold, and its pictures."""

from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from models.credit.grades import GradeBands
from training.evaluate import figures
from training.evaluate.alerts import precision_at_k_per_day, recall_at_k_per_day
from training.evaluate.bins import calibration_bins
from training.evaluate.entities import entity_precision_at_k_per_day
from training.evaluate.grades import Lateness, realised_per_grade
from training.evaluate.metrics import binary_metrics
from training.gates.later import Later

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was measured on the test part.

    Parameters
    ----------
    metrics
        Name -> figure, all finite.
    report
        Tables behind the figures, as JSON holds them.
    figures
        Name -> PNG bytes.
    later
        The rows it was measured on; None where none are kept.
    """

    metrics: dict[str, float] = field(default_factory=dict)
    report: dict[str, Any] = field(default_factory=dict)
    figures: dict[str, bytes] = field(default_factory=dict)
    later: Later | None = None

    def join(self, other: "Evaluation") -> "Evaluation":
        """Return both together; names of the other win."""
        return Evaluation(
            self.metrics | other.metrics,
            self.report | other.report,
            self.figures | other.figures,
            other.later or self.later,
        )


def evaluate_binary(labels: Ints, probabilities: Floats) -> Evaluation:
    """Evaluate calibrated probabilities; nothing of no rows, no curves of one label alone."""
    if not len(labels):
        return Evaluation()
    bins = calibration_bins(labels, probabilities)
    drawn = {"calibration": figures.calibration_figure(bins)}
    if 0 < labels.sum() < len(labels):
        drawn["roc"] = figures.roc_figure(labels, probabilities)
        drawn["precision_recall"] = figures.precision_recall_figure(labels, probabilities)
    report = {"calibration": [asdict(one) | {"agrees": one.agrees} for one in bins]}
    return Evaluation(binary_metrics(labels, probabilities), report, drawn)


def evaluate_grades(
    labels: Ints,
    probabilities: Floats,
    *,
    pd_floor: float,
    bands: GradeBands,
    lateness: Lateness | None = None,
) -> Evaluation:
    """Evaluate what became of each grade; see `realised_per_grade`."""
    outcomes = realised_per_grade(labels, probabilities, pd_floor=pd_floor, bands=bands, lateness=lateness)
    report = {"grades": [asdict(one) for one in outcomes]}
    return Evaluation({}, report, {"grades": figures.grades_figure(outcomes)})


def evaluate_alerts(labels: Ints, scores: Floats, moments_us: Ints, *, alerts: tuple[int, ...]) -> Evaluation:
    """Evaluate what reviewers of several daily capacities would have found; nothing without positives."""
    if not labels.any():
        return Evaluation()
    metrics = {}
    for k in alerts:
        metrics[f"precision_at_{k}_per_day"] = precision_at_k_per_day(labels, scores, moments_us, k=k)
        metrics[f"recall_at_{k}_per_day"] = recall_at_k_per_day(labels, scores, moments_us, k=k)
    return Evaluation(metrics)


def evaluate_entities(
    labels: Ints, scores: Floats, moments_us: Ints, entities: Ints, *, alerts: tuple[int, ...]
) -> Evaluation:
    """Evaluate what reviewers would have found who look at so many customers or payees a day, each once.

    Nothing without positives. A row of an unknown entity, code 0, stands for one of its own.
    """
    if not labels.any():
        return Evaluation()
    apart = np.where(entities == 0, -1 - np.arange(len(entities)), entities)
    return Evaluation(
        {
            f"entity_precision_at_{k}_per_day": entity_precision_at_k_per_day(
                labels, scores, moments_us, apart, k=k
            )
            for k in alerts
        }
    )
