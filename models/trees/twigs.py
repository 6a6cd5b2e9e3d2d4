"""Small subtrees whose whole answer is looked up.

At a split a row goes one of few ways: left, right, or, if the path asked about the same feature before, neither
because it failed there already. Below a node with few splits there are so few combinations of ways, the
states, that what the subtree adds is put down for each of them. About half of all splits stand in such twigs.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.trees.paths import NONE, Paths

MOST_STATES: Final = 16
"""Of a twig. More make the tables so large that fetching them costs what they save (2026-11)."""

MOST_SPLITS: Final = 4
"""Of a twig; each has two ways at least."""


@dataclass(frozen=True, eq=False)
class Twigs:
    """How splits are gathered into twigs; the splits of a twig are neighbours in preorder.

    Attributes
    ----------
    is_root, is_inside
        bool[n], whether a split is the first of a twig, and whether it is in one.
    firsts
        int64[n], the first split of the twig that a split is in, itself outside of twigs.
    sizes
        int64[n], splits in the subtree of each.
    states
        int64[n], states of the subtree of each.
    strides
        int64[n], how far the states of a twig lie apart that differ by one way at the split.

    """

    is_root: NDArray[np.bool_]
    is_inside: NDArray[np.bool_]
    firsts: NDArray[np.int64]
    sizes: NDArray[np.int64]
    states: NDArray[np.int64]
    strides: NDArray[np.int64]


def gather(paths: Paths) -> Twigs:
    """Find the largest subtrees of at most MOST_STATES states."""
    n_ways = np.where(paths.before[:, 0] == NONE, 2, 3).tolist()
    sizes, states = _subtrees(paths, n_ways)
    firsts, strides = list(range(len(sizes))), [0] * len(sizes)
    split = 0
    while split < len(sizes):
        if states[split] > MOST_STATES:
            split += 1
            continue
        stride, end = 1, split + sizes[split]
        for inside in range(end - 1, split - 1, -1):
            firsts[inside], strides[inside], stride = split, stride, stride * n_ways[inside]
        split = end
    is_inside = np.array(strides, np.int64) > 0
    is_root = is_inside & (np.array(firsts, np.int64) == np.arange(len(sizes)))
    return Twigs(is_root, is_inside, *(np.array(one, np.int64) for one in (firsts, sizes, states, strides)))


def _subtrees(paths: Paths, n_ways: list[int]) -> tuple[list[int], list[int]]:
    """Return splits and states (MOST_STATES + 1 for any more) of the subtree of each split."""
    children = paths.children.tolist()
    sizes, states = [1] * len(children), n_ways.copy()
    for split in range(len(children) - 1, -1, -1):
        for child in children[split]:
            if child >= 0:
                sizes[split] += sizes[child]
                states[split] = min(states[split] * states[child], MOST_STATES + 1)
    return sizes, states
