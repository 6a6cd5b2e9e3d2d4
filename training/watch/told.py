"""What was told and how much of it: reasons and alerts, now against before."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from models.policy.outcome import Outcome
from models.role import Place
from models.whatif.past import PastDecision
from training.watch.psi import Drift, drift_of_counts

_Z99: Final = 2.5758293035489004


@dataclass(frozen=True, slots=True)
class Volume:
    """Alerts a calendar day.

    Attributes
    ----------
    before, now
        Means of the two spans.
    low, high
        99 % interval of the difference, from the spread of days (Welch, 1947).
    moved
        Whether the difference is more than chance.
    """

    before: float
    now: float
    low: float
    high: float

    @property
    def moved(self) -> bool:
        """Whether nothing lies outside the interval."""
        return self.low > 0.0 or self.high < 0.0


@dataclass(frozen=True, slots=True)
class Told:
    """Orders or payments of two spans.

    Attributes
    ----------
    decisions
        Now.
    reasons
        Drift of the shares of reasons among all that were given; None without a span before.
    changed
        Reason -> (share before, share now), the five that moved most.
    alerts
        None without a span before.
    """

    place: Place
    decisions: int
    reasons: Drift | None
    changed: dict[str, tuple[float, float]]
    alerts: Volume | None


def told(before: Sequence[PastDecision], now: Sequence[PastDecision], place: Place) -> Told:
    """Compare what was told of orders or payments in two spans."""
    before, now = ([one for one in span if one.subject.place == place] for span in (before, now))
    if not before or not now:
        return Told(place, len(now), None, {}, None)
    codes = sorted({code for one in (*before, *now) for code in one.reasons})
    then_counts, now_counts = (
        np.array([sum(code in one.reasons for one in span) for code in codes], np.int64)
        for span in (before, now)
    )
    shares = [(counts / max(int(counts.sum()), 1)).tolist() for counts in (then_counts, now_counts)]
    pairs = dict(zip(codes, zip(*shares, strict=True), strict=True))
    loudest = sorted(codes, key=lambda code: -abs(pairs[code][1] - pairs[code][0]))[:5]
    return Told(
        place=place,
        decisions=len(now),
        reasons=drift_of_counts(then_counts, now_counts),
        changed={code: pairs[code] for code in loudest},
        alerts=_volume(_daily(before), _daily(now)),
    )


def _daily(span: Sequence[PastDecision]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    days = np.array([one.day for one in span], np.int64)
    held = np.array([one.outcome is not Outcome.APPROVE for one in span])
    return np.bincount(days[held] - days.min(), minlength=int(days.max() - days.min()) + 1).astype(np.int64)


def _volume(
    before: np.ndarray[tuple[int], np.dtype[np.int64]], now: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> Volume:
    difference = float(now.mean() - before.mean())
    # Days vary no less than a count of their size: a single quiet week is no certainty.
    spread = sum(max(float(days.var()), float(days.mean()), 0.5) / len(days) for days in (before, now))
    half = _Z99 * math.sqrt(spread)
    return Volume(float(before.mean()), float(now.mean()), difference - half, difference + half)
