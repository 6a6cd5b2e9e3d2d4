"""Pictures of an evaluation as PNG bytes, labelled in English so that no font can be missing."""

from collections.abc import Sequence
from io import BytesIO

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from training.evaluate.bins import Bin
from training.evaluate.grades import GradeOutcome

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_BLUE, _RED, _GREY = "#2b6cb0", "#c53030", "#a0aec0"


def roc_figure(labels: Ints, scores: Floats) -> bytes:
    """Draw true against false positives; both labels must occur."""
    from sklearn.metrics import roc_auc_score, roc_curve

    false_rate, true_rate, _ = roc_curve(labels, scores)
    figure, axes = _canvas(
        f"ROC, AUC {roc_auc_score(labels, scores):.3f}", "false positives", "true positives"
    )
    axes.plot([0, 1], [0, 1], color=_GREY, linewidth=1)
    axes.plot(false_rate, true_rate, color=_BLUE)
    return png(figure)


def precision_recall_figure(labels: Ints, scores: Floats) -> bytes:
    """Draw precision against recall; both labels must occur."""
    from sklearn.metrics import average_precision_score, precision_recall_curve

    precision, recall, _ = precision_recall_curve(labels, scores)
    title = f"Precision and recall, AP {average_precision_score(labels, scores):.3f}"
    figure, axes = _canvas(title, "recall", "precision")
    axes.axhline(float(labels.mean()), color=_GREY, linewidth=1)
    axes.plot(recall, precision, color=_BLUE)
    return png(figure)


def calibration_figure(bins: Sequence[Bin]) -> bytes:
    """Draw realised against expected shares with their intervals."""
    figure, axes = _canvas("Calibration by bin, 95 % intervals", "expected", "realised")
    expected = np.array([one.expected for one in bins])
    realised = np.array([one.realised for one in bins])
    below = np.maximum(realised - [one.low for one in bins], 0.0)
    above = np.maximum(np.array([one.high for one in bins]) - realised, 0.0)
    most = max(one.high for one in bins)
    axes.plot([0, most], [0, most], color=_GREY, linewidth=1)
    axes.errorbar(expected, realised, yerr=np.stack([below, above]), fmt="o", color=_BLUE, capsize=3)
    return png(figure)


def grades_figure(outcomes: Sequence[GradeOutcome]) -> bytes:
    """Draw expected and realised default rate per grade."""
    figure, axes = _canvas("Default rate per grade", "grade", "share")
    places = np.arange(len(outcomes))
    axes.bar(places - 0.2, [one.expected or 0.0 for one in outcomes], 0.4, color=_GREY, label="expected")
    axes.bar(places + 0.2, [one.realised or 0.0 for one in outcomes], 0.4, color=_RED, label="realised")
    axes.set_xticks(places, [f"{one.grade} ({one.rows})" for one in outcomes])
    axes.legend()
    return png(figure)


def learning_figure(curve: Sequence[float], trees: int) -> bytes:
    """Draw the loss on later rows against the number of trees."""
    figure, axes = _canvas("Loss on later rows", "trees", "loss")
    axes.plot(np.arange(1, len(curve) + 1), curve, color=_BLUE)
    axes.axvline(trees, color=_GREY, linewidth=1)
    return png(figure)


def forecast_figure(days: Floats, forecast: Floats) -> bytes:
    """Draw actual against forecast days late."""
    figure, axes = _canvas("Days late", "forecast, days", "actual, days")
    ends = [float(min(days.min(), forecast.min())), float(max(days.max(), forecast.max()))]
    axes.plot(ends, ends, color=_GREY, linewidth=1)
    axes.scatter(forecast, days, s=4, alpha=0.3, color=_BLUE)
    return png(figure)


def _canvas(title: str, x: str, y: str) -> tuple[Figure, Axes]:
    # No pyplot: it keeps figures of the whole process in one list.
    figure = Figure(figsize=(6, 4), dpi=110, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.set_title(title)
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    return figure, axes


def png(figure: Figure) -> bytes:
    """Return a figure as PNG."""
    buffer = BytesIO()
    figure.savefig(buffer, format="png", metadata={"Software": None})
    return buffer.getvalue()
