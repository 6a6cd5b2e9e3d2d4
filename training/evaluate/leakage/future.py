"""Features that know what came later.

Two ways to see it. Where history can be cut, vectors are recomputed as of then and must not differ by a bit.
Where only a table is at hand, a feature that was filled in together with the label ranks well on rows whose
label was known when the table was made, and no longer on rows whose label became known after.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from training.evaluate.intervals import ranked_interval
from training.evaluate.ranked import Ranked

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Recompute = Callable[[Ints], Floats]
"""Rows, int64 of shape (m,) -> their vectors of what was known at their moment, float64 of shape (m, f)."""

LEAST_ROWS: Final = 10
"""Of each label on each side, that a feature can be compared at all."""
TOO_GOOD: Final = 0.98


@dataclass(frozen=True, slots=True)
class Recomputed:
    """A feature whose kept values are not those of then: `rows` of those compared differ."""

    name: str
    rows: int
    of: int


@dataclass(frozen=True, slots=True)
class KnowsTheOutcome:
    """A feature that ranks as only the outcome could.

    Parameters
    ----------
    name
        Of the feature.
    auc_known, auc_fresh
        Its rank, either way round, where the label was known when features were made, and where it was
        not; NaN where there is no such comparison.
    why
        `falls_on_fresh_rows` or `too_good_alone`.
    """

    name: str
    auc_known: float
    auc_fresh: float
    why: str


def recomputed_as_of_then(
    names: Sequence[str], X: Floats, recompute: Recompute, *, most: int = 500, seed: int = 20_261
) -> tuple[Recomputed, ...]:
    """Return the features whose values differ from those recomputed of what was known then.

    Parameters
    ----------
    names, X
        Features as learnt from, float64 of shape (n, f).
    recompute
        Computes vectors of a history that is cut at each row's moment.
    most, seed
        At most so many rows are tried, drawn at random.
    """
    tried = np.sort(np.random.default_rng(seed).permutation(len(X))[:most])
    differs = ~_equal(X[tried], recompute(tried))
    return tuple(
        Recomputed(name, int(rows), len(tried))
        for name, rows in zip(names, differs.sum(axis=0).tolist(), strict=True)
        if rows
    )


def knows_the_outcome(
    names: Sequence[str], X: Floats, y: Ints, known_us: Ints, made_us: int
) -> tuple[KnowsTheOutcome, ...]:
    """Return the features of a table that rank better where the label was known when it was made.

    A feature is named where the interval of its AUC on the known rows lies wholly above that on the fresh
    ones, widened to all features tried, or where it ranks above .98 by itself: no honest feature of a
    human decision does, and one that does is cheaply looked at.

    Parameters
    ----------
    names, X, y
        float64 of shape (n, f), and labels 0 or 1 of shape (n,).
    known_us
        int64 of shape (n,), when each label became known.
    made_us
        When the features were made.
    """
    known = known_us <= made_us
    compared = all(_enough(y[side]) for side in (known, ~known))
    found = []
    for name, column in zip(names, X.T, strict=True):
        reason = _judge(
            name, _ranks(column), y, known if compared else np.ones(len(y), bool), compared=compared
        )
        found += [reason] if reason is not None else []
    return tuple(found)


def _judge(
    name: str, values: Floats, y: Ints, known: npt.NDArray[np.bool_], *, compared: bool
) -> KnowsTheOutcome | None:
    sign = 1.0 if not _enough(y[known]) or _auc(y[known], values[known]) >= 0.5 else -1.0
    auc = _auc(y[known], sign * values[known])
    if not compared:
        return KnowsTheOutcome(name, auc, float("nan"), "too_good_alone") if auc > TOO_GOOD else None
    old = ranked_interval("auc", y[known], sign * values[known], draws=200)
    new = ranked_interval("auc", y[~known], sign * values[~known], draws=200)
    gap = (old.value - new.value) - 2.0 * ((old.value - old.low) ** 2 + (new.high - new.value) ** 2) ** 0.5
    if gap > 0.0:
        return KnowsTheOutcome(name, old.value, new.value, "falls_on_fresh_rows")
    if min(old.value, new.value) > TOO_GOOD:
        return KnowsTheOutcome(name, old.value, new.value, "too_good_alone")
    return None


def _auc(y: Ints, values: Floats) -> float:
    return Ranked(y.astype(np.float64), values).figure("auc", np.ones(len(y)))


def _ranks(column: Floats) -> Floats:
    """Return ranks from 1, and 0 for what is unknown: that a feature is empty may tell too."""
    known = ~np.isnan(column)
    ranks = np.zeros(len(column))
    ranks[known] = np.unique(column[known], return_inverse=True)[1].reshape(-1) + 1.0
    return ranks


def _enough(y: Ints) -> bool:
    return bool(LEAST_ROWS <= y.sum() <= len(y) - LEAST_ROWS)


def _equal(one: Floats, other: Floats) -> npt.NDArray[np.bool_]:
    return np.equal(one, other) | (np.isnan(one) & np.isnan(other))
