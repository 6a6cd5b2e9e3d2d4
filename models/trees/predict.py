"""Raw scores: the sum of the leaves a row reaches."""

import math

import numpy as np
from numpy.typing import NDArray

from models.trees.decision import is_below, is_member
from models.trees.ensemble import Ensemble
from models.trees.rows import as_row, as_rows
from models.trees.tree import CATEGORICAL
from riskdesk.core.jit import kernel


def raw_scores(ensemble: Ensemble, x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Score rows.

    Parameters
    ----------
    ensemble
        The model.
    x
        float64[n, f], missing values are NaN, categories their codes.

    Returns
    -------
    NDArray[np.float64]
        float64[n], equal (`==`) to LightGBM's `predict(raw_score=True)`: log-odds / sigmoid for `binary`,
        the target's unit for regressions.

    Raises
    ------
    ValueError
        Unless x is float64[n, f].

    """
    rows = as_rows(x, ensemble.n_features)
    scores = np.empty(len(rows))
    _score_many(rows, ensemble.nodes, ensemble.roots, ensemble.category_words, scores)
    return scores


def raw_score_one(ensemble: Ensemble, x: NDArray[np.float64]) -> float:
    """Score one row, float64[f], with the kernel of `raw_scores`.

    Raises
    ------
    ValueError
        Unless x is float64[f].

    """
    row = as_row(x, ensemble.n_features)
    return _score_one(row, ensemble.nodes, ensemble.roots, ensemble.category_words)


def probability(ensemble: Ensemble, raw_score: float) -> float:
    """Return the uncalibrated probability, 0 to 1, that a `binary` model gives to a raw score.

    Raises
    ------
    ValueError
        If the model is a regression.

    """
    sigmoid = ensemble.objective.sigmoid
    if sigmoid is None:
        raise ValueError(f"a {ensemble.objective} model gives no probability")
    log_odds = sigmoid * raw_score
    if log_odds >= 0.0:
        return 1.0 / (1.0 + math.exp(-log_odds))
    odds = math.exp(log_odds)  # exp(-log_odds) would overflow
    return odds / (1.0 + odds)


@kernel
def _score_one(
    row: NDArray[np.float64], nodes: NDArray[np.void], roots: NDArray[np.int64], words: NDArray[np.uint32]
) -> float:
    score = 0.0
    for tree in range(roots.size - 1):
        i = roots[tree]
        while nodes[i]["right"] >= 0:
            node = nodes[i]
            value = row[int(node["feature"])]
            if node["decision_type"] & CATEGORICAL:
                left = is_member(value, node["category_start"], node["category_words"], words)
            else:
                left = is_below(value, node["threshold"], node["decision_type"])
            i = i + 1 if left else np.int64(node["right"])
        score += nodes[i]["threshold"]
    return score


@kernel
def _score_many(
    rows: NDArray[np.float64],
    nodes: NDArray[np.void],
    roots: NDArray[np.int64],
    words: NDArray[np.uint32],
    scores: NDArray[np.float64],
) -> None:
    for r in range(rows.shape[0]):
        scores[r] = _score_one(rows[r], nodes, roots, words)
