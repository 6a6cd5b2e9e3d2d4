"""Rows of features as the kernels take them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def as_row(x: NDArray[np.float64], n_features: int) -> NDArray[np.float64]:
    """Return float64[f], contiguous and writeable, copying only what is not.

    Numba compiles again for every other layout, and the first request would wait for it.

    Raises
    ------
    ValueError
        Unless x is float64[n_features].

    """
    return _ready(x, (n_features,))


def as_rows(x: NDArray[np.float64], n_features: int) -> NDArray[np.float64]:
    """Return float64[n, f], contiguous and writeable, copying only what is not.

    Raises
    ------
    ValueError
        Unless x is float64[n, n_features].

    """
    return _ready(x, (x.shape[0] if x.ndim else 0, n_features))


def _ready(x: NDArray[Any], shape: tuple[int, ...]) -> NDArray[np.float64]:
    if x.dtype != np.float64 or x.shape != shape:
        raise ValueError(f"float64{list(shape)} expected, not {x.dtype}{list(x.shape)}")
    return x if x.flags.carray else np.require(x, requirements=["C", "W", "A"])
