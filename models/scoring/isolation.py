"""An isolation forest evaluated and explained by the tree kernels.

The leaf of a tree holds the negated length of the path to it, (depth + c(rows in the leaf)) / trees, so that
the sum over trees is the negated mean path length h and its contributions are those of TreeSHAP: what makes a
row quicker to isolate is positive. The anomaly score is 2^(-h / c(psi)).

Source: Liu, Ting, Zhou, "Isolation Forest" (ICDM 2008), equations 1 and 2; c(n) for n <= 2 as in scikit-learn.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.bundle.forest import IsolationForestArrays, IsolationTree
from models.scoring.explained import check_sums
from models.scoring.percentile import percentile, percentiles
from models.trees.contributions import contributions
from models.trees.ensemble import Ensemble, assemble
from models.trees.errors import ModelTextNotUnderstood
from models.trees.objective import Objective
from models.trees.predict import raw_score_one, raw_scores
from models.trees.tree import Tree
from riskdesk.core.errors import BundleInvalid
from riskdesk.core.jit import kernel

_LARGEST = float(np.finfo(np.float32).max)


@dataclass(frozen=True, slots=True, eq=False)
class LoadedForest:
    """A forest ready for use; arrays as in `IsolationForestArrays`."""

    ensemble: Ensemble
    normal_path: float
    medians: NDArray[np.float64]
    quantiles: NDArray[np.float64]


class IsolationRank(NamedTuple):
    """How strange one row is: `score` and `percentile` as in `IsolationScore`."""

    score: float
    percentile: float


@dataclass(frozen=True, slots=True, eq=False)
class IsolationScore:
    """How easily one row is told apart from the rest.

    Attributes
    ----------
    score
        0 to 1, higher is stranger; about 0.5 is normal.
    percentile
        0 to 100 against the frozen quantiles of the score.
    contributions
        float64[f], in questions saved: with `bias` they sum to the negated mean path length.
    bias
        The negated mean path length of the training rows.
    """

    score: float
    percentile: float
    contributions: NDArray[np.float64]
    bias: float


def average_path_length(rows: int) -> float:
    """Return c(n), the mean number of questions that tell one of n rows apart from the rest.

    >>> average_path_length(2)
    1.0
    """
    if rows <= 1:
        return 0.0
    if rows == 2:
        return 1.0
    return 2.0 * (math.log(rows - 1.0) + np.euler_gamma) - 2.0 * (rows - 1.0) / rows


def load_forest(arrays: IsolationForestArrays, names: tuple[str, ...]) -> LoadedForest:
    """Return the forest ready for use.

    Raises
    ------
    BundleInvalid
        A tree is no tree.
    """
    return LoadedForest(
        ensemble=to_ensemble(arrays, names),
        normal_path=average_path_length(arrays.sample_size),
        medians=np.array(arrays.medians, dtype=np.float64),
        quantiles=np.array(arrays.quantiles, dtype=np.float64),
    )


def to_ensemble(arrays: IsolationForestArrays, names: tuple[str, ...]) -> Ensemble:
    """Return trees whose raw score is the negated mean path length.

    Raises
    ------
    BundleInvalid
        A tree is no tree, or asks about a feature that does not exist.
    """
    trees = []
    for k, tree in enumerate(arrays.trees):
        try:
            flat = _to_tree(tree, len(arrays.trees))
            flat.check(len(names))
        except (ModelTextNotUnderstood, IndexError, OverflowError) as error:
            raise BundleInvalid(str(error), field=f"isolation.trees[{k}]") from None
        trees.append(flat)
    return assemble(Objective("regression"), names, (0,) * len(names), trees)


def isolation_many(forest: LoadedForest, rows: NDArray[np.float64]) -> list[IsolationScore]:
    """Score and explain rows, float64[n, f] in the order of the bundle's set; NaN is unknown.

    Raises
    ------
    ExplanationBroken
        Contributions that do not sum to the path length.
    """
    filled = _filled(forest, rows)
    negated = raw_scores(forest.ensemble, filled)
    phi = contributions(forest.ensemble, filled)
    check_sums(phi[:, :-1], phi[:, -1], negated)
    scores = np.array([2.0 ** (float(path) / forest.normal_path) for path in negated])
    ranks = percentiles(forest.quantiles, scores)
    return [
        IsolationScore(float(s), float(r), row[:-1], float(row[-1]))
        for s, r, row in zip(scores, ranks, phi, strict=True)
    ]


def isolation_rank(forest: LoadedForest, row: NDArray[np.float64]) -> IsolationRank:
    """Score one row, float64[f], without explaining it: the same figures as `isolation_one`."""
    score = 2.0 ** (raw_score_one(forest.ensemble, _filled(forest, row)) / forest.normal_path)
    return IsolationRank(score, percentile(forest.quantiles, score))


def isolation_one(forest: LoadedForest, row: NDArray[np.float64]) -> IsolationScore:
    """Score and explain one row, float64[f], as `isolation_many` does."""
    return isolation_many(forest, row[None, :])[0]


def _filled(forest: LoadedForest, rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return rows as the forest compares them: unknown values as medians, on scikit-learn's float32."""
    filled = rows.flatten()
    _fill(filled, forest.medians)
    return filled.reshape(rows.shape)


@kernel
def _fill(values: NDArray[np.float64], medians: NDArray[np.float64]) -> None:
    """Fill rows that follow one another, in place."""
    for k in range(values.size):
        value = medians[k % medians.size] if np.isnan(values[k]) else values[k]
        if value > _LARGEST:
            value = _LARGEST
        elif value < -_LARGEST:
            value = -_LARGEST
        values[k] = np.float64(np.float32(value))


def _to_tree(tree: IsolationTree, n_trees: int) -> Tree:
    """Renumber: splits in the order of their nodes, leaves as the complement of their place among leaves."""
    number = _numbers(tree)
    splits = [node for node, code in enumerate(number) if code >= 0]
    leaves = [node for node, code in enumerate(number) if code < 0]
    depth = _depths(tree)
    lengths = [depth[leaf] + average_path_length(tree.samples[leaf]) for leaf in leaves]
    return Tree(
        split_feature=np.array([tree.feature[s] for s in splits], np.int64),
        threshold=np.array([tree.threshold[s] for s in splits], np.float64),
        decision_type=np.zeros(len(splits), np.int64),
        left_child=np.array([number[tree.left[s]] for s in splits], np.int64),
        right_child=np.array([number[tree.right[s]] for s in splits], np.int64),
        leaf_value=np.array([-length / n_trees for length in lengths], np.float64),
        leaf_count=np.array([tree.samples[leaf] for leaf in leaves], np.int64),
        internal_count=np.array([tree.samples[s] for s in splits], np.int64),
        cat_boundaries=np.zeros(1, np.int64),
        cat_words=np.zeros(0, np.uint32),
    )


def _numbers(tree: IsolationTree) -> list[int]:
    codes: list[int] = []
    n_splits = n_leaves = 0
    for child in tree.left:
        if child < 0:
            codes.append(~n_leaves)
            n_leaves += 1
        else:
            codes.append(n_splits)
            n_splits += 1
    return codes


def _depths(tree: IsolationTree) -> list[int]:
    """Return questions asked before each node; children come after their parents, which ends every walk."""
    depths = [0] * len(tree.left)
    for node, children in enumerate(zip(tree.left, tree.right, strict=True)):
        for child in children:
            if children[0] >= 0:
                if not node < child < len(depths):
                    raise IndexError(f"child {child} of node {node}")
                depths[child] = depths[node] + 1
    return depths
