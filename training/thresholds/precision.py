"""How often a pattern is confirmed, by how strongly it showed."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

LEAST_JUDGED: Final = 10
"""Judged hits of a pattern below which nothing is learnt of it."""


@dataclass(frozen=True, slots=True, eq=False)
class Precision:
    """A rising step function.

    Parameters
    ----------
    strengths
        float64 of shape (k,), rising: where steps begin, the first at the weakest judged hit.
    chances
        float64 of shape (k,), not falling, 0 to 1.
    """

    strengths: Floats
    chances: Floats

    def at(self, strengths: Floats) -> Floats:
        """Return the chance at strengths, float64 of shape (n,)."""
        steps = np.searchsorted(self.strengths, strengths, side="right") - 1
        chances: Floats = self.chances[np.maximum(steps, 0)]
        return chances

    def cut(self, chance: float) -> float | None:
        """Return the strength from which on the chance is at least this; None where it never is."""
        reached = np.flatnonzero(self.chances >= chance)
        if not len(reached):
            return None
        return 0.0 if reached[0] == 0 else float(self.strengths[reached[0]])


def learn(strengths: Floats, confirmed: Floats, weights: Floats) -> Precision | None:
    """Learn the chance by strength from judged hits; None where there are too few.

    Isotonic: neighbours that contradict the order are pooled (Ayer et al., 1955). Each pool is drawn towards
    the pattern's own share by the weight of two hits, so that a single verdict is not taken for a certainty.

    Parameters
    ----------
    strengths, confirmed, weights
        float64 of shape (n,): strength of each judged hit, 1 or 0, one over its propensity.
    """
    if len(strengths) < LEAST_JUDGED:
        return None
    begins, inverse = np.unique(strengths, return_inverse=True)
    total = np.bincount(inverse, weights)
    hits = np.bincount(inverse, weights * confirmed)
    prior = float(hits.sum() / total.sum())
    pools: list[list[float]] = []
    for begin, all_of, hit in zip(begins.tolist(), total.tolist(), hits.tolist(), strict=True):
        pools.append([begin, all_of, hit])
        while len(pools) > 1 and _chance(pools[-2], prior) >= _chance(pools[-1], prior):
            _, more, hit_more = pools.pop()
            pools[-1][1] += more
            pools[-1][2] += hit_more
    return Precision(np.array([one[0] for one in pools]), np.array([_chance(one, prior) for one in pools]))


def _chance(pool: list[float], prior: float) -> float:
    _, total, hits = pool
    return (hits + 2.0 * prior) / (total + 2.0)
