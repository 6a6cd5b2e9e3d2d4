"""The lateness model and its peer on the last fifth of real receivables by due date."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from models.scoring.days import answer_days, load_days
from models.scoring.forecast import LATE_DAYS
from training.evaluate.bins import Bin, calibration_bins
from training.evaluate.lateness import days_metrics, late_metrics
from training.evaluate.peer_lateness import TUNED, peer_columns, peer_days, peer_late
from training.pipelines.late_invoices import PaidInvoices, learn_days

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


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
    test, raw = invoices.after(cut_us), invoices.raw
    days = raw.days[test]
    answers = answer_days(load_days(learn_days(invoices, cut_us)), invoices.X[test])
    X, peer, curves = peer_columns(raw), {"rows": float(test.sum())}, []
    tuned: dict[str, float] = {}
    for late_days in LATE_DAYS:
        labels = (days > late_days).astype(np.int64)
        said = answers.late(late_days)
        theirs = peer_late(X, raw, late_days, cut_us=cut_us, test=test)
        peer |= late_metrics(days, theirs, late_days)
        small = peer_late(X, raw, late_days, cut_us=cut_us, test=test, settings=TUNED)
        tuned |= late_metrics(days, small, late_days)
        curves.append(Curve(late_days, labels, said, theirs, calibration_bins(labels, said)))
    return Measured(days_metrics(days, answers), peer | _peer_days(invoices, X, cut_us), tuned, tuple(curves))


def _peer_days(invoices: PaidInvoices, X: Floats, cut_us: int) -> dict[str, float]:
    """Each forecast by its own loss: the median by the absolute, the mean by the squared error."""
    test, learnt = invoices.after(cut_us), invoices.learnt_at(cut_us)
    days, known = invoices.raw.days[test], invoices.known_at(cut_us).days.astype(np.float64)
    median = peer_days(X, known, learnt=learnt, test=test, loss="regression_l1")
    mean = peer_days(X, known, learnt=learnt, test=test, loss="regression")
    return {
        "mae": float(np.abs(median - days).mean()),
        "rmse": float(np.sqrt(np.mean((mean - days) ** 2))),
        "within_3_days": float((np.abs(np.rint(median) - days) <= 3).mean()),
    }


def censoring(invoices: PaidInvoices, cut_us: int) -> dict[str, Any]:
    """Return how many invoices the test part holds, and how many due later were left out of it."""
    due_later = invoices.raw.due_us >= cut_us
    return {
        "paid_invoices": len(invoices.raw.days),
        "learnt": int(invoices.learnt_at(cut_us).sum()),
        "due_later": int(due_later.sum()),
        "tested": int(invoices.after(cut_us).sum()),
        "left_out": int((due_later & ~invoices.settled()).sum()),
    }
