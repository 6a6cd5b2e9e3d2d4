"""Random draws, one at a time, cheap: numbers are drawn from numpy in blocks."""

import math
from collections.abc import Sequence
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")

_BLOCK: Final = 4_096


class Dice:
    """One stream of random numbers.

    Parameters
    ----------
    seed
        The stream's own seed; streams spawned from one root are independent.

    >>> Dice(np.random.SeedSequence(1)).whole(1, 6) in range(1, 7)
    True
    """

    def __init__(self, seed: np.random.SeedSequence) -> None:
        self._rng = np.random.Generator(np.random.PCG64(seed))
        self._uniforms: list[float] = []
        self._normals: list[float] = []

    def uniform(self) -> float:
        """Return a number from [0, 1)."""
        if not self._uniforms:
            self._uniforms = self._rng.random(_BLOCK).tolist()
        return self._uniforms.pop()

    def normal(self, mean: float = 0.0, deviation: float = 1.0) -> float:
        """Return a normal number."""
        if not self._normals:
            self._normals = self._rng.standard_normal(_BLOCK).tolist()
        return mean + deviation * self._normals.pop()

    def chance(self, probability: float) -> bool:
        """Return True with this probability."""
        return self.uniform() < probability

    def between(self, low: float, high: float) -> float:
        """Return a number from [low, high)."""
        return low + (high - low) * self.uniform()

    def whole(self, low: int, high: int) -> int:
        """Return a whole number from low to high, both included."""
        return low + int((high - low + 1) * self.uniform())

    def pick(self, choices: Sequence[T]) -> T:
        """Return one of the choices, all alike."""
        return choices[int(len(choices) * self.uniform())]

    def weighted(self, choices: Sequence[tuple[T, float]]) -> T:
        """Return one of the choices (value, probability); the probabilities sum to 1."""
        left = self.uniform()
        for value, probability in choices:
            left -= probability
            if left < 0:
                return value
        return choices[-1][0]

    def some(self, choices: Sequence[T], count: int) -> list[T]:
        """Return at most `count` different choices, in random order."""
        rest = list(choices)
        count = min(count, len(rest))
        for at in range(count):
            other = self.whole(at, len(rest) - 1)
            rest[at], rest[other] = rest[other], rest[at]
        return rest[:count]

    def lognormal(self, median: float, sigma: float) -> float:
        """Return a log-normal number of this median."""
        return median * math.exp(self.normal(0.0, sigma))

    def exponential(self, mean: float) -> float:
        """Return an exponential number of this mean."""
        return -mean * math.log(1.0 - self.uniform())

    def rounded(self, expected: float) -> int:
        """Return `expected` rounded up or down at random, right on average."""
        low = math.floor(expected)
        return low + self.chance(expected - low)

    def digits(self, count: int) -> str:
        """Return that many decimal digits."""
        return "".join([str(int(10 * self.uniform())) for _ in range(count)])

    def counts(self, means: NDArray[np.float64]) -> list[tuple[int, int]]:
        """Return (index, count) where a Poisson count of these means, shape (n,), is not zero."""
        drawn = self._rng.poisson(means)
        at = np.nonzero(drawn)[0]
        return list(zip(at.tolist(), drawn[at].tolist(), strict=True))
