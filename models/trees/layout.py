"""Where uppers, twigs and entries stand, see `models.trees.walk`.

A tree whose paths ask about more features than four nodes of the quadrature can do is walked once for each four
nodes that it needs. Trees are walked in batches. In a batch what is deeper comes later, so that neighbours
do not wait for each other, and twigs of the same size stand together.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.trees.fold import LEAF_NODES
from models.trees.paths import NONE, Paths
from models.trees.quadrature import WIDTH, blocks_for, first_row, tables
from models.trees.twigs import Twigs
from models.trees.walk import RULE_WIDTH, UPPER, WEIGHTS

Places = NDArray[np.int64]

BATCH: Final = 800
"""Splits whose trees are walked together: what they carry stays in the nearest memory."""


@dataclass(frozen=True, eq=False)
class Walk:
    """One walk through those trees that have so many nodes of the quadrature.

    Attributes
    ----------
    splits
        int64[...], the splits of these trees.
    rules, inverses
        int64[n], places in the table, see `models.trees.walk`.

    """

    splits: Places
    rules: Places
    inverses: Places

    def uppers(self, chosen: Places, first: Places, second: Places, features: Places) -> Places:
        """Return splits as uppers, int64[u, UPPER], with these nodes as children and these features."""
        columns = [chosen, WIDTH * first, WIDTH * second, WIDTH * features]
        return np.stack([*columns, self.rules[chosen], self.inverses[chosen]], axis=1).reshape(-1, UPPER)


@dataclass(frozen=True, eq=False)
class Batch:
    """What is walked together; nodes are the uppers, then the twigs, then the leaves.

    Attributes
    ----------
    uppers
        int64[u, UPPER].
    firsts
        int64[b], first splits of twigs, the smallest twigs first.
    leaves
        int64[...], leaves that hang on an upper.
    tops
        int64[t, 2], places of the roots, and in the table those of the weights they begin with.

    """

    uppers: Places
    firsts: Places
    leaves: Places
    tops: Places

    @property
    def n_nodes(self) -> int:
        """How many nodes there are."""
        return len(self.uppers) + len(self.firsts) + len(self.leaves)


def walks(paths: Paths) -> tuple[list[Walk], NDArray[np.float64]]:
    """Return the walks, and the head of the table: ones, rules, inverses."""
    quads = np.array([blocks_for(int(most)) for most in paths.most_distinct()], np.int64)
    quadrature = tables(int(quads.max(initial=1)))
    of_split = np.repeat(quads, np.diff(paths.starts))
    rows = np.repeat(np.array([first_row(int(q)) for q in quads], np.int64), np.diff(paths.starts))
    head = [np.ones(RULE_WIDTH), *(_rule(row) for row in quadrature)]
    place = sum(map(len, head))
    found = []
    for k in range(int(quads.max(initial=0))):
        repeated = np.flatnonzero((of_split > k) & (paths.before[:, 0] != NONE))
        inverses = np.zeros(len(of_split), np.int64)
        inverses[repeated] = place + WIDTH * np.arange(len(repeated))
        rule = quadrature[rows[repeated] + k]
        head.append(np.ravel(1.0 / (paths.zero_before[repeated, None] * rule[:, 1] + rule[:, 0])))
        place += len(head[-1])
        rules = RULE_WIDTH * (1 + 3 * (rows + k))
        found.append(Walk(np.flatnonzero(of_split > k), rules, inverses))
    return found, np.concatenate(head)


def batches(paths: Paths, found: Twigs, walk: Walk) -> Iterator[Batch]:
    """Cut a walk into batches."""
    trees = np.repeat(np.arange(len(paths.roots)), np.diff(paths.starts))
    number = (paths.starts[:-1] // BATCH)[trees[walk.splits]]
    for chosen in np.split(walk.splits, 1 + np.flatnonzero(np.diff(number))):
        yield _batch(paths, found, walk, chosen)


def inner(paths: Paths, found: Twigs, walk: Walk) -> Places:
    """Return int64[n, UPPER], the splits of twigs as uppers of their twig alone, as `fold` takes them."""
    within = np.flatnonzero(found.is_inside)
    number = within - found.firsts[within]
    children = paths.children[within]
    nodes = np.where(children >= 0, children - found.firsts[within, None], 0)
    leaves = LEAF_NODES + 2 * number[:, None] + np.arange(2)
    nodes = np.where(children >= 0, nodes, leaves)
    uppers = np.zeros((len(found.is_inside), UPPER), np.int64)
    uppers[within] = walk.uppers(within, nodes[:, 0], nodes[:, 1], number)
    return uppers


def _batch(paths: Paths, found: Twigs, walk: Walk, chosen: Places) -> Batch:
    outside = chosen[~found.is_inside[chosen]]
    outside = outside[np.argsort(paths.depths[outside], kind="stable")]
    firsts = chosen[found.is_root[chosen]]
    firsts = firsts[np.argsort(found.sizes[firsts], kind="stable")]
    node = np.zeros(len(found.is_inside), np.int64)
    node[outside] = np.arange(len(outside))
    node[firsts] = len(outside) + np.arange(len(firsts))
    children = paths.children[outside]
    leaves = ~children[children < 0]
    nodes = node[np.maximum(children, 0)]
    nodes[children < 0] = len(outside) + len(firsts) + np.arange(len(leaves))
    uppers = walk.uppers(outside, nodes[:, 0], nodes[:, 1], paths.features[outside])
    tops = chosen[paths.depths[chosen] == 0]
    weights = walk.rules[tops] + WEIGHTS
    return Batch(uppers, firsts, leaves, np.column_stack([WIDTH * node[tops], weights]))


def _rule(row: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the three rules of a row of the quadrature: of a row that goes left, goes right, failed before."""
    t, rest, weight = row
    none, one = np.zeros(WIDTH), np.ones(WIDTH)
    return np.concatenate([rest, t, none, weight, rest, none, t, weight, one, none, none, weight])
