"""Pictures of the report on real receivables, as PNG bytes, labelled in English as all figures are."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from riskdesk.cli.demo.receivables_measure import Curve
from training.evaluate.figures import png

_OURS: Final[dict[str, Any]] = {"color": "#2b6cb0", "label": "riskdesk"}
_PEER: Final[dict[str, Any]] = {"color": "#a0aec0", "label": "plain LightGBM"}


def roc(curve: Curve) -> bytes:
    """Draw true against false positives of the model and its peer."""
    from sklearn.metrics import roc_curve

    figure, axes = _canvas(f"ROC, more than {curve.late_days} days late", "false positives", "true positives")
    for scores, look in ((curve.peer, _PEER), (curve.ours, _OURS)):
        false_rate, true_rate, _ = roc_curve(curve.labels, scores)
        axes.plot(false_rate, true_rate, **look)
    axes.legend()
    return png(figure)


def precision_recall(curve: Curve) -> bytes:
    """Draw precision against recall of the model and its peer."""
    from sklearn.metrics import precision_recall_curve

    title = f"Precision and recall, more than {curve.late_days} days late"
    figure, axes = _canvas(title, "recall", "precision")
    for scores, look in ((curve.peer, _PEER), (curve.ours, _OURS)):
        precision, recall, _ = precision_recall_curve(curve.labels, scores)
        axes.plot(recall, precision, **look)
    axes.axhline(float(curve.labels.mean()), color="#e2e8f0", linewidth=1)
    axes.legend()
    return png(figure)


def lateness_per_grade(rows: Sequence[dict[str, Any]]) -> bytes:
    """Draw mean days late of each grade, over invoices and over customers."""
    figure, axes = _canvas(
        "Days late after the cut, by grade at the cut", "grade (customers)", "mean days late"
    )
    places = np.arange(len(rows))
    axes.bar(
        places - 0.2,
        [row.get("mean_days_late", 0.0) for row in rows],
        0.4,
        color="#2b6cb0",
        label="of invoices",
    )
    means = [row.get("mean_days_late_of_customers", 0.0) for row in rows]
    axes.bar(places + 0.2, means, 0.4, color="#c53030", label="of customers")
    axes.axhline(0.0, color="#4a5568", linewidth=0.8)
    axes.set_xticks(places, [f"{row['grade']} ({row['customers']})" for row in rows])
    axes.legend()
    return png(figure)


def shares_per_grade(rows: Sequence[dict[str, Any]]) -> bytes:
    """Draw the shares of invoices more than 5, 15 and 30 days late."""
    figure, axes = _canvas("Share of invoices late, by grade at the cut", "grade (invoices)", "share")
    places = np.arange(len(rows))
    for k, (days, colour) in enumerate(((5, "#ecc94b"), (15, "#dd6b20"), (30, "#9b2c2c"))):
        values = [row.get(f"late_{days}_share", 0.0) for row in rows]
        axes.bar(places + 0.25 * (k - 1), values, 0.25, color=colour, label=f"> {days} days")
    axes.set_xticks(places, [f"{row['grade']} ({row['invoices']})" for row in rows])
    axes.legend()
    return png(figure)


def _canvas(title: str, x: str, y: str) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(6, 4), dpi=110, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.set_title(title)
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    return figure, axes
