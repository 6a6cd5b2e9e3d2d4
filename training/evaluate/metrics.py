"""Figures of a binary score."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def ks(labels: Ints, scores: Floats) -> float:
    """Return the greatest distance of the two cumulative curves (Kolmogorov-Smirnov), 0 to 1.

    >>> ks(np.array([0, 0, 1, 1]), np.array([0.1, 0.2, 0.3, 0.4]))
    1.0
    """
    levels = np.unique(scores)
    bad, good = np.sort(scores[labels == 1]), np.sort(scores[labels == 0])
    below_bad = np.searchsorted(bad, levels, side="right") / len(bad)
    below_good = np.searchsorted(good, levels, side="right") / len(good)
    return float(np.abs(below_good - below_bad).max())


def brier(labels: Ints, probabilities: Floats) -> float:
    """Return the mean squared distance of probability and outcome; lower is better."""
    return float(np.mean((probabilities - labels) ** 2))


def binary_metrics(labels: Ints, probabilities: Floats) -> dict[str, float]:
    """Return all figures of calibrated probabilities; those of rank only where both labels occur.

    Parameters
    ----------
    labels
        int64 of shape (n,), 0 or 1; n at least 1.
    probabilities
        float64 of shape (n,), higher is riskier.

    Returns
    -------
    dict
        `rows`, `positives`, `rate`, `mean_probability`, `brier`, and `auc`, `gini` (2 AUC - 1), `ap`, `ks`.
    """
    from sklearn.metrics import average_precision_score, roc_auc_score

    found = {
        "rows": float(len(labels)),
        "positives": float(labels.sum()),
        "rate": float(labels.mean()),
        "mean_probability": float(probabilities.mean()),
        "brier": brier(labels, probabilities),
    }
    if 0 < labels.sum() < len(labels):
        auc = float(roc_auc_score(labels, probabilities))
        ap = float(average_precision_score(labels, probabilities))
        found |= {"auc": auc, "gini": 2 * auc - 1, "ap": ap, "ks": ks(labels, probabilities)}
    return found
