"""The entries of twigs: what the kernels would find in a twig, for each state."""

import numpy as np
from numpy.typing import NDArray

from models.trees.lanes import load, spread, store
from models.trees.quadrature import WIDTH
from models.trees.twigs import MOST_SPLITS
from models.trees.walk import FIRST, SECOND, carry_down, carry_up
from riskdesk.core.jit import kernel

LEAF_NODES = MOST_SPLITS
"""Node of the first leaf while a twig is folded; split k, counted from 0, may have two from the 2 * k-th on."""

NODES = 3 * MOST_SPLITS
"""Nodes of the splits and leaves of a twig."""


@kernel
def fold(
    places: NDArray[np.int64],
    firsts: NDArray[np.int64],
    sizes: NDArray[np.int64],
    states: NDArray[np.int64],
    strides: NDArray[np.int64],
    inner: NDArray[np.uint32],
    children: NDArray[np.int32],
    leaf_values: NDArray[np.float64],
    shares: NDArray[np.float64],
    table: NDArray[np.float64],
    ways: NDArray[np.uint8],
    scratch: NDArray[np.float64],
) -> None:
    """Fill the entries of all twigs.

    Parameters
    ----------
    places, firsts
        int64[b], of each twig where its entries begin, and its first split.
    sizes, states, strides
        See `Twigs`.
    inner
        uint32[n, UPPER], the splits of twigs as uppers with nodes and features of their own.
    children, leaf_values
        See `Paths`.
    shares, table
        See `Plan`; the table holds all but the entries.
    ways, scratch
        uint8[n], float64[3, WIDTH * NODES]; what is in them before does not matter.

    """
    below, product, lanes = scratch[0], scratch[1], scratch[2]
    for k in range(firsts.size):
        place, first = places[k], firsts[k]
        end = first + sizes[first]
        _fill_leaves(inner, first, end, children, leaf_values, below)
        for state in range(states[first]):
            rest = state
            for split in range(first, end):
                ways[split] = rest // strides[split]
                rest %= strides[split]
            lanes[:] = 0.0
            store(product, 0, spread(1.0))
            carry_up(inner, first, end, ways, shares, table, below)
            carry_down(inner, first, end, ways, shares, table, below, product, lanes)
            store(table, place, load(below, 0))
            for split in range(end - first):
                store(table, place + WIDTH * (split + 1), load(lanes, WIDTH * split))
            place += WIDTH * (end - first + 1)


@kernel
def _fill_leaves(
    inner: NDArray[np.uint32],
    first: int,
    end: int,
    children: NDArray[np.int32],
    leaf_values: NDArray[np.float64],
    below: NDArray[np.float64],
) -> None:
    for split in range(first, end):
        for side in range(2):
            child = children[split, side]
            if child < 0:
                column = SECOND if side else FIRST
                store(below, inner[split, column], spread(leaf_values[~child]))
