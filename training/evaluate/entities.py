"""What reviewers would have found who look at so many customers, payees or cards a day, each once."""

import numpy as np
import numpy.typing as npt

from features.kernel.layout import DAY

Ints = npt.NDArray[np.int64]


def entity_precision_at_k_per_day(
    labels: Ints, scores: npt.NDArray[np.float64], moments_us: Ints, entities: Ints, *, k: int
) -> float:
    """Return the mean over days of hits among the k entities of the day's highest scores, divided by k.

    An entity counts once a day, with the highest score of its documents, and is a hit where any of them
    is a finding. Who was found on a day is known from then on and no longer looked at. Days are of 24 hours since the
    epoch (UTC). Source: Fraud Detection Handbook, chapter 4, "Card precision top-k".

    Parameters
    ----------
    labels, scores, moments_us, entities
        All of shape (n,), n at least 1.
    k
        Entities that can be looked at in a day; a day that has fewer is divided by k all the same.

    >>> moments = np.array([1, 2, 3, DAY, DAY + 1])
    >>> labels, who = np.array([1, 0, 0, 1, 1]), np.array([7, 8, 7, 7, 9])
    >>> entity_precision_at_k_per_day(labels, np.array([0.9, 0.8, 0.1, 0.7, 0.6]), moments, who, k=1)
    1.0
    """
    days = moments_us // DAY
    found: set[int] = set()
    shares = []
    for day in np.unique(days):
        rows = np.flatnonzero(days == day)
        rows = rows[~np.isin(entities[rows], list(found))]
        _, first = np.unique(entities[rows[np.argsort(-scores[rows], kind="stable")]], return_index=True)
        ranked = rows[np.argsort(-scores[rows], kind="stable")][np.sort(first)]
        top = set(entities[ranked[:k]].tolist())
        hits = top & set(entities[rows[labels[rows] == 1]].tolist())
        found |= hits
        shares.append(len(hits) / k)
    return float(np.mean(shares))
