"""The arrays that a row is explained with, as the kernels take them."""

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

UPPERS: Final = 0
LEAVES: Final = 2
TOPS: Final = 4
TWIGS: Final = 6
"""Columns of a batch: where its uppers, leaves and tops begin and end, and its twigs of 1 to MOST_SPLITS."""


class Arrays(NamedTuple):
    """What the kernels take, in the order in which they do.

    Attributes
    ----------
    asked, thresholds, slots, sets, words, repeats
        See `models.trees.ways`.
    roots, children, leaf_values
        See `Paths`; int32.
    batches
        int64[...], see UPPERS.
    uppers, twigs, steps
        uint32, see `models.trees.walk`.
    leaves, tops
        uint32[...], see `Batch`.
    shares
        float64[3 * SHARES_WIDTH * n], of each split for each way.
    table
        float64[...]: ones, rules, inverses, then the entries of all twigs, for each state what is below and what
        each split gives its feature.

    """

    asked: NDArray[np.int64]
    thresholds: NDArray[np.float64]
    slots: NDArray[np.uint32]
    sets: NDArray[np.int64]
    words: NDArray[np.uint32]
    repeats: NDArray[np.uint32]
    roots: NDArray[np.int32]
    children: NDArray[np.int32]
    leaf_values: NDArray[np.float64]
    batches: NDArray[np.int64]
    uppers: NDArray[np.uint32]
    twigs: NDArray[np.uint32]
    steps: NDArray[np.uint32]
    leaves: NDArray[np.uint32]
    tops: NDArray[np.uint32]
    shares: NDArray[np.float64]
    table: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Plan:
    """How a model is explained: its arrays, and the most nodes of a batch."""

    arrays: Arrays
    most_nodes: int
