"""The lateness model and its peer on the last fifth of real receivables by due date."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from training.evaluate.bins import Bin, calibration_bins
from training.evaluate.metrics import binary_metrics
from training.evaluate.peer_lateness import TUNED, peer_columns, peer_days, peer_late
from training.pipelines.late_invoices import (
    PaidInvoices,
    days_learnt,
    forecast_days,
    interval_80,
    late_probabilities,
)

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LATE: Final = (5, 15)


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """What is drawn of one question: outcomes, our probabilities, the peer's, calibration by bin."""

    late_days: int
    labels: Ints
    ours: Floats
    peer: Floats
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """Figures of the model and of its peer by the same names, and the curves behind them.

    `peer_tuned` holds those of the peer with small trees, `late_` figures alone.
    """

    metrics: dict[str, float]
    peer: dict[str, float]
    peer_tuned: dict[str, float]
    curves: tuple[Curve, ...]


def measure(invoices: PaidInvoices, cut_us: int) -> Measured:
    """Learn both from what was known at the cut, measure both on what fell due after it.

    Raises
    ------
    HistoryTooThin
        Too few invoices, or too few of them late.
    """
    test = invoices.after(cut_us)
    X = peer_columns(invoices.raw)
    ours, peer, curves = {"rows": float(test.sum())}, {"rows": float(test.sum())}, []
    tuned: dict[str, float] = {}
    for late_days in LATE:
        labels = (invoices.raw.days[test] > late_days).astype(np.int64)
        said = late_probabilities(invoices, late_days, cut_us=cut_us, test=test)
        theirs = peer_late(X, invoices.raw, late_days, cut_us=cut_us, test=test)
        ours |= _ranked(late_days, labels, said)
        peer |= _ranked(late_days, labels, theirs)
        small = peer_late(X, invoices.raw, late_days, cut_us=cut_us, test=test, settings=TUNED)
        tuned |= _ranked(late_days, labels, small)
        curves.append(Curve(late_days, labels, said, theirs, calibration_bins(labels, said)))
    days, learnt = invoices.raw.days[test].astype(np.float64), days_learnt(invoices, cut_us)
    known = invoices.days_known_at(cut_us)
    median = forecast_days(invoices, cut_us=cut_us, test=test, loss="regression_l1")
    mean = forecast_days(invoices, cut_us=cut_us, test=test, loss="regression")
    ours |= _forecast(days, median, mean)
    ends = interval_80(invoices, cut_us=cut_us, test=test)
    ours["coverage_80"] = float(((ends[:, 0] <= days) & (days <= ends[:, 1])).mean())
    ours["width_80"] = float((ends[:, 1] - ends[:, 0]).mean())
    median = peer_days(X, known, learnt=learnt, test=test, loss="regression_l1")
    mean = peer_days(X, known, learnt=learnt, test=test, loss="regression")
    return Measured(ours, peer | _forecast(days, median, mean), tuned, tuple(curves))


def _ranked(late_days: int, labels: Ints, probabilities: Floats) -> dict[str, float]:
    found = binary_metrics(labels, probabilities)
    wanted = ("rate", "auc", "ap", "brier", "mean_probability")
    return {f"late_{late_days}_{name}": found[name] for name in wanted if name in found}


def _forecast(days: Floats, median: Floats, mean: Floats) -> dict[str, float]:
    """Each forecast by its own loss: the median by the absolute, the mean by the squared error."""
    return {
        "mae": float(np.abs(median - days).mean()),
        "rmse": float(np.sqrt(np.mean((mean - days) ** 2))),
        "within_3_days": float((np.abs(median - days) <= 3).mean()),
    }


def censoring(invoices: PaidInvoices, cut_us: int) -> dict[str, Any]:
    """Return how many invoices the test part holds, and how many due later were left out of it."""
    due_later = invoices.raw.due_us >= cut_us
    return {
        "paid_invoices": len(invoices.raw.days),
        "learnt": int(days_learnt(invoices, cut_us).sum()),
        "due_later": int(due_later.sum()),
        "tested": int(invoices.after(cut_us).sum()),
        "left_out": int((due_later & ~invoices.settled()).sum()),
    }
