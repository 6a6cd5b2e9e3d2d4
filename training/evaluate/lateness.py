"""Figures of days late: each forecast by its own loss, the interval, and who is more than so many days late."""

from typing import Final

import numpy as np
import numpy.typing as npt

from models.scoring.days import NEAR_DAYS, DaysAnswers
from models.scoring.forecast import LATE_DAYS
from training.evaluate.metrics import binary_metrics

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_RANKED: Final = ("rate", "auc", "ap", "brier", "mean_probability")


def days_metrics(days: Ints, answers: DaysAnswers) -> dict[str, float]:
    """Return all figures of a distribution on invoices whose days late, int64 of shape (n,), are known.

    `mae` of the median, `rmse` of the mean, `within_3_days` of the likeliest day: the share of invoices paid
    within three days of it, on both sides. The median and the likeliest day are whole days, nothing is
    rounded; the mean is not whole and stays so. `coverage_80` counts both ends of the interval as inside,
    `width_80` is its last day less its first.
    """
    inside = (answers.low <= days) & (days <= answers.high)
    found = {
        "rows": float(len(days)),
        "mae": float(np.abs(answers.median - days).mean()),
        "rmse": float(np.sqrt(np.mean((answers.mean - days) ** 2))),
        "bias": float(np.mean(answers.mean - days)),
        "within_3_days": float((np.abs(answers.likely - days) <= NEAR_DAYS).mean()),
        "coverage_80": float(inside.mean()),
        "width_80": float((answers.high - answers.low).mean()),
    }
    for late_days in LATE_DAYS:
        found |= late_metrics(days, answers.late(late_days), late_days)
    return found


def late_metrics(days: Ints, probabilities: Floats, late_days: int) -> dict[str, float]:
    """Return the figures of a probability of being more than so many days late, named `late_{days}_…`."""
    found = binary_metrics((days > late_days).astype(np.int64), probabilities)
    return {f"late_{late_days}_{name}": found[name] for name in _RANKED if name in found}
