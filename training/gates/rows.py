"""Rows on which gates try a model, and its trees."""

import numpy as np
import numpy.typing as npt

from models.scoring.loaded import LoadedBundle
from models.trees.ensemble import Ensemble
from riskdesk.core.errors import ModelNotLoaded

Floats = npt.NDArray[np.float64]

MOST_ROWS = 200


def trees_of(loaded: LoadedBundle) -> Ensemble:
    """Return the trees of a bundle that has a model.

    Raises
    ------
    ModelNotLoaded
        It holds none (cold start).
    """
    if loaded.ensemble is None:
        raise ModelNotLoaded(f"the {loaded.role} bundle {loaded.bundle.version} holds no model")
    return loaded.ensemble


def spread(rows: Floats, most: int) -> Floats:
    """Return at most `most` rows, evenly spaced."""
    chosen: Floats = rows[np.unique(np.linspace(0, len(rows) - 1, min(len(rows), most)).astype(int))]
    return chosen
