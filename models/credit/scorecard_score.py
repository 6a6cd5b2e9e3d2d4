"""What a scorecard says about a customer: points, probability, and how sure it is."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from models.credit.grades import GRADES, GradeBands, grade_of
from models.credit.points import FACTOR, pd_one, points_of_log_odds
from models.credit.scorecard import Scorecard

Z_90: Final = 1.6448536269514722
"""Half width of a 90 % interval of the normal distribution, in standard deviations."""


@dataclass(frozen=True, slots=True)
class PdInterval:
    """An interval of the probability of default.

    Attributes
    ----------
    low, high
        Its ends, 0 to 1.
    sigma
        Standard deviation of the log-odds.
    """

    low: float
    high: float
    sigma: float

    def grades(self, floor: float, bands: GradeBands) -> int:
        """Return over how many grades it reaches, 1 to 4."""
        worst, best = (GRADES.index(grade_of(pd, floor, bands)) for pd in (self.high, self.low))
        return worst - best + 1

    def needs_review(self, floor: float, bands: GradeBands, *, most_grades: int = 2) -> bool:
        """Tell whether it is too wide to grade by: it reaches over more than so many grades."""
        return self.grades(floor, bands) > most_grades


@dataclass(frozen=True, slots=True)
class Scored:
    """One customer.

    Attributes
    ----------
    log_odds, pd
        Of default.
    points
        More is better: 600 at odds of 50 good to 1 bad, see `models.credit.points`.
    contributions
        What each item adds to the log-odds: with the card's intercept they sum to `log_odds`.
    item_points
        What each item adds to the points; with `base_points` they sum to `points`, but for rounding of floats.
    base_points
        Points where every unit is 0.
    interval
        90 % interval of the probability.
    """

    log_odds: float
    pd: float
    points: float
    contributions: tuple[float, ...]
    item_points: tuple[float, ...]
    base_points: float
    interval: PdInterval


def score_one(card: Scorecard, values: Sequence[float]) -> Scored:
    """Score one customer.

    Parameters
    ----------
    card
        The scorecard.
    values
        One of each item, in its order; NaN is unknown.

    Raises
    ------
    ValueError
        Another number of values than items.
    """
    units = [item.unit(float(value)) for item, value in zip(card.items, values, strict=True)]
    parts = [item.coefficient * unit for item, unit in zip(card.items, units, strict=True)]
    log_odds = card.intercept
    for part in parts:
        log_odds += part
    points = points_of_log_odds(log_odds)
    sigma = _sigma(card, values, units)
    low, high = (pd_one(points_of_log_odds(log_odds + side * Z_90 * sigma)) for side in (-1.0, 1.0))
    return Scored(
        log_odds=log_odds,
        pd=pd_one(points),
        points=points,
        contributions=tuple(parts),
        item_points=tuple(-FACTOR * part for part in parts),
        base_points=points_of_log_odds(card.intercept),
        interval=PdInterval(low, high, sigma),
    )


def score_many(card: Scorecard, rows: Iterable[Sequence[float]]) -> list[Scored]:
    """Score customers, each bit by bit as `score_one` does."""
    return [score_one(card, row) for row in rows]


def _sigma(card: Scorecard, values: Sequence[float], units: Sequence[float]) -> float:
    """Return the standard deviation of the log-odds.

    What is not known of the coefficients: z' covariance z with z = (1, units). What is not known of the
    customer: an unknown value may be any of the training rows', so each adds
    (coefficient squared + its variance) * spread squared. Both are taken as independent.
    """
    z = (1.0, *units)
    variance = math.fsum(
        a * b * c for a, row in zip(z, card.covariance, strict=True) for b, c in zip(z, row, strict=True)
    )
    for place, (item, value) in enumerate(zip(card.items, values, strict=True), 1):
        if math.isnan(value):
            variance += (item.coefficient**2 + card.covariance[place][place]) * item.spread**2
    return math.sqrt(max(variance, 0.0))
