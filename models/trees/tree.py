"""One tree, as a LightGBM text numbers it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.trees.errors import ModelTextNotUnderstood

CATEGORICAL = 1
DEFAULT_LEFT = 2
MISSING_SHIFT = 2
MISSING_ZERO = 1
MISSING_NAN = 2
LARGEST_DECISION_TYPE = CATEGORICAL | DEFAULT_LEFT | (MISSING_NAN << MISSING_SHIFT)


@dataclass(frozen=True, eq=False)
class Tree:
    """A binary tree of `n` splits and `n + 1` leaves; a child is a split, or the leaf `~child` if negative.

    Attributes
    ----------
    split_feature
        int64[n], column of the row that decides.
    threshold
        float64[n], left if value <= threshold; of a categorical split, the index of its set.
    decision_type
        int64[n], bits: categorical, default left, then two for the kind of missing value.
    left_child
        int64[n].
    right_child
        int64[n].
    leaf_value
        float64[n + 1], added to the raw score, shrinkage applied.
    leaf_count
        int64[n + 1], training rows that reached the leaf.
    internal_count
        int64[n], training rows that reached the split.
    cat_boundaries
        int64[m + 1], where each of the m sets of categories begins in `cat_words`.
    cat_words
        uint32[...], bit c % 32 of word c // 32 of a set says that category c goes left.

    """

    split_feature: NDArray[np.int64]
    threshold: NDArray[np.float64]
    decision_type: NDArray[np.int64]
    left_child: NDArray[np.int64]
    right_child: NDArray[np.int64]
    leaf_value: NDArray[np.float64]
    leaf_count: NDArray[np.int64]
    internal_count: NDArray[np.int64]
    cat_boundaries: NDArray[np.int64]
    cat_words: NDArray[np.uint32]

    @property
    def n_splits(self) -> int:
        """The number of splits; 0 for a tree of one leaf."""
        return len(self.split_feature)

    def count(self, child: int) -> int:
        """Return the training rows that reached a child."""
        return int(self.internal_count[child] if child >= 0 else self.leaf_count[~child])

    def check(self, n_features: int) -> None:
        """Refuse what would make a walk through the tree leave it, loop or add something not finite.

        Raises
        ------
        ModelTextNotUnderstood
            Naming the field at fault.

        """
        _require(bool(np.isfinite(self.leaf_value).all()), "leaf_value is not finite")
        _require(not np.isnan(self.threshold).any(), "threshold is not a number")
        _require(bool((self.leaf_count >= 0).all()), "leaf_count is negative")
        _require(bool((self.internal_count >= 0).all()), "internal_count is negative")
        known = (self.decision_type >= 0) & (self.decision_type <= LARGEST_DECISION_TYPE)
        _require(bool(known.all()), "decision_type is unknown")
        inside = (self.split_feature >= 0) & (self.split_feature < n_features)
        _require(bool(inside.all()), "split_feature is outside the features")
        self._check_categories()
        self._check_children()
        self._check_counts()

    def _check_categories(self) -> None:
        steps = np.diff(self.cat_boundaries)
        sound = self.cat_boundaries[0] == 0 and self.cat_boundaries[-1] == len(self.cat_words)
        _require(bool(sound and (steps >= 0).all()), "cat_boundaries do not cover cat_threshold")
        chosen = self.threshold[(self.decision_type & CATEGORICAL) > 0]
        named = (chosen >= 0) & (chosen < len(steps)) & (chosen == np.floor(chosen))
        _require(bool(named.all()), "threshold of a categorical split names no set")

    def _check_children(self) -> None:
        reached = np.sort(np.concatenate([self.left_child, self.right_child]))
        expected = np.arange(-self.n_splits - 1, self.n_splits)
        expected = expected[expected != 0]
        _require(bool(self.n_splits == 0 or np.array_equal(reached, expected)), "children are not a tree")
        seen, waiting = 0, [0] if self.n_splits else []
        while waiting:
            node = waiting.pop()
            seen += 1
            children = (int(self.left_child[node]), int(self.right_child[node]))
            waiting.extend(child for child in children if child >= 0)
        _require(seen == self.n_splits, "children are not a tree")

    def _check_counts(self) -> None:
        """Refuse counts that cannot be: only then do the contributions add up to the score."""
        _require(self.n_splits == 0 or bool(self.internal_count[0] > 0), "internal_count of the root is 0")
        for parent, left, right in zip(self.internal_count, self.left_child, self.right_child, strict=True):
            fits = self.count(int(left)) <= parent and self.count(int(right)) <= parent
            _require(bool(fits), "internal_count is less than that of a child")


def _require(holds: bool, otherwise: str) -> None:  # noqa: FBT001 - a condition, read as one
    if not holds:
        raise ModelTextNotUnderstood(otherwise)
