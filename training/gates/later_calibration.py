"""What was said against what happened, on rows later than the fit."""

import math

import numpy as np
import numpy.typing as npt

from training.evaluate.ranked import Floats
from training.gates.gate import Gate

Ints = npt.NDArray[np.int64]

_Z99 = 2.5758293035489004
MOST_OFF = 0.5
"""Share of the realised rate by which the expected one may miss it, beyond chance."""
MOST_ASIDE = 0.20
"""By how much the share above the median forecast may miss a half, beyond chance."""


def later_calibration_gate(y: Floats, probabilities: Floats, groups: Ints, champion: Floats | None) -> Gate:
    """The mean probability must meet the rate of later rows, up to chance, or miss it by less than the champion.

    Rates of a company move with its trade: what is refused is a miss that is more than chance (99 %) and more
    than half of the rate, and that a champion, if there is one, would not have made.

    Parameters
    ----------
    y, probabilities
        float64 of shape (n,), outcomes and what was said of them.
    groups
        int64 of shape (n,): rows that hang together, such as the months of one customer, count together in what
        chance may do.
    champion
        What the champion says, None without one.
    """
    if not len(y):
        return Gate("later_calibration", passed=False, detail="the test part is empty")
    expected, realised = float(probabilities.mean()), float(y.mean())
    chance = _chance(y, probabilities, groups)
    off = abs(expected - realised)
    said = f"expected {expected:.4f}, realised {realised:.4f} on {len(y)} later rows, chance {chance:.4f}"
    if off <= max(chance, MOST_OFF * realised):
        return Gate("later_calibration", passed=True, detail=said)
    if champion is None:
        return Gate("later_calibration", passed=False, detail=said)
    other = abs(float(champion.mean()) - realised)
    detail = f"{said}; the champion is off by {other:.4f}"
    return Gate("later_calibration", off <= other, detail)


def _chance(y: Floats, probabilities: Floats, groups: Ints) -> float:
    """Return by how much chance alone may part mean and rate (99 %).

    The larger of what independent rows allow, and of the spread of whole groups (cluster-robust: Liang and
    Zeger, 1986).
    """
    alone = float((probabilities * (1.0 - probabilities)).sum())
    off = probabilities - y
    _, codes = np.unique(groups, return_inverse=True)
    together = np.bincount(codes, off - off.mean())
    count = len(together)
    spread = float((together**2).sum()) * count / (count - 1) if count > 1 else 0.0
    return _Z99 * math.sqrt(max(alone, spread)) / len(y)


def later_median_gate(days: Floats, forecast: Floats) -> Gate:
    """About as many later invoices must be paid after their median forecast as before it."""
    if not len(days):
        return Gate("later_calibration", passed=False, detail="the test part is empty")
    share = float((days > forecast).mean() + 0.5 * (days == forecast).mean())
    chance = _Z99 * 0.5 / math.sqrt(len(days))
    said = f"{share:.3f} of {len(days)} later rows above the median forecast, chance {chance:.3f}"
    return Gate("later_calibration", abs(share - 0.5) <= max(chance, MOST_ASIDE), said)
