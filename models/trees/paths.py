"""What exact contributions need to know of every path, found when a model is first explained.

Each child of a split is the end of an edge. Along a path the last edge that asks about a feature stands for
all of them: its zero fraction is the share of training rows that would pass all of those if nothing else were
asked, and a row follows the edge if it passes them all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from models.trees.tree import Tree

NONE = -1


@dataclass(frozen=True, eq=False)
class Paths:
    """Splits and leaves of all trees; a child is a split, or the leaf `~child` if negative.

    Attributes
    ----------
    starts
        int64[n_trees + 1], where the splits of each tree begin; they stand in preorder.
    roots
        int64[n_trees], a split or a leaf.
    places
        int64[n], of each split among the nodes of the ensemble.
    children
        int64[n, 2], left and right.
    features
        int64[n].
    before
        int64[n, 2], the split of the last edge above with the same feature, and the edge's side, 0 for left;
        NONE and 0 if there is none.
    zero_before
        float64[n], that edge's zero fraction, 1 if there is none.
    shares
        float64[n, 4], zero fractions of the left and the right edge, then training rows at the left and the
        right child divided by those at the split.
    depths
        int64[n], splits above.
    distinct
        int64[n], distinct features asked on the path up to and with the split.
    leaf_values
        float64[...].

    """

    starts: NDArray[np.int64]
    roots: NDArray[np.int64]
    places: NDArray[np.int64]
    children: NDArray[np.int64]
    features: NDArray[np.int64]
    before: NDArray[np.int64]
    zero_before: NDArray[np.float64]
    shares: NDArray[np.float64]
    depths: NDArray[np.int64]
    distinct: NDArray[np.int64]
    leaf_values: NDArray[np.float64]

    def most_distinct(self) -> NDArray[np.int64]:
        """Return the most distinct features on a path of each tree, int64[n_trees]."""
        trees = zip(self.starts[:-1], self.starts[1:], strict=True)
        return np.array([self.distinct[start:end].max(initial=0) for start, end in trees], dtype=np.int64)


def trace(trees: Sequence[Tree], orders: Sequence[list[int]]) -> Paths:
    """Follow all paths of checked trees, each with its nodes in preorder."""
    starts = [0, *accumulate(tree.n_splits for tree in trees)]
    roots = [
        start if tree.n_splits else ~(start + k)
        for k, (start, tree) in enumerate(zip(starts, trees, strict=False))
    ]
    walk = _Walk()
    for k, (tree, order) in enumerate(zip(trees, orders, strict=True)):
        # Trees before this one have as many leaves as splits, and one more each.
        walk.enter(tree, order, first_split=starts[k], first_leaf=starts[k] + k)
    return Paths(
        starts=np.array(starts, np.int64),
        roots=np.array(roots, np.int64),
        places=np.array(walk.places, np.int64),
        children=np.array(walk.children, np.int64).reshape(-1, 2),
        features=np.array(walk.features, np.int64),
        before=np.array(walk.before, np.int64).reshape(-1, 2),
        zero_before=np.array(walk.zero_before, np.float64),
        shares=np.array(walk.shares, np.float64).reshape(-1, 4),
        depths=np.array(walk.depths, np.int64),
        distinct=np.array(walk.distinct, np.int64),
        leaf_values=np.concatenate([np.empty(0), *(tree.leaf_value for tree in trees)]),
    )


class _Walk:
    """What is known of the splits met so far: the fields of `Paths`, and the edge that leads to each."""

    def __init__(self) -> None:
        self.edges: list[tuple[int, int]] = []
        self.places: list[int] = []
        self.children: list[tuple[int, int]] = []
        self.features: list[int] = []
        self.before: list[tuple[int, int]] = []
        self.zero_before: list[float] = []
        self.shares: list[tuple[float, ...]] = []
        self.depths: list[int] = []
        self.distinct: list[int] = []

    def enter(self, tree: Tree, order: list[int], first_split: int, first_leaf: int) -> None:
        """Meet the splits of a tree, whose nodes begin at the sum of both firsts."""
        splits = [node for node in order if node >= 0]
        number = {node: first_split + k for k, node in enumerate(splits)}
        first_node = first_split + first_leaf
        places = {node: first_node + i for i, node in enumerate(order)}
        sides = tree.left_child.tolist(), tree.right_child.tolist()
        features = tree.split_feature.tolist()
        edges = {number[splits[0]]: (NONE, 0)} if splits else {}
        for node in splits:
            split = number[node]
            ends = sides[0][node], sides[1][node]
            children = tuple(number[end] if end >= 0 else ~(first_leaf + ~end) for end in ends)
            edges.update({child: (split, side) for side, child in enumerate(children) if child >= 0})
            steps = [_fraction(tree.count(end), tree.count(node)) for end in ends]
            self.places.append(places[node])
            self.children.append((children[0], children[1]))
            self._follow(edges[split], features[node], steps[0], steps[1])

    def _follow(self, edge: tuple[int, int], feature: int, left: float, right: float) -> None:
        above, side = edge
        before = edge
        while before[0] != NONE and self.features[before[0]] != feature:
            before = self.edges[before[0]]
        zero = 1.0 if before[0] == NONE else self.shares[before[0]][before[1]]
        self.edges.append((above, side))
        self.features.append(feature)
        self.before.append(before)
        self.zero_before.append(zero)
        self.shares.append((zero * left, zero * right, left, right))
        self.depths.append(0 if above == NONE else self.depths[above] + 1)
        asked = 0 if above == NONE else self.distinct[above]
        self.distinct.append(asked + (before[0] == NONE))


def _fraction(count: int, parent_count: int) -> float:
    """Divide, where LightGBM would divide 0 by 0: below a split that no training row reached, halve."""
    return count / parent_count if parent_count else 0.5
