"""Growing an isolation forest with scikit-learn and laying it out as plain arrays."""

import warnings
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from models.bundle.forest import IsolationForestArrays, IsolationTree
from models.bundle.format import QUANTILES
from models.scoring.isolation import isolation_many, load_forest

Floats = npt.NDArray[np.float64]

_MOST_SCORED = 5_000


def grow_forest(
    rows: Floats, names: tuple[str, ...], *, trees: int = 64, sample_size: int = 256, seed: int = 20_261
) -> IsolationForestArrays:
    """Grow a forest on rows, with medians for what is unknown and frozen quantiles of its score.

    Parameters
    ----------
    rows
        float64 of shape (n, f), n at least 2; NaN is unknown.
    names
        Of the f features.
    trees, sample_size
        How many trees, each on how many rows.
    seed
        The same rows and seed give the same forest.
    """
    from sklearn.ensemble import IsolationForest

    medians = _medians(rows)
    filled = np.where(np.isnan(rows), medians, rows).astype(np.float32)
    size = min(sample_size, len(rows))
    shape: dict[str, Any] = {"n_estimators": trees, "max_samples": size, "random_state": seed, "n_jobs": 1}
    forest = IsolationForest(**shape).fit(filled)
    arrays = IsolationForestArrays(
        trees=tuple(_tree(one) for one in forest.estimators_),
        sample_size=int(forest.max_samples_),
        medians=tuple(medians.tolist()),
        quantiles=(),
    )
    scored = rows[np.unique(np.linspace(0, len(rows) - 1, min(len(rows), _MOST_SCORED)).astype(int))]
    scores = np.array([one.score for one in isolation_many(load_forest(arrays, names), scored)])
    quantiles = np.quantile(scores, np.linspace(0.0, 1.0, QUANTILES))
    return msgspec.structs.replace(arrays, quantiles=tuple(quantiles.tolist()))


def _medians(rows: Floats) -> Floats:
    """Return the median of what is known of each feature; 0 where nothing is."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a column of NaN alone
        medians: Floats = np.nanmedian(rows, axis=0)
    return np.where(np.isnan(medians), 0.0, medians)


def _tree(estimator: Any) -> IsolationTree:
    tree = estimator.tree_
    return IsolationTree(
        feature=tuple(max(int(one), 0) for one in tree.feature),
        threshold=tuple(float(one) for one in tree.threshold),
        left=tuple(int(one) for one in tree.children_left),
        right=tuple(int(one) for one in tree.children_right),
        samples=tuple(int(one) for one in tree.n_node_samples),
    )
