"""Which way a row goes at every split, and the leaves it comes to by that.

A way is LEFT or RIGHT, or FAILED where the path failed a question about the same feature already: then the answer
matters no more. The way of the row itself, from a root to a leaf, meets no FAILED.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.trees.decision import comparable, is_member
from riskdesk.core.jit import kernel

LEFT: Final = 0
RIGHT: Final = 1
FAILED: Final = 2


@kernel
def decide(
    row: NDArray[np.float64],
    asked: NDArray[np.int64],
    thresholds: NDArray[np.float64],
    slots: NDArray[np.uint32],
    values: NDArray[np.float64],
    ways: NDArray[np.uint8],
) -> None:
    """Compare at all splits.

    Parameters
    ----------
    row
        float64[f].
    asked
        int64[v, 2], features with the types of decision that compare them.
    thresholds, slots
        Of each split, the latter its row of `asked`.
    values
        float64[v], scratch.
    ways
        uint8[n], filled with LEFT and RIGHT.

    """
    for i in range(asked.shape[0]):
        values[i] = comparable(row[int(asked[i, 0])], asked[i, 1])
    for s in range(thresholds.size):
        ways[s] = not values[slots[s]] <= thresholds[s]


@kernel
def decide_sets(
    row: NDArray[np.float64],
    sets: NDArray[np.int64],
    words: NDArray[np.uint32],
    ways: NDArray[np.uint8],
) -> None:
    """Decide the categorical splits; `sets` int64[c, 4] are split, feature, first word, number of words."""
    for i in range(sets.shape[0]):
        value = row[int(sets[i, 1])]
        ways[sets[i, 0]] = not is_member(value, sets[i, 2], sets[i, 3], words)


@kernel
def mark_failed(repeats: NDArray[np.uint32], ways: NDArray[np.uint8]) -> None:
    """Mark repeated questions; `repeats` uint32[r, 3] are split, split before, side of it: see `Paths.before`."""
    for i in range(repeats.shape[0]):
        split = repeats[i, 0]
        failed = np.uint8(ways[repeats[i, 1]] != repeats[i, 2])
        # no branch: half of them would be foretold wrongly
        ways[split] = ways[split] * (np.uint8(1) - failed) + np.uint8(FAILED) * failed


@kernel
def raw_score(
    roots: NDArray[np.int32],
    children: NDArray[np.int32],
    leaf_values: NDArray[np.float64],
    ways: NDArray[np.uint8],
) -> float:
    """Sum the leaves the row comes to, tree by tree as `predict` does; children as in `Paths`."""
    score = 0.0
    for tree in range(roots.size):
        place = roots[tree]
        while place >= 0:
            split = np.uint32(place)
            place = children[split, ways[split]]
        score += leaf_values[np.uint32(~place)]
    return score
