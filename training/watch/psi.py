"""How far a distribution moved: the population stability index, with a limit that knows the sample's size.

PSI = sum over bins of (a - e) * ln(a / e), of the shares then (e) and now (a). Of scores it is called PSI, of
features CSI. Where nothing moved it is distributed about as chi-square with B - 1 degrees of freedom times
(1/n + 1/m): a fixed cut fires on small samples by chance alone.
Source: Yurdakul, "Statistical Properties of the Population Stability Index" (2018).
"""

from dataclasses import dataclass
from typing import Final, Literal

import msgspec
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Level = Literal["stable", "look", "shifted"]

BINS: Final = 10
LOOK: Final = 0.10
SHIFTED: Final = 0.25
"""Below the first nothing is asked, from the second on the shift is called significant (field's practice)."""

CHANCE: Final = 0.001
"""How often a distribution that did not move may pass the critical value; hundreds of features are asked at once."""


class Bins(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A distribution as it was frozen.

    Attributes
    ----------
    edges
        Rising inner edges: a value lies in the first bin whose edge is not below it.
    counts
        Rows by bin, one more than edges, and last those whose value is unknown.
    """

    edges: tuple[float, ...]
    counts: tuple[int, ...]

    @property
    def rows(self) -> int:
        """Rows it stands on."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Drift:
    """How far one distribution moved.

    Attributes
    ----------
    psi
        0 where nothing moved.
    critical
        What chance alone passes once in a thousand times, for samples of these sizes.
    level
        `look` and `shifted` are said only of what is both large and more than chance.
    rows
        Rows now.
    """

    psi: float
    critical: float
    level: Level
    rows: int


def freeze(values: Floats, *, bins: int = BINS) -> Bins:
    """Return the distribution of values, float64 of shape (n,), by quantiles; NaN is unknown.

    >>> freeze(np.array([1.0, 2.0, 3.0, 4.0, np.nan]), bins=2)
    Bins(edges=(2.0,), counts=(2, 2, 1))
    """
    known = values[np.isfinite(values)]
    levels = np.linspace(0.0, 1.0, bins + 1)[1:-1]
    edges = np.unique(np.quantile(known, levels, method="inverted_cdf")) if len(known) else np.empty(0)
    # An edge at the largest value would leave nothing above it.
    edges = edges[edges < known.max()] if len(known) else edges
    return Bins(edges=tuple(edges.tolist()), counts=tuple(count(values, tuple(edges.tolist())).tolist()))


def count(values: Floats, edges: tuple[float, ...]) -> Ints:
    """Return rows by bin, int64 of shape (len(edges) + 2,), the last one for unknown values."""
    bins = np.searchsorted(np.array(edges), values, side="left")
    bins[~np.isfinite(values)] = len(edges) + 1
    return np.bincount(bins, minlength=len(edges) + 2).astype(np.int64)


def drift(then: Bins, values: Floats) -> Drift:
    """Return how far values, float64 of shape (n,), moved from a frozen distribution."""
    return drift_of_counts(np.array(then.counts), count(values, then.edges))


def drift_of_counts(then: Ints, now: Ints) -> Drift:
    """Return how far counts of the same bins moved, both int64 of shape (B,)."""
    used = (then > 0) | (now > 0)
    then, now = then[used], now[used]
    if not then.sum() or not now.sum() or len(then) < 2:
        return Drift(0.0, 0.0, "stable", int(now.sum()))
    value = psi(then, now)
    limit = critical(len(then), int(then.sum()), int(now.sum()))
    real = value > limit
    level: Level = "shifted" if real and value >= SHIFTED else "look" if real and value >= LOOK else "stable"
    return Drift(value, limit, level, int(now.sum()))


def psi(then: Ints, now: Ints) -> float:
    """Return the index of two counts of the same bins; a bin that is empty on one side counts half a row.

    >>> round(psi(np.array([50, 50]), np.array([60, 40])), 4)
    0.0405
    """
    expected, actual = np.maximum(then, 0.5), np.maximum(now, 0.5)
    expected, actual = expected / expected.sum(), actual / actual.sum()
    return float(((actual - expected) * np.log(actual / expected)).sum())


def critical(bins: int, n: int, m: int, *, chance: float = CHANCE) -> float:
    """Return the value that chance alone passes with this probability, for B bins and n and m rows.

    >>> round(critical(10, 1000, 1000, chance=0.05), 4)
    0.0338
    """
    from scipy.special import chdtri

    return float(chdtri(bins - 1, chance)) * (1.0 / n + 1.0 / m)
