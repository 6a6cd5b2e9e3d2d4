"""The promise that explanations add up, kept on every row."""

import numpy as np
from numpy.typing import NDArray

from riskdesk.core.errors import ExplanationBroken

TOLERANCE = 1e-9
"""Rounding of some hundred trees stays four orders of magnitude below this."""


def check_sum(contributions: NDArray[np.float64], bias: float, value: float) -> None:
    """Refuse one row, float64[f], as `check_sums` does.

    Raises
    ------
    ExplanationBroken
        It is off by more than 1e-9, or not finite.
    """
    check_off(abs(float(contributions.sum()) + bias - value))


def check_off(off: float) -> None:
    """Refuse one row by how much its bias and contributions miss the value, as `check_sums` does.

    Raises
    ------
    ExplanationBroken
        It is more than 1e-9, or not a number.
    """
    if not off <= TOLERANCE:
        raise ExplanationBroken("contributions of 1 of 1 rows do not sum to the score")


def check_sums(
    contributions: NDArray[np.float64], bias: NDArray[np.float64] | float, values: NDArray[np.float64]
) -> None:
    """Refuse rows whose bias and contributions do not sum to the value.

    Parameters
    ----------
    contributions
        float64[n, f].
    bias
        float64[n], or one for all rows.
    values
        float64[n].

    Raises
    ------
    ExplanationBroken
        A row is off by more than 1e-9, or not finite.
    """
    off = np.abs(contributions.sum(axis=1) + bias - values)
    broken = ~(off <= TOLERANCE)  # NaN is broken too
    if broken.any():
        raise ExplanationBroken(
            f"contributions of {int(broken.sum())} of {len(values)} rows do not sum to the score"
        )
