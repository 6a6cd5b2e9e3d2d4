"""Calibration by bin: what was expected against what happened."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from training.evaluate.intervals import wilson


@dataclass(frozen=True, slots=True)
class Bin:
    """Rows of about one probability.

    Parameters
    ----------
    rows
        How many.
    expected, realised
        Mean probability, and share of ones.
    low, high
        Wilson's 95 % interval of the realised share.
    """

    rows: int
    expected: float
    realised: float
    low: float
    high: float

    @property
    def agrees(self) -> bool:
        """Whether the expected share lies within the interval."""
        return self.low <= self.expected <= self.high


def calibration_bins(
    labels: npt.NDArray[np.int64], probabilities: npt.NDArray[np.float64], *, count: int = 10
) -> tuple[Bin, ...]:
    """Return bins of about as many rows each, from the lowest probability to the highest.

    Parameters
    ----------
    labels, probabilities
        Both of shape (n,), n at least 1.
    count
        Bins at most; fewer rows than bins give fewer.
    """
    order = np.argsort(probabilities, kind="stable")
    parts = [part for part in np.array_split(order, count) if len(part)]
    return tuple(one_bin(labels[part], probabilities[part]) for part in parts)


def one_bin(labels: npt.NDArray[np.int64], probabilities: npt.NDArray[np.float64]) -> Bin:
    """Return the bin of these rows, at least one."""
    low, high = wilson(int(labels.sum()), len(labels))
    return Bin(len(labels), float(probabilities.mean()), float(labels.mean()), low, high)
