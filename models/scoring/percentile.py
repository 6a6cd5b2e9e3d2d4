"""The place of a value among frozen quantiles."""

import numpy as np
from numpy.typing import NDArray

from riskdesk.core.jit import kernel


def percentiles(quantiles: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return which share of the training rows lies at or below each value.

    Parameters
    ----------
    quantiles
        float64[1001], rising: quantiles 0 to 1 in steps of 0.001.
    values
        float64[n], no NaN.

    Returns
    -------
    NDArray[np.float64]
        float64[n], 0 to 100 in steps of 0.1; never falls as the value rises.

    >>> float(percentiles(np.linspace(0.0, 1.0, 1001), np.array([0.9925]))[0])
    99.2
    """
    steps = np.maximum(np.searchsorted(quantiles, values, side="right") - 1, 0)
    return steps / 10.0


def percentile(quantiles: NDArray[np.float64], value: float) -> float:
    """Return `percentiles` of one value."""
    return max(_at_or_below(quantiles, value) - 1, 0) / 10.0


@kernel
def _at_or_below(quantiles: NDArray[np.float64], value: float) -> int:
    low, high = 0, quantiles.size
    while low < high:
        middle = (low + high) >> 1
        if quantiles[middle] <= value:
            low = middle + 1
        else:
            high = middle
    return low
