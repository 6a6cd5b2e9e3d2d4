"""Ridge logistic regression of ordered classes, signs held, the strength chosen by cross-validation.

Two classes are the common logistic regression, more are the cumulative logit of McCullagh (1980):
P(class >= k) = sigmoid(coefficients . u - thresholds[k - 1]).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from training.fit.calibration import sigmoid
from training.fit.clustered import clustered_covariance

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

STRENGTHS: Final = (0.3, 1.0, 3.0, 10.0, 30.0, 100.0)
"""Ridge strengths that are tried: of so many rows' weight on a coefficient of 1."""

FOLDS: Final = 5
SEED: Final = 20_261
_TINY: Final = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Logistic:
    """A fitted regression.

    Parameters
    ----------
    coefficients
        float64 of shape (p,), none below 0.
    thresholds
        float64 of shape (classes - 1,), rising; minus the intercept where there are two classes.
    strength
        The ridge under which it was fitted.
    """

    coefficients: Floats
    thresholds: Floats
    strength: float

    def linear(self, units: Floats) -> Floats:
        """Return coefficients . u of rows, float64 of shape (n,); higher is a higher class."""
        total: Floats = units @ self.coefficients
        return total

    def at_least(self, units: Floats) -> Floats:
        """Return P(class >= k) for k = 1 ..., float64 of shape (n, classes - 1)."""
        return sigmoid(self.linear(units)[:, None] - self.thresholds[None, :])


def fit_logistic(units: Floats, classes: Ints, strength: float) -> Logistic:
    """Fit by penalised maximum likelihood; thresholds are free, coefficients never below 0.

    Parameters
    ----------
    units
        float64 of shape (n, p), each oriented so that more means a higher class.
    classes
        int64 of shape (n,), 0 to classes - 1, each present.
    strength
        Of the penalty strength / 2 * sum of squared coefficients; more than 0.

    Raises
    ------
    ValueError
        A class is missing, or there is only one.
    """
    from scipy.optimize import minimize

    counts = np.bincount(classes)
    if len(counts) < 2 or (counts == 0).any():
        raise ValueError("expected rows of every class, at least two classes")
    above = 1.0 - np.cumsum(counts)[:-1] / len(classes)
    thresholds = -np.log(above / (1.0 - above))
    start = np.concatenate([np.zeros(units.shape[1]), thresholds[:1], np.log(np.diff(thresholds))])
    bounds = [(0.0, None)] * units.shape[1] + [(-30.0, 30.0)] + [(-12.0, 5.0)] * (len(counts) - 2)
    found = minimize(
        _loss, start, (units, classes, strength), "L-BFGS-B", jac=True, bounds=bounds,
        options={"maxiter": 500, "ftol": 1e-11, "gtol": 1e-7},
    )  # fmt: skip
    coefficients, cuts = _unpack(found.x, units.shape[1])
    return Logistic(coefficients, cuts, strength)


@dataclass(frozen=True, slots=True, eq=False)
class Fold:
    """Rows left out, and all rows in units that were learnt without them.

    Parameters
    ----------
    left
        bool of shape (n,).
    units
        float64 of shape (n, p).
    """

    left: npt.NDArray[np.bool_]
    units: Floats


def choose_strength(folds: Sequence[Fold], classes: Ints, strengths: Sequence[float] = STRENGTHS) -> float:
    """Return the strength whose rows left out are least surprising; of equals the strongest."""
    losses = {
        one: -float(np.log(np.maximum(_chances(held_out(folds, classes, one), classes), _TINY)).sum())
        for one in strengths
    }
    best = min(losses.values())
    return max(one for one, loss in losses.items() if loss <= best + 1e-9)


def held_out(folds: Sequence[Fold], classes: Ints, strength: float) -> Floats:
    """Return P(class >= k) of every row by a fit without its fold, float64 of shape (n, classes - 1)."""
    found = np.empty((len(classes), int(classes.max())))
    for fold in folds:
        fitted = fit_logistic(fold.units[~fold.left], classes[~fold.left], strength)
        found[fold.left] = fitted.at_least(fold.units[fold.left])
    return found


def stratified_folds(classes: Ints, folds: int, seed: int = SEED) -> Ints:
    """Return the fold of each row, int64 of shape (n,); every class is spread evenly over the folds.

    Raises
    ------
    ValueError
        A class has fewer rows than two, so that a fold would leave none to learn from.
    """
    if (np.bincount(classes) < 2).any():
        raise ValueError("expected at least two rows of every class")
    draw = np.random.default_rng(seed)
    fold = np.empty(len(classes), np.int64)
    begin = 0
    for one in range(int(classes.max()) + 1):
        rows = draw.permutation(np.flatnonzero(classes == one))
        fold[rows] = (np.arange(len(rows)) + begin) % folds
        begin += len(rows)
    return fold


def laplace_covariance(
    fitted: Logistic, units: Floats, y: Ints | None = None, groups: Ints | None = None
) -> Floats:
    """Return the covariance of (intercept, coefficients) of two classes, float64 of shape (p + 1, p + 1).

    The inverse of the penalised Hessian at the optimum: the posterior of a normal prior on the
    coefficients, approximated by a normal. A coefficient held at 0 is no part of it. With labels and groups,
    int64 of shape (n,), rows of a group are taken for dependent; see `training.fit.clustered`.

    Source: Spiegelhalter and Lauritzen (1990); MacKay (1992), "The evidence framework applied to
    classification networks".
    """
    used = np.concatenate([[True], fitted.coefficients > 0.0])
    chance = fitted.at_least(units)[:, 0]
    design = np.column_stack([np.ones(len(units)), units])[:, used]
    hessian = design.T @ (design * (chance * (1.0 - chance))[:, None])
    prior = np.diag([1e-6, *[fitted.strength] * (int(used.sum()) - 1)])
    hessian += prior
    found = np.zeros((len(used), len(used)))
    if y is None or groups is None:
        found[np.ix_(used, used)] = np.linalg.inv(hessian)
    else:
        found[np.ix_(used, used)] = clustered_covariance(design, y - chance, hessian, prior, groups)
    return found


def _unpack(packed: Floats, width: int) -> tuple[Floats, Floats]:
    """Return coefficients and rising thresholds: the first, then the logs of the steps."""
    return packed[:width], packed[width] + np.concatenate([[0.0], np.cumsum(np.exp(packed[width + 1 :]))])


def _chances(above: Floats, classes: Ints) -> Floats:
    """Return the probability of each row's own class from P(class >= k)."""
    n = len(above)
    whole = np.column_stack([np.ones(n), above, np.zeros(n)])
    rows = np.arange(n)
    own: Floats = whole[rows, classes] - whole[rows, classes + 1]
    return own


def _loss(packed: Floats, units: Floats, classes: Ints, strength: float) -> tuple[float, Floats]:
    """Return the penalised negative log-likelihood and its gradient."""
    coefficients, thresholds = _unpack(packed, units.shape[1])
    above = sigmoid((units @ coefficients)[:, None] - thresholds[None, :])
    own = np.maximum(_chances(above, classes), _TINY)
    n, rows = len(units), np.arange(len(units))
    slopes = np.column_stack([np.zeros(n), above * (1.0 - above), np.zeros(n)])
    lower, upper = slopes[rows, classes] / own, slopes[rows, classes + 1] / own
    by_threshold = np.zeros((n, len(thresholds) + 2))
    by_threshold[rows, classes] += lower
    by_threshold[rows, classes + 1] -= upper
    each = by_threshold[:, 1:-1].sum(axis=0)
    steps = np.exp(packed[units.shape[1] + 1 :])
    by_steps = np.cumsum(each[::-1])[::-1]
    gradient = np.concatenate(
        [strength * coefficients - units.T @ (lower - upper), by_steps[:1], by_steps[1:] * steps]
    )
    return float(strength / 2 * coefficients @ coefficients - np.log(own).sum()), gradient
