"""Grades A to D learnt from given grades: a cumulative logit on the units of a scorecard."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from training.evaluate.kappa import quadratic_kappa, within_one
from training.fit.logistic import STRENGTHS, Logistic, choose_strength, fit_logistic, held_out
from training.fit.scorecard import Input, Method, Units, fit_folds, fit_units

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_LEVELS: Final = 37
_SHRINK: Final = 0.5
"""Cuts are drawn half-way to those that give each grade its share: the best cuts of few rows are luck."""


@dataclass(frozen=True, slots=True, eq=False)
class Grading:
    """A fitted grading.

    Parameters
    ----------
    units, fitted
        The scorecard's units and the cumulative logit on them.
    cuts
        float64 of shape (grades - 1,), rising, of the expected grade.
    """

    units: Units
    fitted: Logistic
    cuts: Floats

    def expected(self, X: Floats) -> Floats:
        """Return the expected grade of rows, 0 the best, float64 of shape (n,)."""
        total: Floats = self.fitted.at_least(self.units.of(X)).sum(axis=1)
        return total

    def grades(self, X: Floats) -> Ints:
        """Return the grade of rows, int64 of shape (n,), 0 the best."""
        return np.searchsorted(self.cuts, self.expected(X)).astype(np.int64)


def fit_grading(
    X: Floats,
    grades: Ints,
    inputs: Sequence[Input],
    *,
    method: Method = "line",
    strengths: Sequence[float] = STRENGTHS,
) -> Grading:
    """Fit the logit, its strength and its cuts on these rows alone.

    Parameters
    ----------
    X
        float64 of shape (n, p); NaN is unknown.
    grades
        int64 of shape (n,), 0 the best, each present.
    inputs, method
        As `fit_units` takes them; units are learnt against the worst grade.
    """
    worst = (grades == grades.max()).astype(np.int64)
    folds = fit_folds(X, worst, grades, inputs, method)
    strength = choose_strength(folds, grades, strengths)
    expected = held_out(folds, grades, strength).sum(axis=1)
    units = fit_units(X, worst, inputs, method)
    return Grading(units, fit_logistic(units.of(X), grades, strength), choose_cuts(expected, grades))


def choose_cuts(expected: Floats, grades: Ints) -> Floats:
    """Return cuts of the expected grade for agreement, float64 of shape (grades - 1,), rising.

    What is sought is quadratic kappa plus the share within one grade, on rows that did not teach the
    expectation; from the cuts that give each grade its share, one cut at a time is moved.
    """
    share = np.cumsum(np.bincount(grades))[:-1] / len(grades)
    levels = np.linspace(0.05, 0.95, _LEVELS)
    at = [int(np.argmin(np.abs(levels - one))) for one in share]
    ends = np.quantile(expected, levels)

    def agreement(places: list[int]) -> float:
        said = np.searchsorted(ends[places], expected)
        return quadratic_kappa(grades, said, len(share) + 1) + within_one(grades, said)

    best = agreement(at)
    for _ in range(3):
        for cut in range(len(at)):
            for place in range(at[cut - 1] + 1 if cut else 0, at[cut + 1] if cut + 1 < len(at) else _LEVELS):
                moved = [*at[:cut], place, *at[cut + 1 :]]
                found = agreement(moved)
                if found > best + 1e-9:
                    best, at = found, moved
    return np.quantile(expected, (1 - _SHRINK) * levels[at] + _SHRINK * share)
