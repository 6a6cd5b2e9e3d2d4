"""Figures over all documents, not over those alone that somebody looked at.

What was held is judged; of what passed only what the lot drew is. The judged speak for the rest of their own
part: one over the propensity (Horvitz and Thompson, 1952), the interval of a share is that of
`models.whatif.interval`, parts are joined by the distances of their ends (MOVER: Zou and Donner, 2008). Who was
sent to be judged and was not yet is taken to be like who was, within the same part.
"""

import math
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from models.whatif.estimate import Estimate, Share, share_of
from models.whatif.interval import Rows, share_of_rest, wilson
from training.evaluate.intervals import Interval, bootstrap
from training.evaluate.ranked import Ranked
from training.labels.review_source import MOST_WEIGHT, Sent, Source, inverse, population_weights
from training.labels.verdicts import VerdictLabels

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

_BINS: Final = 5
_DRAWS: Final = 300


@dataclass(frozen=True, slots=True)
class Bin:
    """Decided documents of about one probability: what was expected of them, and what is estimated to be true."""

    rows: int
    expected: float
    realised: Share

    @property
    def agrees(self) -> bool:
        """Whether the expected share lies within the interval."""
        return self.realised.low <= self.expected <= self.realised.high


@dataclass(frozen=True, slots=True)
class Population:
    """What a score that holds some documents would find.

    Parameters
    ----------
    decided, judged, drawn
        Documents that riskdesk decided about, those of them with a verdict, and those judged because the
        lot drew them.
    seen_precision, seen_recall
        Over judged rows as they are: flattering, for reviewers see what was flagged.
    precision, recall, rate
        Over all decided; a `value` of None where nobody looked at any document that could tell.
    ap
        Average precision over all decided; None where it is not defined.
    calibration
        From the lowest probability to the highest; empty for a score that is none.
    """

    decided: int
    judged: int
    drawn: int
    seen_precision: Share
    seen_recall: Share
    precision: Share
    recall: Share
    rate: Share
    ap: Interval | None
    calibration: tuple[Bin, ...]

    @property
    def recall_known(self) -> bool:
        """Whether anything can be said of what was missed."""
        return self.recall.value is not None

    def metrics(self) -> dict[str, float]:
        """Return the figures that are known, under names that begin with `seen_` and `population_`."""
        shares = {
            "seen_precision": self.seen_precision,
            "seen_recall": self.seen_recall,
            "population_precision": self.precision,
            "population_recall": self.recall,
            "population_rate": self.rate,
        }
        found: dict[str, float] = {}
        for name, share in shares.items():
            if share.value is not None:
                found |= {name: share.value, f"{name}_low": share.low, f"{name}_high": share.high}
        if self.ap is not None:
            found |= {"population_ap": self.ap.value, "population_ap_low": self.ap.low}
            found["population_ap_high"] = self.ap.high
        return found

    def to_json(self) -> dict[str, Any]:
        """Return all of it as JSON holds it, with the clip of weights."""
        told = asdict(self) | {"recall_known": self.recall_known, "most_weight": MOST_WEIGHT}
        told["calibration"] = [asdict(one) | {"agrees": one.agrees} for one in self.calibration]
        return told


def population(
    labels: VerdictLabels, held: Mask, scores: Floats, units: npt.NDArray[np.int64], *, probability: bool
) -> Population:
    """Estimate what a score finds among all documents that riskdesk decided about.

    Parameters
    ----------
    labels
        Of n mature documents; those never decided about are left out.
    held, scores
        bool and float64 of shape (n,): what is held under the score, and the score, higher riskier.
    units
        int64 of shape (n,), such as the day: rows of one unit hang together; what the lot drew does not.
    probability
        Whether the score is a probability, so that its calibration can be told.
    """
    decided = labels.source != Source.UNDECIDED
    seen = labels.judged
    confirmed = seen & (labels.labels == 1)
    here = labels.where(decided)
    alike = units[decided]
    above, below = _total(here, held[decided], alike), _total(here, ~held[decided], alike)
    cuts = _bins(here, scores[decided], alike) if probability and decided.any() else ()
    return Population(
        decided=int(decided.sum()),
        judged=int(here.judged.sum()),
        drawn=int(here.drawn.sum()),
        seen_precision=plain_share(int((confirmed & held).sum()), int((seen & held).sum())),
        seen_recall=plain_share(int((confirmed & held).sum()), int(confirmed.sum())),
        precision=_over(above, int(held[decided].sum())),
        recall=share_of(above, below) if below.value is not None else Share(None, 0.0, 1.0),
        rate=_over(_joined([above, below]), len(here.labels)),
        ap=_ap(here, scores[decided], units[decided]),
        calibration=cuts,
    )


def plain_share(found: int, of: int) -> Share:
    """Return a share of rows that all weigh the same, with Wilson's interval."""
    return Share(None, 0.0, 1.0) if of == 0 else Share(found / of, *wilson(found / of, of))


def weighted_share(hits: Mask, weights: Floats) -> Share:
    """Return the weighted share of hits among rows, bool and float64 of shape (n,), some weight above 0."""
    share = float(weights[hits].sum() / weights.sum())
    return Share(share, *wilson(share, float(weights.sum() ** 2 / (weights**2).sum())))


def _total(labels: VerdictLabels, within: Mask, units: Ints) -> Estimate:
    """Estimate how many of some documents would be confirmed."""
    flagged = labels.source == Source.FLAGGED
    each = np.arange(len(units))
    return _joined([_part(labels, within & flagged, units), _part(labels, within & ~flagged, each)])


def _part(labels: VerdictLabels, part: Mask, units: Ints) -> Estimate:
    """Estimate over documents that were all held, or all not."""
    told = part & labels.judged & (labels.source != Source.PASSED)
    known = float((told & (labels.labels == 1)).sum())
    others = part & ~told
    rest = float(others.sum())
    if rest <= 0.0:
        return Estimate(known, known, known, known)
    if not told.any():
        return Estimate(0.0, None, 0.0, rest)
    judged = Rows(inverse(labels.propensity[told]), units[told])
    value, low, high = share_of_rest(
        labels.labels[told] == 1, judged, Rows(np.ones(int(rest)), units[others])
    )
    return Estimate(known, known + value * rest, known + low * rest, known + high * rest)


def _joined(parts: list[Estimate]) -> Estimate:
    """Return the sum of disjoint parts; unknown where one is, between its extremes."""
    sure = [(part.value, part) for part in parts if part.value is not None]
    unsure = [part for part in parts if part.value is None]
    value = sum(one for one, _ in sure)
    low = value - math.hypot(*(one - part.low for one, part in sure)) + sum(part.low for part in unsure)
    high = value + math.hypot(*(part.high - one for one, part in sure)) + sum(part.high for part in unsure)
    return Estimate(sum(part.known for part in parts), None if unsure else value, low, high)


def _over(total: Estimate, rows: int) -> Share:
    if rows == 0:
        return Share(None, 0.0, 1.0)
    value = None if total.value is None else total.value / rows
    return Share(value, max(0.0, total.low / rows), min(1.0, total.high / rows))


def _bins(labels: VerdictLabels, probabilities: Floats, units: Ints) -> tuple[Bin, ...]:
    order = np.argsort(probabilities, kind="stable")
    found = []
    for rows in np.array_split(order, _BINS):
        if len(rows):
            within = np.zeros(len(order), np.bool_)
            within[rows] = True
            realised = _over(_total(labels, within, units), len(rows))
            found.append(Bin(len(rows), float(probabilities[rows].mean()), realised))
    return tuple(found)


def _ap(labels: VerdictLabels, scores: Floats, units: npt.NDArray[np.int64]) -> Interval | None:
    weights = population_weights(Sent(labels.source, labels.propensity), labels.judged)
    if weights is None:
        return None
    told = weights > 0.0
    ranked = Ranked(labels.labels[told].astype(np.float64), scores[told])
    try:
        return bootstrap(lambda times: ranked.figure("ap", times * weights[told]), units[told], draws=_DRAWS)
    except ValueError:
        return None
