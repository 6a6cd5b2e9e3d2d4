"""What reviewers would have found who can look at so many alerts a day."""

import numpy as np
import numpy.typing as npt

from features.kernel.layout import DAY


def precision_at_k_per_day(
    labels: npt.NDArray[np.int64],
    scores: npt.NDArray[np.float64],
    moments_us: npt.NDArray[np.int64],
    *,
    k: int,
) -> float:
    """Return the mean over days of the share of hits among the k highest scores of the day.

    Days of 24 hours since the epoch (UTC); days with fewer than k rows count what they have, days
    without any positive count 0 however good the order is, so the figure is below 1 for the best model
    too. Source: Fraud Detection Handbook, chapter 4, "Precision top-k metrics".

    Parameters
    ----------
    labels, scores, moments_us
        All of shape (n,), n at least 1.
    k
        Alerts that can be looked at in a day.
    """
    days = moments_us // DAY
    shares = []
    for day in np.unique(days):
        rows = np.flatnonzero(days == day)
        top = rows[np.argsort(-scores[rows], kind="stable")[:k]]
        shares.append(float(labels[top].mean()))
    return float(np.mean(shares))


def recall_at_k_per_day(
    labels: npt.NDArray[np.int64],
    scores: npt.NDArray[np.float64],
    moments_us: npt.NDArray[np.int64],
    *,
    k: int,
) -> float:
    """Return the share of all positives that stand among the k highest scores of their day.

    Raises
    ------
    ValueError
        There is no positive.
    """
    if not labels.any():
        raise ValueError("expected at least one positive")
    days = moments_us // DAY
    found = 0
    for day in np.unique(days[labels == 1]):
        rows = np.flatnonzero(days == day)
        top = rows[np.argsort(-scores[rows], kind="stable")[:k]]
        found += int(labels[top].sum())
    return found / int(labels.sum())
