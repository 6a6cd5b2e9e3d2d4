"""Which way a value goes at a split, decided as LightGBM does.

Follows `Tree::NumericalDecision` and `Tree::CategoricalDecision` of LightGBM 4 (include/LightGBM/tree.h) and
its predictor, which takes for zero all that is nearly zero. The kernels call one or the other by the bit
CATEGORICAL: handing the array of sets to every decision makes numba count references, 18 ns a split instead
of 3 (2026-11).
"""

import numpy as np
from numpy.typing import NDArray

from models.trees.tree import DEFAULT_LEFT, MISSING_NAN, MISSING_SHIFT, MISSING_ZERO
from riskdesk.core.jit import kernel

ZERO_THRESHOLD = float(np.float32(1e-35))
"""LightGBM's kZeroThreshold: what is not further from zero is zero."""

LARGEST_CATEGORY = 2147483647.0


@kernel
def comparable(value: float, decision_type: int) -> float:
    """Return what stands for a value at all numerical splits of a type: left if it is <= the threshold.

    What is missing becomes -inf where it goes left and NaN, which no threshold reaches, where it goes right.
    """
    if abs(value) > ZERO_THRESHOLD:
        return value
    missing = decision_type >> MISSING_SHIFT
    if missing == MISSING_ZERO or (missing == MISSING_NAN and np.isnan(value)):
        return -np.inf if decision_type & DEFAULT_LEFT else np.nan
    return 0.0


@kernel
def is_below(value: float, threshold: float, decision_type: int) -> bool:
    """Return whether a value goes left at a numerical split."""
    return comparable(value, decision_type) <= threshold


@kernel
def is_member(value: float, start: int, n_words: int, words: NDArray[np.uint32]) -> bool:
    """Return whether a value, cut to an integer, goes left at a categorical split.

    Missing, negative and unseen categories go right.
    """
    if not (value > -1.0 and value <= LARGEST_CATEGORY):
        return False
    category = int(value)
    word = category >> 5
    return word < n_words and (words[start + word] >> np.uint32(category & 31)) & 1 != 0
