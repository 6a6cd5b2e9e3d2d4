"""The values that a reason's texts name, read from the vector."""

from math import isfinite
from typing import Final

import numpy as np
from numpy.typing import NDArray

from features.catalogue.program import index
from features.catalogue.reasons import REASONS
from models.decision.conclusion import Scalar

_COLUMNS: Final = {
    code: [(name, index(feature)) for name, (feature, _unit) in spec.params.items()]
    for code, spec in REASONS.items()
}


def params_of(code: str, vector: NDArray[np.float64]) -> dict[str, Scalar]:
    """Return the parameters of a reason that are features, None where one is unknown.

    Parameters
    ----------
    vector
        float64[n_catalogue].
    """
    item = vector.item
    return {name: value if isfinite(value := item(column)) else None for name, column in _COLUMNS[code]}
