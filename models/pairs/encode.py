"""From similarities to what trees are grown on."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from models.pairs.layout import PairLayout
from models.pairs.memory import Memory

Floats = npt.NDArray[np.float64]

MOST_STEPS = 60
_EXACT = 1e-6


def steps(similarities: Floats) -> Floats:
    """Return the smallest denominator of each fraction, NaN if it is above 60.

    One typing error in an invoice number of ten signs is 9 / 10, in one of four signs 3 / 4: the
    denominator tells how long the texts were that were compared, which the similarity alone does not.

    >>> steps(np.array([0.9, 0.75, 1.0, np.nan])).tolist()
    [10.0, 4.0, 1.0, nan]
    """
    found = np.full(similarities.shape, np.nan)
    for parts in range(MOST_STEPS, 0, -1):
        scaled = similarities * parts
        found[np.abs(scaled - np.round(scaled)) < _EXACT * parts] = parts
    return found


def without_shares(layout: PairLayout, similarities: Floats) -> Floats:
    """Return all features but the remembered shares, float64 of shape (n, f)."""
    stepped = [steps(similarities[:, layout.places(family)]) for family in layout.families if family.steps]
    return np.column_stack([similarities, *stepped])


def encode(layout: PairLayout, memories: Sequence[Memory], similarities: Floats) -> Floats:
    """Return all features, float64 of shape (n, len(layout.features)).

    Parameters
    ----------
    layout
        What a row is.
    memories
        One of each look.
    similarities
        float64 of shape (n, len(layout.columns)); NaN is unknown.
    """
    return np.column_stack([without_shares(layout, similarities), *recall(layout, memories, similarities).T])


def recall(layout: PairLayout, memories: Sequence[Memory], similarities: Floats) -> Floats:
    """Return the remembered shares, float64 of shape (n, looks)."""
    shares = [
        memory.shares(similarities[:, layout.places(look)])
        for look, memory in zip(layout.looks, memories, strict=True)
    ]
    return np.column_stack(shares) if shares else np.empty((len(similarities), 0))
