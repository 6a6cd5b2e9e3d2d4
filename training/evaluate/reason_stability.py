"""How far reasons hold: what a model of slightly other history would have named instead.

The reasons of the riskiest rows, which are the ones that reviewers read, are compared between the measured model
and one refitted by the same recipe on rows drawn with replacement, whole customers or days at a time. Two models
that rank alike and explain differently explain by chance.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from features.catalogue.program import FEATURES
from models.decision.reasons import MOST, WORTH_SAYING
from models.trees.contributions import contributions
from models.trees.ensemble import Ensemble

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MOST_ROWS: Final = 300
"""The riskiest ones that are compared."""


@dataclass(frozen=True, slots=True)
class ReasonStability:
    """How far two fits give the same reasons.

    Parameters
    ----------
    rows
        Compared: those of which the measured model names a reason.
    same_first
        Share whose first reason is the same, 0 to 1.
    kept
        Reasons that both name, on average of one row.
    named
        Reasons that the measured model names, on average of one row: at most four.
    jaccard
        Mean over rows of reasons that both name over reasons that either names.
    same_all
        Share whose reasons are the same set.
    rank
        Spearman's correlation of both scores on these rows; NaN where one of them does not move.
    wavering
        Reasons that are dropped most: code, rows that lost it, rows that named it; the most lost first.
    """

    rows: int
    same_first: float
    kept: float
    named: float
    jaccard: float
    same_all: float
    rank: float
    wavering: tuple[tuple[str, int, int], ...]


def top_reasons(
    ensemble: Ensemble, slope: float, X: Floats, names: Sequence[str]
) -> tuple[tuple[str, ...], ...]:
    """Return of each row the codes of at most four reasons that raise the risk, the loudest first.

    By what the desk shows of a model: contributions are added up by the reason of their feature, and count from
    a tenth of log-odds on.

    Parameters
    ----------
    ensemble, slope
        The trees, and the slope of their calibration.
    X, names
        float64 of shape (n, f), and the features.
    """
    codes = sorted({FEATURES[name].reason for name in names})
    member = np.array([codes.index(FEATURES[name].reason) for name in names])
    phi = slope * contributions(ensemble, X)[:, :-1]
    sums = np.zeros((len(X), len(codes)))
    for k in range(len(codes)):
        sums[:, k] = phi[:, member == k].sum(axis=1)
    order = np.argsort(-sums, axis=1, kind="stable")[:, :MOST]
    return tuple(
        tuple(codes[k] for k in ranked if sums[row, k] >= WORTH_SAYING)
        for row, ranked in enumerate(order.tolist())
    )


def compare_reasons(
    first: Sequence[Sequence[str]], second: Sequence[Sequence[str]], scores: tuple[Floats, Floats]
) -> ReasonStability | None:
    """Return how far reasons of the same rows agree; None where the first names none.

    Parameters
    ----------
    first, second
        Reasons of n rows, the loudest first.
    scores
        What both models say of the rows, float64 of shape (n,) each.

    >>> scores = np.array([0.1, 0.2]), np.array([0.3, 0.4])
    >>> found = compare_reasons([("a", "b"), ("a",)], [("a", "c"), ("a",)], scores)
    >>> found.same_first, found.kept, found.named
    (1.0, 1.0, 1.5)
    """
    pairs = [(one, other) for one, other in zip(first, second, strict=True) if one]
    if not pairs:
        return None
    shared = [len(set(one) & set(other)) for one, other in pairs]
    either = [len(set(one) | set(other)) for one, other in pairs]
    return ReasonStability(
        rows=len(pairs),
        same_first=float(np.mean([other[:1] == one[:1] for one, other in pairs])),
        kept=float(np.mean(shared)),
        named=float(np.mean([len(one) for one, _ in pairs])),
        jaccard=float(np.mean([s / e for s, e in zip(shared, either, strict=True)])),
        same_all=float(np.mean([s == e for s, e in zip(shared, either, strict=True)])),
        rank=_spearman(*scores),
        wavering=_wavering(pairs),
    )


def drawn_again(units: Ints, *, seed: int) -> Ints:
    """Return rows for a refit, int64: as many units as there are, drawn with replacement, all rows of each."""
    known, codes = np.unique(units, return_inverse=True)
    random = np.random.default_rng(seed)
    times = np.bincount(random.integers(0, max(len(known), 1), len(known)), minlength=len(known))
    return np.repeat(np.arange(len(units)), times[codes.reshape(-1)])


def riskiest(scores: Floats, *, most: int = MOST_ROWS) -> Ints:
    """Return the rows of the highest scores, the highest first."""
    return np.argsort(-scores, kind="stable")[:most].astype(np.int64)


def _wavering(pairs: Sequence[tuple[Sequence[str], Sequence[str]]]) -> tuple[tuple[str, int, int], ...]:
    named: dict[str, list[bool]] = {}
    for one, other in pairs:
        for code in one:
            named.setdefault(code, []).append(code not in other)
    lost = sorted(named, key=lambda code: (-sum(named[code]), code))
    return tuple((code, sum(named[code]), len(named[code])) for code in lost[:MOST] if any(named[code]))


def _spearman(one: Floats, other: Floats) -> float:
    ranks = [np.unique(scores, return_inverse=True)[1].astype(np.float64) for scores in (one, other)]
    if min(rank.std() for rank in ranks) == 0.0:
        return float("nan")
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1])
