"""What exact contributions need to know of every path, prepared when a model is loaded.

Each child of a split is the end of an edge. Along a path the last edge that asks about a feature stands for
all of them: its zero fraction is the share of training rows that would pass all of those if nothing else were
asked, and a row `follows` the edge if it passes them all. A root stands for "nothing asked yet".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.trees.quadrature import WIDTH, blocks_for, first_row, tables
from models.trees.tree import Tree

SPLIT = np.dtype(
    [
        ("zero_left", np.float64),
        ("zero_right", np.float64),
        ("step_left", np.float64),  # training rows at the child / at the split
        ("step_right", np.float64),
        ("value_left", np.float64),  # of a leaf; 1 if the child is a split
        ("value_right", np.float64),
        ("place", np.int32),  # within the tree, as `right` and `previous`; the left child is next
        ("right", np.int32),
        ("previous", np.int32),  # end of the last edge above with the same feature; the root if none
        ("feature", np.int32),
    ],
    align=True,
)
"""A split and its two edges, in one cache line."""


@dataclass(frozen=True, eq=False)
class Paths:
    """Tables of the contributions kernel.

    Attributes
    ----------
    splits
        SPLIT[...], the splits of all trees, each tree in preorder.
    split_starts
        int64[n_trees + 1], where each tree begins in `splits`.
    blocks
        int64[n_trees], blocks of quadrature nodes of each tree.
    inverse_starts
        int64[n_trees + 1], where each tree begins in `inverses`.
    inverses
        float64[sum of blocks * nodes, WIDTH], 1 / (z * (1 - t) + t) with z the zero fraction of the
        edge that ends at the node, block by block.
    quadrature
        float64[rows, 4, WIDTH], see `models.trees.quadrature.tables`.
    largest_tree
        Nodes of the largest tree.
    deepest_splits
        Splits on the longest path.
    deepest_features
        Most distinct features on a path.

    """

    splits: NDArray[np.void]
    split_starts: NDArray[np.int64]
    blocks: NDArray[np.int64]
    inverse_starts: NDArray[np.int64]
    inverses: NDArray[np.float64]
    quadrature: NDArray[np.float64]
    largest_tree: int
    deepest_splits: int
    deepest_features: int


def trace(trees: Sequence[Tree], orders: Sequence[list[int]]) -> Paths:
    """Prepare the paths of checked trees, each with its nodes in preorder."""
    traced = [_trace_one(tree, order) for tree, order in zip(trees, orders, strict=True)]
    blocks = [blocks_for(one.deepest_features) for one in traced]
    quadrature = tables(max(blocks, default=1))
    inverses = [
        _inverses(one.zero_fractions, used, quadrature) for one, used in zip(traced, blocks, strict=True)
    ]
    return Paths(
        splits=np.concatenate([np.empty(0, SPLIT), *(one.splits for one in traced)]),
        split_starts=np.cumsum([0, *(len(one.splits) for one in traced)], dtype=np.int64),
        blocks=np.array(blocks, dtype=np.int64),
        inverse_starts=np.cumsum([0, *(len(inverse) for inverse in inverses)], dtype=np.int64),
        inverses=np.concatenate([np.empty((0, WIDTH)), *inverses]),
        quadrature=quadrature,
        largest_tree=max((len(order) for order in orders), default=0),
        deepest_splits=max((one.deepest_splits for one in traced), default=0),
        deepest_features=max((one.deepest_features for one in traced), default=0),
    )


@dataclass(frozen=True, eq=False)
class _Traced:
    splits: NDArray[np.void]
    zero_fractions: NDArray[np.float64]
    deepest_splits: int
    deepest_features: int


def _trace_one(tree: Tree, order: list[int]) -> _Traced:
    place = {node: i for i, node in enumerate(order)}
    walk = _Walk(len(order))
    splits = np.zeros(tree.n_splits, SPLIT)
    for i, node in enumerate(node for node in order if node >= 0):
        at, feature = place[node], int(tree.split_feature[node])
        children = (int(tree.left_child[node]), int(tree.right_child[node]))
        previous = walk.last_edge(at, feature)
        steps = [_fraction(tree.count(child), tree.count(node)) for child in children]
        values = [1.0 if child >= 0 else float(tree.leaf_value[~child]) for child in children]
        for child, step in zip(children, steps, strict=True):
            walk.enter(place[child], at, feature, previous, step)
        zeros = [walk.zero_fractions[place[child]] for child in children]
        splits[i] = (*zeros, *steps, *values, at, place[children[1]], previous, feature)
    return _Traced(splits, np.array(walk.zero_fractions), max(walk.n_splits), max(walk.n_features))


class _Walk:
    """What is known of the path to each node of a tree."""

    def __init__(self, n_nodes: int) -> None:
        self.zero_fractions = [1.0] * n_nodes
        self.parents = [0] * n_nodes
        self.features = [-1] * n_nodes
        self.n_splits = [0] * n_nodes
        self.n_features = [0] * n_nodes

    def last_edge(self, node: int, feature: int) -> int:
        """Return the end of the last edge on the path to a node that asks about a feature; 0 if none."""
        while node and self.features[node] != feature:
            node = self.parents[node]
        return node

    def enter(self, node: int, parent: int, feature: int, previous: int, step_fraction: float) -> None:
        self.zero_fractions[node] = self.zero_fractions[previous] * step_fraction
        self.parents[node], self.features[node] = parent, feature
        self.n_splits[node] = self.n_splits[parent] + 1
        self.n_features[node] = self.n_features[parent] + (previous == 0)


def _fraction(count: int, parent_count: int) -> float:
    """Divide, where LightGBM would divide 0 by 0: below a split that no training row reached, halve."""
    return count / parent_count if parent_count else 0.5


def _inverses(zero_fraction: NDArray[np.float64], blocks: int, quadrature: NDArray[np.float64]) -> Any:
    first = first_row(blocks)
    rule = quadrature[first : first + blocks]
    z = zero_fraction[None, :, None]
    return (1.0 / (z * rule[:, None, 1] + rule[:, None, 0])).reshape(-1, WIDTH)
