"""How values are spread: quantiles and bars, of what is known of a feature in one place."""

from typing import Final, Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Scale = Literal["each", "linear", "log"]

BARS: Final = 24
_MOST_EACH: Final = 24
"""Up to so many different values have a bar each."""
_HEAVY_TAIL: Final = 10.0
"""A tail that reaches beyond so many times the median is drawn by orders of magnitude."""
_TAIL: Final = 0.005
"""Share of values at either end that the outermost bars gather."""


class Spread(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Quantiles in one place.

    Attributes
    ----------
    rows
        How many vectors were looked at.
    missing
        Share of them that do not know the value, 0 to 1.
    low, median, p90, p99, high
        Of what is known; None where nothing is.
    """

    rows: int
    missing: float
    low: float | None = None
    median: float | None = None
    p90: float | None = None
    p99: float | None = None
    high: float | None = None


class Bars(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A histogram.

    Attributes
    ----------
    scale
        `each`: a bar a value; `linear` and `log`: bars of one width on that scale.
    edges
        The values of `each`; of the other scales where the first bar begins and the last ends.
    counts
        Of each bar; the outermost hold what lies beyond them.
    zeros
        On a scale of logarithms, how many are 0.
    """

    scale: Scale
    edges: tuple[float, ...]
    counts: tuple[int, ...]
    zeros: int = 0


def rounded(value: float) -> float:
    """Return a number of six digits, so that a file of measurements does not change by a last bit."""
    return float(f"{value:.6g}")


def spread_of(values: Floats) -> Spread:
    """Return the quantiles of values, float64 of shape (n,), NaN where unknown."""
    known = values[np.isfinite(values)]
    rows = len(values)
    missing = rounded(1.0 - len(known) / rows) if rows else 1.0
    if len(known) == 0:
        return Spread(rows=rows, missing=missing)
    low, median, p90, p99, high = (rounded(q) for q in np.quantile(known, [0.0, 0.5, 0.9, 0.99, 1.0]))
    return Spread(rows=rows, missing=missing, low=low, median=median, p90=p90, p99=p99, high=high)


def bars_of(values: Floats) -> Bars:
    """Return the histogram of values of which at least one is known."""
    known = values[np.isfinite(values)]
    each, counts = np.unique(known, return_counts=True)
    if len(each) <= _MOST_EACH:
        return Bars(scale="each", edges=_plain(each), counts=tuple(counts.tolist()))
    above = known[known > 0.0]
    if known.min() >= 0.0 and np.quantile(above, 1.0 - _TAIL) > _HEAVY_TAIL * np.median(above):
        return _between(above, "log", zeros=len(known) - len(above))
    return _between(known, "linear")


def _between(known: Floats, scale: Scale, zeros: int = 0) -> Bars:
    shown = np.log10(known) if scale == "log" else known
    low, high = np.quantile(shown, [_TAIL, 1.0 - _TAIL])
    if low == high:
        low, high = shown.min(), shown.max()
    counts, _ = np.histogram(np.clip(shown, low, high), BARS, (low, high))
    ends = np.array([low, high])
    return Bars(
        scale=scale,
        edges=_plain(10.0**ends if scale == "log" else ends),
        counts=tuple(counts.tolist()),
        zeros=zeros,
    )


def _plain(values: Floats) -> tuple[float, ...]:
    return tuple(rounded(value) for value in values.tolist())
