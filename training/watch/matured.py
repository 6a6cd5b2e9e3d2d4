"""What was expected against what happened, month by month, once labels are there: the error of the estimate."""

from dataclasses import dataclass

import numpy as np

from training.evaluate.ranked import Ranked
from training.watch.estimated import LEAST_ROWS, expected_auc
from training.watch.observed import Observed


@dataclass(frozen=True, slots=True)
class Period:
    """One month of labelled decisions; figures are weighed by propensity.

    Attributes
    ----------
    month
        Such as `2026-08` (UTC).
    rows, hits
        Labelled decisions, and how many of them were hits.
    expected_rate, realised_rate, expected_auc, realised_auc
        Told from probabilities alone, and from labels; an area is None where one kind of outcome is missing.
    """

    month: str
    rows: int
    hits: int
    expected_rate: float
    realised_rate: float
    expected_auc: float | None
    realised_auc: float | None


@dataclass(frozen=True, slots=True)
class Matured:
    """All months with enough labels.

    Attributes
    ----------
    periods
        In order.
    unlabelled
        Decisions whose label is not known, or came by chance.
    rate_error, auc_error
        Mean distance of expected and realised over the months: how far an estimate may be believed. None
        without a month that could tell.
    """

    periods: tuple[Period, ...]
    unlabelled: int
    rate_error: float | None
    auc_error: float | None


def matured(observed: Observed) -> Matured:
    """Hold the estimate against what happened; months with fewer than thirty labels are left out."""
    known = observed.where(observed.matured)
    months = [known.where(known.months == month) for month in np.unique(known.months)]
    periods = tuple(_period(one) for one in months if len(one) >= LEAST_ROWS)
    rates = [abs(one.expected_rate - one.realised_rate) for one in periods]
    areas = [
        abs(one.expected_auc - one.realised_auc)
        for one in periods
        if one.expected_auc is not None and one.realised_auc is not None
    ]
    return Matured(
        periods=periods,
        unlabelled=len(observed) - len(known),
        rate_error=float(np.mean(rates)) if rates else None,
        auc_error=float(np.mean(areas)) if areas else None,
    )


def _period(one: Observed) -> Period:
    area = Ranked(one.labels, one.probabilities).figure("auc", one.weights)
    return Period(
        month=str(np.datetime64(int(one.months[0]), "M")),
        rows=len(one),
        hits=int(one.labels.sum()),
        expected_rate=float(np.average(one.probabilities, weights=one.weights)),
        realised_rate=float(np.average(one.labels, weights=one.weights)),
        expected_auc=expected_auc(one.probabilities, one.weights),
        realised_auc=None if np.isnan(area) else area,
    )
