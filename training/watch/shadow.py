"""A challenger in shadow beside the champion, on the same decisions."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from features.kernel.layout import DAY
from models.credit.grades import GRADES
from models.role import Role
from training.evaluate.intervals import Interval, bootstrap, paired_difference, wilson
from training.evaluate.ranked import Metric, Ranked
from training.watch.psi import Drift, drift, freeze
from training.watch.shadow_pair import UNSAID, Pair

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MOST_APART: Final = 10
_DRAWS: Final = 400
_FIGURES: Final[tuple[Metric, ...]] = ("auc", "ap", "brier")
_LEAST_HITS: Final = 5
_ORDER: Final = ("approve", "review", "block", *GRADES, UNSAID)


@dataclass(frozen=True, slots=True)
class Cell:
    """Decisions by the step of both, with how many have a label and how many of these are hits."""

    champion: str
    challenger: str
    decisions: int
    labelled: int
    hits: int


@dataclass(frozen=True, slots=True)
class Figure:
    """One metric of both on the same labelled decisions; `gain` is what the challenger has over the champion.

    More than 0 is better, of errors too. None without enough labels.
    """

    metric: str
    champion: float
    challenger: float
    gain: Interval | None


@dataclass(frozen=True, slots=True)
class ShadowReport:
    """What the comparison says.

    Attributes
    ----------
    role
        In which the challenger ran.
    decisions, scored, labelled, hits
        All of them, those with a probability of both, those of these with a label, and hits among these.
    days
        Calendar days (UTC) from the first to the last.
    same_step, same_low, same_high
        Share of decisions with the same outcome or grade, with Wilson's 95 % interval.
    rank
        Spearman's correlation of both probabilities; None of fewer than two, or without any spread.
    cells
        Decisions by both steps, those that did not flip too.
    figures
        On labelled decisions, weighed by propensity.
    psi
        How far the challenger's probabilities lie from the champion's.
    alerts_champion, alerts_challenger, alerts_more
        Alerts a calendar day of each, and what the challenger sends more, by resampled days; None of one day.
    took_us_median, took_us_p99
        How long the challenger took.
    apart
        The decisions that differ most.
    """

    role: Role
    decisions: int
    scored: int
    labelled: int
    hits: int
    days: int
    same_step: float
    same_low: float
    same_high: float
    rank: float | None
    cells: tuple[Cell, ...]
    figures: tuple[Figure, ...]
    psi: Drift | None
    alerts_champion: float
    alerts_challenger: float
    alerts_more: Interval | None
    took_us_median: float
    took_us_p99: float
    apart: tuple[Pair, ...] = field(default=())


def compare_shadow(role: Role, pairs: Sequence[Pair]) -> ShadowReport:
    """Compare a challenger in shadow with the champion.

    Parameters
    ----------
    pairs
        At least one, in any order; of one challenger.

    Raises
    ------
    ValueError
        There is no pair.
    """
    if not pairs:
        raise ValueError("expected at least one decision")
    both = [one for one in pairs if one.champion is not None and one.challenger is not None]
    first, second = _column(both, "champion"), _column(both, "challenger")
    known = [one for one in both if one.label is not None and one.speaks > 0.0]
    same = sum(one.champion_step == one.challenger_step for one in pairs)
    low, high = wilson(same, len(pairs))
    days, alerts = _daily(pairs)
    took = np.array([one.took_us for one in pairs], np.float64)
    return ShadowReport(
        role=role,
        decisions=len(pairs),
        scored=len(both),
        labelled=len(known),
        hits=sum(one.label == 1.0 for one in known),
        days=days,
        same_step=same / len(pairs),
        same_low=low,
        same_high=high,
        rank=_rank(first, second),
        cells=_cells(pairs),
        figures=_figures(known),
        psi=drift(freeze(first), second) if both else None,
        alerts_champion=float(alerts[0].mean()),
        alerts_challenger=float(alerts[1].mean()),
        alerts_more=_more(alerts[1] - alerts[0]),
        took_us_median=float(np.median(took)),
        took_us_p99=float(np.quantile(took, 0.99)),
        apart=_apart(both),
    )


def _column(pairs: Sequence[Pair], name: str) -> Floats:
    return np.array([getattr(one, name) for one in pairs], np.float64)


def _rank(first: Floats, second: Floats) -> float | None:
    if len(first) < 2 or not np.ptp(first) or not np.ptp(second):
        return None
    return float(np.corrcoef(_places(first), _places(second))[0, 1])


def _places(values: Floats) -> Floats:
    """Return mean ranks, equal values sharing theirs."""
    _, of, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return (ends - (counts - 1) / 2.0)[of]


def _cells(pairs: Sequence[Pair]) -> tuple[Cell, ...]:
    cells: dict[tuple[str, str], list[Pair]] = {}
    for one in pairs:
        cells.setdefault((one.champion_step, one.challenger_step), []).append(one)
    return tuple(
        Cell(
            champion=before,
            challenger=after,
            decisions=len(held),
            labelled=sum(one.label is not None for one in held),
            hits=sum(one.label == 1.0 for one in held),
        )
        for (before, after), held in sorted(
            cells.items(), key=lambda cell: tuple(_ORDER.index(step) for step in cell[0])
        )
    )


def _figures(known: Sequence[Pair]) -> tuple[Figure, ...]:
    """Return the figures on labelled decisions; those that are not defined there are left out."""
    if not known:
        return ()
    y, speaks = _column(known, "label"), _column(known, "speaks")
    units = np.array([one.unit for one in known], np.int64)
    sides = (_column(known, "champion"), _column(known, "challenger"))
    found = []
    for metric in _FIGURES:
        champion, challenger = (Ranked(y, scores).figure(metric, speaks) for scores in sides)
        if not np.isnan(champion) and not np.isnan(challenger):
            gain = _gain(metric, y, sides, units, speaks)
            found.append(Figure(metric, champion, challenger, gain))
    return tuple(found)


def _gain(
    metric: Metric, y: Floats, sides: tuple[Floats, Floats], units: Ints, speaks: Floats
) -> Interval | None:
    if min(y.sum(), len(y) - y.sum()) < _LEAST_HITS:
        return None
    try:
        one = paired_difference(metric, y, *sides, units, speaks=speaks, draws=_DRAWS)
    except ValueError:
        return None
    return Interval(-one.value, -one.high, -one.low) if metric == "brier" else one


def _daily(pairs: Sequence[Pair]) -> tuple[int, Floats]:
    """Return the number of days and alerts by side and day, float64 of shape (2, days)."""
    days = np.array([one.at_us for one in pairs], np.int64) // DAY
    days -= days.min()
    many = int(days.max()) + 1
    sent = np.array([one.alerts for one in pairs], np.float64)
    by_day = [np.bincount(days, weights=sent[:, side], minlength=many) for side in (0, 1)]
    return many, np.asarray(by_day, np.float64)


def _more(by_day: Floats) -> Interval | None:
    if len(by_day) < 2:
        return None
    return bootstrap(
        lambda weights: float(weights @ by_day / weights.sum()), np.arange(len(by_day)), draws=_DRAWS
    )


def _apart(both: Sequence[Pair]) -> tuple[Pair, ...]:
    distance = np.abs(_column(both, "champion") - _column(both, "challenger"))
    order = np.argsort(-distance, kind="stable")[:MOST_APART]
    return tuple(both[k] for k in order.tolist() if distance[k] > 0.0)
