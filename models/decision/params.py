"""The values that a reason's texts name, read from the vector."""

import numpy as np
from numpy.typing import NDArray

from features.catalogue.reasons import REASONS
from models.decision import facts
from models.decision.conclusion import Scalar


def params_of(code: str, vector: NDArray[np.float64]) -> dict[str, Scalar]:
    """Return the parameters of a reason that are features, None where one is unknown.

    Parameters
    ----------
    vector
        float64[n_catalogue].
    """
    params = REASONS[code].params
    return {name: facts.known(vector, feature) for name, (feature, _unit) in params.items()}
