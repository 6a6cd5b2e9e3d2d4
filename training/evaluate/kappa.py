"""Agreement of two gradings."""

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


def quadratic_kappa(actual: Ints, said: Ints, grades: int) -> float:
    """Return Cohen's kappa with quadratic weights, at most 1; 0 is chance.

    Parameters
    ----------
    actual, said
        int64 of shape (n,), 0 to grades - 1.
    grades
        How many there are, at least 2.

    Source: Cohen, "Weighted kappa" (1968).

    >>> quadratic_kappa(np.array([0, 1, 2]), np.array([0, 1, 2]), 3)
    1.0
    """
    seen = np.bincount(actual * grades + said, minlength=grades * grades).reshape(grades, grades)
    apart = (np.arange(grades)[:, None] - np.arange(grades)[None, :]) ** 2
    chance = np.outer(seen.sum(axis=1), seen.sum(axis=0)) / len(actual)
    by_chance = float((apart * chance).sum())
    return 1.0 - float((apart * seen).sum()) / by_chance if by_chance > 0 else 1.0


def within_one(actual: Ints, said: Ints) -> float:
    """Return the share of rows whose grade is at most one off."""
    return float(np.mean(np.abs(actual - said) <= 1))
