"""All trees of a model as flat tables, ready for the kernels."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.trees.arrays import Plan
from models.trees.objective import Objective
from models.trees.paths import Paths, trace
from models.trees.plan import make_plan
from models.trees.tree import CATEGORICAL, Tree

NODE = np.dtype(
    [
        ("threshold", np.float64),  # of a leaf: its value
        ("right", np.int32),  # index of the right child, the left one is next; -1: a leaf
        ("feature", np.int32),
        ("decision_type", np.int32),
        ("category_start", np.int32),
        ("category_words", np.int32),
    ],
    align=True,
)


@dataclass(frozen=True)
class Depth:
    """How deep the deepest tree goes: splits on a path, and distinct features among them."""

    splits: int
    features: int


@dataclass(frozen=True, eq=False)
class Ensemble:
    """A LightGBM model.

    Attributes
    ----------
    objective
        What the raw score means.
    feature_names
        Of the columns, in order.
    monotone_constraints
        -1, 0 or 1 for each column.
    nodes
        NODE[N], all nodes of all trees, each tree in preorder.
    roots
        int64[n_trees + 1], where each tree begins in `nodes`.
    category_words
        uint32[...], the sets of categories that go left.
    depth
        Of the deepest tree.
    expected_value
        The mean raw score over the training rows, as LightGBM's `pred_contrib` gives it last.
    paths
        What is known of every path.

    """

    objective: Objective
    feature_names: tuple[str, ...]
    monotone_constraints: tuple[int, ...]
    nodes: NDArray[np.void]
    roots: NDArray[np.int64]
    category_words: NDArray[np.uint32]
    depth: Depth
    expected_value: float
    paths: Paths

    @property
    def n_features(self) -> int:
        """The number of columns of a row."""
        return len(self.feature_names)

    @property
    def n_trees(self) -> int:
        """The number of trees."""
        return len(self.roots) - 1

    @cached_property
    def plan(self) -> Plan:
        """How the model is explained; made when first asked for, as many models only score."""
        return make_plan(self.nodes, self.category_words, self.paths)


def assemble(
    objective: Objective,
    feature_names: tuple[str, ...],
    monotone_constraints: tuple[int, ...],
    trees: Sequence[Tree],
) -> Ensemble:
    """Flatten checked trees, in their order, into an ensemble."""
    orders = [_preorder(tree) for tree in trees]
    roots = np.cumsum([0, *(len(order) for order in orders)], dtype=np.int64)
    word_starts = np.cumsum([0, *(len(tree.cat_words) for tree in trees)])
    nodes = [
        _flatten(tree, order, int(root), int(words))
        for tree, order, root, words in zip(trees, orders, roots, word_starts, strict=False)
    ]
    paths = trace(trees, orders)
    expected_value = 0.0
    for tree in trees:
        expected_value += _expected_value(tree)
    return Ensemble(
        objective=objective,
        feature_names=feature_names,
        monotone_constraints=monotone_constraints,
        nodes=np.concatenate([np.empty(0, NODE), *nodes]),
        roots=roots,
        category_words=np.concatenate([np.empty(0, np.uint32), *(tree.cat_words for tree in trees)]),
        depth=Depth(
            splits=int(paths.depths.max(initial=-1)) + 1, features=int(paths.distinct.max(initial=0))
        ),
        expected_value=expected_value,
        paths=paths,
    )


def _preorder(tree: Tree) -> list[int]:
    """Return the splits and (as `~leaf`) leaves of a tree, each left child right after its parent."""
    order: list[int] = []
    waiting = [0 if tree.n_splits else ~0]
    while waiting:
        node = waiting.pop()
        order.append(node)
        if node >= 0:
            waiting += [int(tree.right_child[node]), int(tree.left_child[node])]
    return order


def _flatten(tree: Tree, order: list[int], root: int, first_word: int) -> NDArray[np.void]:
    place = {node: root + i for i, node in enumerate(order)}
    nodes = np.zeros(len(order), NODE)
    for i, node in enumerate(order):
        if node < 0:
            nodes[i] = (tree.leaf_value[~node], -1, 0, 0, 0, 0)
            continue
        start = words = 0
        if tree.decision_type[node] & CATEGORICAL:
            chosen = int(tree.threshold[node])
            start = first_word + int(tree.cat_boundaries[chosen])
            words = int(tree.cat_boundaries[chosen + 1] - tree.cat_boundaries[chosen])
        right = place[int(tree.right_child[node])]
        feature, decision_type = int(tree.split_feature[node]), int(tree.decision_type[node])
        nodes[i] = (tree.threshold[node], right, feature, decision_type, start, words)
    return nodes


def _expected_value(tree: Tree) -> float:
    """Average the leaves by their training rows, adding in the order of LightGBM's `Tree::ExpectedValue`."""
    if tree.n_splits == 0:
        return float(tree.leaf_value[0])
    total = int(tree.internal_count[0])
    expected = 0.0
    for value, count in zip(tree.leaf_value, tree.leaf_count, strict=True):
        expected += (int(count) / total) * float(value)
    return expected
