"""Runs the tests on many vectors at once; the same answers as `detect`."""

import numpy as np
from numpy.typing import NDArray

from features.catalogue.program import index
from models.role import Place
from models.typologies.catalogue import TYPOLOGIES
from models.typologies.test import Condition, Test

Floats = NDArray[np.float64]


def detect_many(vectors: Floats, place: Place) -> dict[str, Floats]:
    """Return code -> strength of each pattern, float64 of shape (n,), NaN where it is not there.

    Parameters
    ----------
    vectors
        float64 of shape (n, features of the catalogue).
    """
    return {
        typology.code: np.fmax.reduce([_strength(test, vectors) for test in typology.tests])
        for typology in TYPOLOGIES[place]
    }


def _strength(test: Test, vectors: Floats) -> Floats:
    """Return that of the weakest sign of a test; NaN where a sign is missing."""
    signs = [_sign(condition, vectors[:, index(condition.feature)]) for condition in test.conditions]
    weakest: Floats = np.minimum.reduce(signs)
    return weakest


def _sign(condition: Condition, values: Floats) -> Floats:
    holds = (condition.least <= values) & (values <= condition.most)
    if condition.full is None:
        return np.where(holds, 1.0, np.nan)
    threshold = condition.least if np.isfinite(condition.least) else condition.most
    strength = np.clip((values - threshold) / (condition.full - threshold), 0.0, 1.0)
    return np.where(holds, strength, np.nan)
