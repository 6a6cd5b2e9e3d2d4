"""Forecasts of days late against what was paid: recomputed as of each invoice's posting, for no decision keeps them."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from features.kernel import layout as L
from features.offline import History
from features.query import queries_of_events
from models.scoring.days import answer_days
from models.scoring.loaded import LoadedBundle
from models.scoring.score import calibrated
from training.evaluate.intervals import Interval, bootstrap
from training.labels.lateness import lateness_rows

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

CAP_DAYS: Final = 30
"""Days late and forecasts are capped there: an invoice can be judged a month after it fell due, not only when the
slowest has paid."""
MOST_INVOICES: Final = 20_000
LEAST_INVOICES: Final = 30
_DRAWS: Final = 300


@dataclass(frozen=True, slots=True)
class ForecastMonth:
    """Invoices posted in one month (UTC) that had their time to be paid.

    Attributes
    ----------
    month, invoices
        Such as `2026-08`, and how many.
    mae, bias
        Mean distance of the median forecast and what was paid, and forecast less paid, days, capped.
    coverage
        Share paid within the 80 % interval; None of a bundle without one.
    """

    month: str
    invoices: int
    mae: float
    bias: float
    coverage: float | None


@dataclass(frozen=True, slots=True)
class Forecasts:
    """How a bundle's forecasts turned out, on invoices posted after the last it learned from.

    Attributes
    ----------
    bundle_hash, invoices
        Which, and how many had their time.
    mae, coverage
        Over all of them, with 95 % intervals of resampled customers; None of too few.
    expected_mae
        As measured when it was trained; None where the bundle does not say.
    months
        Those with enough invoices, in order.
    """

    bundle_hash: str
    invoices: int
    mae: Interval | None
    coverage: Interval | None
    expected_mae: float | None
    months: tuple[ForecastMonth, ...]

    @property
    def covers(self) -> bool:
        """Whether the 80 % interval holds what it says: off is what is beyond chance and beyond five points."""
        if self.coverage is None:
            return True
        return self.coverage.holds(0.8) or abs(self.coverage.value - 0.8) <= 0.05

    @property
    def as_good_as_measured(self) -> bool:
        """Whether the error is, beyond chance, no more than a quarter above that of the training."""
        if self.mae is None or self.expected_mae is None:
            return True
        return self.mae.low <= 1.25 * self.expected_mae


@dataclass(frozen=True, slots=True, eq=False)
class _Answered:
    """Of n invoices: paid, median, and the interval's ends, all days capped; whose, and when posted."""

    days: Floats
    median: Floats
    low: Floats | None
    high: Floats | None
    customers: Ints
    months: Ints

    @property
    def errors(self) -> Floats:
        """What is averaged as MAE."""
        distance: Floats = np.abs(self.median - self.days)
        return distance

    @property
    def inside(self) -> Floats | None:
        """1 where paid within the interval, both ends counted as inside."""
        if self.low is None or self.high is None:
            return None
        return ((self.low <= self.days) & (self.days <= self.high)).astype(np.float64)


def forecasts_of(history: History, loaded: LoadedBundle, *, known_by_us: int) -> Forecasts:
    """Ask a lateness bundle about every later invoice as of its posting, and compare with what was paid.

    Parameters
    ----------
    history
        The log.
    loaded
        The bundle in production.
    known_by_us
        The moment up to which facts are known.
    """
    found = _answered(history, loaded, known_by_us)
    enough = len(found.days) >= LEAST_INVOICES
    inside = found.inside
    return Forecasts(
        bundle_hash=loaded.hash,
        invoices=len(found.days),
        mae=_mean(found.errors, found.customers) if enough else None,
        coverage=_mean(inside, found.customers) if enough and inside is not None else None,
        expected_mae=loaded.bundle.trained.metrics.get("mae"),
        months=_by_month(found),
    )


def _answered(history: History, loaded: LoadedBundle, known_by_us: int) -> _Answered:
    events = history.events
    labelled = lateness_rows(events, cap_days=CAP_DAYS, known_by_us=known_by_us)
    fresh = np.flatnonzero(labelled.moments_us > loaded.bundle.trained.as_of_us)[-MOST_INVOICES:]
    rows = labelled.rows[fresh]
    queries = queries_of_events(events, rows, "order", horizon=history.horizon)
    X = history.vectors(queries)[:, loaded.columns]
    low = high = None
    if loaded.days is not None and len(X):
        said = answer_days(loaded.days, X)
        median = _capped(said.median)
        low, high = _capped(said.low), _capped(said.high)
    else:
        median = _capped(calibrated(loaded, X)[0]) if len(X) else np.empty(0)
    months = labelled.moments_us[fresh].astype("datetime64[us]").astype("datetime64[M]").astype(np.int64)
    days = labelled.days[fresh].astype(np.float64)
    return _Answered(days, median, low, high, events[L.E_CUSTOMER, rows], months)


def _capped(days: npt.NDArray[np.int64] | Floats) -> Floats:
    return np.clip(days.astype(np.float64), -CAP_DAYS, CAP_DAYS)


def _by_month(found: _Answered) -> tuple[ForecastMonth, ...]:
    inside = found.inside
    made = []
    for month in np.unique(found.months):
        mine = found.months == month
        if mine.sum() >= LEAST_INVOICES:
            made.append(
                ForecastMonth(
                    month=str(np.datetime64(int(month), "M")),
                    invoices=int(mine.sum()),
                    mae=float(found.errors[mine].mean()),
                    bias=float((found.median - found.days)[mine].mean()),
                    coverage=None if inside is None else float(inside[mine].mean()),
                )
            )
    return tuple(made)


def _mean(values: Floats, customers: Ints) -> Interval | None:
    """Return a mean with its interval; None of invoices of one customer alone."""
    try:
        return bootstrap(lambda weights: float(weights @ values / weights.sum()), customers, draws=_DRAWS)
    except ValueError:
        return None
