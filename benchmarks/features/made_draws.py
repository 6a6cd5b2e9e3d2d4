"""What a made history draws at random: keys of unequal weight, moments of office hours, late notice."""

from typing import Final

import numpy as np
import numpy.typing as npt

from features.kernel import layout as L
from features.kernel.arrays import Floats, Ints

BEGIN_US: Final = 1_704_038_400 * L.SECOND
"""Midnight of 2024-01-01 in Shanghai."""
DAYS: Final = 730
_WEEKEND_WEIGHT: Final = 0.12
_HOURS: Final = np.array([1] * 7 + [6, 40, 90, 100, 80, 45, 70, 95, 95, 85, 60, 25, 12, 6, 4, 3, 2], float)
_SHIFT: Final = 5
_LATE_SHARE: Final = 0.032
_LATE_MEAN_DAYS: Final = 1.3


def codes(entity: int, ids: Ints) -> Ints:
    """Return 64-bit codes of numbered keys, spread like those of texts; never 0 for an id from 0."""
    x = (ids.astype(np.uint64) + np.uint64(1)) | np.uint64((entity + 1) << 40)
    x *= np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: Ints = (x ^ (x >> np.uint64(31))).view(np.int64)
    return mixed


def zipf(random: np.random.Generator, keys: int, count: int, exponent: float) -> Ints:
    """Return `count` ids below `keys`, id r with a weight of (r + 5) to the minus `exponent`.

    The shift is Mandelbrot's: no single customer is a tenth of a company.
    """
    upto = np.cumsum(np.arange(_SHIFT, keys + _SHIFT, dtype=float) ** -exponent)
    drawn: Ints = np.searchsorted(upto, random.random(count) * upto[-1]).clip(0, keys - 1).astype(np.int64)
    return drawn


def moments(random: np.random.Generator, count: int) -> Ints:
    """Return moments over the two years, most of them in office hours, whole seconds, as microseconds."""
    weight = np.where((np.arange(DAYS) % 7) >= 5, _WEEKEND_WEIGHT, 1.0)
    day = random.choice(DAYS, count, p=weight / weight.sum())
    at_us: Ints = BEGIN_US + day * L.DAY + _time_of_day(random, count)
    return at_us


def later(random: np.random.Generator, at_us: Ints, days: npt.ArrayLike) -> Ints:
    """Return moments of office hours so many days later, never before `at_us`."""
    day = (at_us - BEGIN_US) // L.DAY + np.asarray(days).astype(np.int64)
    moved: Ints = np.maximum(BEGIN_US + day * L.DAY + _time_of_day(random, len(at_us)), at_us)
    return moved


def known(random: np.random.Generator, at_us: Ints) -> Ints:
    """Return when facts became known: at once, but for 3.2 % that are told days later."""
    late = random.random(len(at_us)) < _LATE_SHARE
    lag = random.exponential(_LATE_MEAN_DAYS * L.DAY, len(at_us)).astype(np.int64)
    return at_us + np.where(late, lag // L.SECOND * L.SECOND, 0)


def amounts(random: np.random.Generator, centre_minor: Floats, spread: float) -> Ints:
    """Return lognormal amounts in minor units around each centre, at least 1."""
    drawn = centre_minor * np.exp(random.normal(0.0, spread, len(centre_minor)))
    return np.maximum(drawn.astype(np.int64), 1)


def _time_of_day(random: np.random.Generator, count: int) -> Ints:
    hour = random.choice(24, count, p=_HOURS / _HOURS.sum())
    return hour * L.HOUR + random.integers(0, 3600, count) * L.SECOND
