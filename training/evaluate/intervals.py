"""Intervals of figures: Wilson's for a share of independent rows, the bootstrap for all that hangs together.

Alerts of one day or orders of one customer are not independent: they are drawn together, as units. Source:
Efron and Tibshirani, "An Introduction to the Bootstrap" (1993), chapters 8 and 13.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from training.evaluate.ranked import Metric, Ranked

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Figure = Callable[[Floats], float]
"""Weights of the rows, float64 of shape (n,) -> the figure; NaN where it is not defined."""

Z_95: Final = 1.959963984540054
DRAWS: Final = 1_000
SEED: Final = 20_261
_LEAST_DEFINED: Final = 0.9


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with its 95 % interval.

    Parameters
    ----------
    value
        On the rows as they are.
    low, high
        2.5 % and 97.5 % of what it would be on other rows of the same kind.
    """

    value: float
    low: float
    high: float

    def holds(self, figure: float) -> bool:
        """Return whether a figure lies inside."""
        return self.low <= figure <= self.high


def wilson(found: int, of: int) -> tuple[float, float]:
    """Return the 95 % interval of the share `found` out of `of`; (0, 1) where there is nothing.

    Source: Wilson (1927).

    >>> low, high = wilson(9, 10)
    >>> round(low, 3), round(high, 3)
    (0.596, 0.982)
    """
    if of == 0:
        return 0.0, 1.0
    share = found / of
    spread = Z_95 * math.sqrt(share * (1 - share) / of + Z_95**2 / (4 * of**2))
    middle, scale = share + Z_95**2 / (2 * of), 1 + Z_95**2 / of
    # Rounding leaves the ends a hair inside 0 and 1 where all or none were found.
    return max(0.0, min(share, (middle - spread) / scale)), min(1.0, max(share, (middle + spread) / scale))


def ranked_interval(
    metric: Metric, labels: Ints, scores: Floats, units: Ints | None = None, *, draws: int = DRAWS
) -> Interval:
    """Return the interval of a metric of scores, such as `auc` or `ap`.

    Parameters
    ----------
    metric
        See `training.evaluate.ranked.Metric`.
    labels, scores
        Of shape (n,), n at least 1.
    units
        int64 of shape (n,), the day or the entity of each row; each row by itself if not given.
    draws
        Of the bootstrap.

    Raises
    ------
    ValueError
        The figure is not defined, on these rows or on too many of the draws.
    """
    ranked = Ranked(labels.astype(np.float64), scores)
    return bootstrap(lambda weights: ranked.figure(metric, weights), _units(units, len(labels)), draws=draws)


def precision_interval(
    labels: Ints, flagged: Bools, units: Ints | None = None, *, draws: int = DRAWS
) -> Interval:
    """Return the interval of the share of flagged rows that are positive; see `ranked_interval`."""
    figure = _share(labels == 1, flagged)
    return bootstrap(figure, _units(units, len(labels)), draws=draws)


def recall_interval(
    labels: Ints, flagged: Bools, units: Ints | None = None, *, draws: int = DRAWS
) -> Interval:
    """Return the interval of the share of positives that are flagged; see `ranked_interval`."""
    figure = _share(flagged, labels == 1)
    return bootstrap(figure, _units(units, len(labels)), draws=draws)


def paired_difference(
    metric: Metric,
    labels: Ints | Floats,
    first: Floats,
    second: Floats,
    units: Ints | None = None,
    *,
    speaks: Floats | None = None,
    draws: int = DRAWS,
) -> Interval:
    """Return what the second score's figure has over the first's on the same rows.

    Each draw measures both, so that what is hard for both does not blur the difference. An interval above
    0 says that the metric of the second is higher: for `brier` and `mae` that is worse. See `ranked_interval`.

    Parameters
    ----------
    speaks
        float64 of shape (n,), for how many rows each speaks, such as one over its propensity; one without.
    """
    y = labels.astype(np.float64)
    one, two = Ranked(y, first), Ranked(y, second)
    of = np.ones(len(y)) if speaks is None else speaks
    return bootstrap(
        lambda weights: two.figure(metric, weights * of) - one.figure(metric, weights * of),
        _units(units, len(labels)),
        draws=draws,
    )


def bootstrap(figure: Figure, units: Ints, *, draws: int = DRAWS, seed: int = SEED) -> Interval:
    """Return the percentile interval of a figure over draws of units with replacement.

    Parameters
    ----------
    figure
        Called with weights of the rows: how often the unit of each was drawn.
    units
        int64 of shape (n,); rows of one unit are drawn together.

    Raises
    ------
    ValueError
        There are fewer than two units, or the figure is not defined on the rows or on a tenth of the draws.
    """
    _, codes = np.unique(units, return_inverse=True)
    count = int(codes.max()) + 1 if len(codes) else 0
    if count < 2:
        raise ValueError("expected at least two units")
    value = figure(np.ones(len(units)))
    random = np.random.default_rng(seed)
    even = np.full(count, 1.0 / count)
    found = [figure(random.multinomial(count, even)[codes].astype(np.float64)) for _ in range(draws)]
    defined = np.array([one for one in found if not math.isnan(one)])
    if math.isnan(value) or len(defined) < _LEAST_DEFINED * draws:
        raise ValueError("the figure is not defined on these rows: too few of one label, or none flagged")
    low, high = np.quantile(defined, [0.025, 0.975])
    return Interval(value, float(low), float(high))


def _units(units: Ints | None, rows: int) -> Ints:
    return np.arange(rows) if units is None else units


def _share(hits: Bools, of: Bools) -> Figure:
    both = (hits & of).astype(np.float64)
    base = of.astype(np.float64)

    def figure(weights: Floats) -> float:
        total = float(weights @ base)
        return float(weights @ both) / total if total > 0.0 else math.nan

    return figure
