"""Figures that count money, not rows: of the amounts that were at stake, how much was found.

A recall of .9 by rows can be a recall of .4 by money, where what was missed is large. Amounts are those of the
document, or what a customer owes at the moment; an unknown amount counts nothing.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from features.kernel.layout import DAY
from training.evaluate.intervals import Figure, Interval, bootstrap
from training.evaluate.ranked import Ranked

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

DRAWS = 200


def top_k_per_day(scores: Floats, moments_us: Ints, *, k: int) -> Bools:
    """Return which rows stand among the k highest scores of their day, bool of shape (n,).

    Days of 24 hours since the epoch (UTC); of equal scores the earlier row comes first.

    >>> top_k_per_day(np.array([0.1, 0.9, 0.5]), np.array([1, 2, DAY]), k=1).tolist()
    [False, True, True]
    """
    days = moments_us // DAY
    order = np.lexsort((-scores, days))
    ordered = days[order]
    first = np.searchsorted(ordered, ordered, side="left")
    flagged = np.zeros(len(scores), np.bool_)
    flagged[order] = np.arange(len(scores)) - first < k
    return flagged


def money_recall(labels: Ints, flagged: Bools, amounts_minor: Floats) -> float:
    """Return the share of the amounts of findings that is flagged, 0 to 1; NaN where findings have no amount.

    Parameters
    ----------
    labels, flagged, amounts_minor
        All of shape (n,); minor units of the base currency, 0 and more, NaN unknown.

    Raises
    ------
    ValueError
        An amount is below 0.

    >>> money_recall(np.array([1, 1, 0]), np.array([True, False, True]), np.array([300.0, 100.0, 900.0]))
    0.75
    """
    return _part(flagged, labels == 1, _known(amounts_minor))(np.ones(len(labels)))


def money_precision(labels: Ints, flagged: Bools, amounts_minor: Floats) -> float:
    """Return the share of the flagged amounts that are findings; see `money_recall`."""
    return _part(labels == 1, flagged, _known(amounts_minor))(np.ones(len(labels)))


def money_auc(labels: Ints, scores: Floats, amounts_minor: Floats) -> float:
    """Return the probability that a unit of money in findings ranks above one elsewhere, ties by half.

    NaN where either side has no money. See `money_recall`.
    """
    return Ranked(labels.astype(np.float64), scores).figure("auc", _known(amounts_minor))


def money_figures(
    labels: Ints,
    scores: Floats,
    *,
    moments_us: Ints,
    amounts_minor: Floats,
    flagged: Bools,
    units: Ints,
    alerts: Sequence[int] = (),
) -> dict[str, Interval]:
    """Return all figures of money that are defined on these rows, with their intervals.

    Parameters
    ----------
    labels, scores, moments_us, amounts_minor
        Of shape (n,).
    flagged
        bool of shape (n,): held at the cut in force.
    units
        int64 of shape (n,): rows of one day, or of one customer, are drawn together.
    alerts
        How many a day can be looked at.

    Returns
    -------
    dict
        `money_auc`, `money_recall` and `money_precision` at the cut, `money_recall_at_{k}_per_day`.
    """
    money, hits = _known(amounts_minor), labels == 1
    ranked = Ranked(labels.astype(np.float64), scores)
    asked: dict[str, Figure] = {
        "money_auc": lambda weights: ranked.figure("auc", weights * money),
        "money_recall": _part(flagged, hits, money),
        "money_precision": _part(hits, flagged, money),
    }
    for k in alerts:
        asked[f"money_recall_at_{k}_per_day"] = _part(top_k_per_day(scores, moments_us, k=k), hits, money)
    return {name: found for name, one in asked.items() if (found := _interval(one, units)) is not None}


def _interval(figure: Figure, units: Ints) -> Interval | None:
    try:
        return bootstrap(figure, units, draws=DRAWS)
    except ValueError:
        return None


def _known(amounts_minor: Floats) -> Floats:
    if (amounts_minor < 0).any():
        raise ValueError("expected amounts of 0 and more")
    return np.nan_to_num(amounts_minor)


def _part(hits: Bools, of: Bools, money: Floats) -> Figure:
    both, base = money * (hits & of), money * of

    def figure(weights: Floats) -> float:
        total = float(weights @ base)
        return float(weights @ both) / total if total > 0.0 else float("nan")

    return figure
