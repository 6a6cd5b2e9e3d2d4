"""The peer of the lateness model: plain LightGBM on raw columns and running figures of each customer.

What anyone would write in an afternoon, with LightGBM's own defaults; it has the same invoices, the same
cut and the same moments of issue as the product's model, so that only features and fit differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Literal

import lightgbm as lgb
import numpy as np
import numpy.typing as npt

from features.kernel.layout import DAY
from training.evaluate.metrics import binary_metrics

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

_SETTINGS: Final[dict[str, Any]] = {
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "seed": 20_261,
    "verbosity": -1,
}
_TREES: Final = 200
TUNED: Final[dict[str, Any]] = {
    "max_depth": 4,
    "num_leaves": 8,
    "learning_rate": 0.05,
    "lambda_l2": 5.0,
    "feature_fraction": 0.6,
}
"""Small trees, which hold better from one season to the next: the same columns at their best."""


@dataclass(frozen=True, slots=True, eq=False)
class RawInvoices:
    """Raw columns of invoices, each of shape (n,).

    Parameters
    ----------
    customers, amounts_minor
        int64.
    issued_us, due_us, cleared_us
        int64, moments; the due moment is the midnight after the due date.
    days
        int64, days late.
    """

    customers: Ints
    amounts_minor: Ints
    issued_us: Ints
    due_us: Ints
    cleared_us: Ints
    days: Ints


def peer_columns(invoices: RawInvoices) -> Floats:
    """Return the peer's columns, float64 of shape (n, 7).

    Mean, standard deviation, largest and count of the days late of the customer's invoices that were
    cleared before the moment of issue; the amount; weekday and month of the due date.
    """
    running = np.full((len(invoices.days), 4), np.nan)
    for customer in np.unique(invoices.customers):
        rows = np.flatnonzero(invoices.customers == customer)
        running[rows] = _running(invoices, rows)
    dates = (invoices.due_us - 1).astype("datetime64[us]")
    weekday = (dates.astype("datetime64[D]").astype(np.int64) + 3) % 7
    month = dates.astype("datetime64[M]").astype(np.int64) % 12
    return np.column_stack([running, invoices.amounts_minor, weekday, month]).astype(np.float64)


def _running(invoices: RawInvoices, rows: npt.NDArray[np.intp]) -> Floats:
    order = rows[np.argsort(invoices.cleared_us[rows], kind="stable")]
    days = invoices.days[order].astype(np.float64)
    count = np.searchsorted(invoices.cleared_us[order], invoices.issued_us[rows], side="left")
    sums, squares = (np.r_[0.0, np.cumsum(values)][count] for values in (days, days**2))
    largest = np.r_[np.nan, np.maximum.accumulate(days)][count]
    n = np.where(count > 0, count, np.nan)
    spread = np.sqrt(np.maximum(squares / n - (sums / n) ** 2, 0.0))
    return np.column_stack([sums / n, spread, largest, count.astype(np.float64)])


def peer_late(
    X: Floats,
    invoices: RawInvoices,
    late_days: int,
    *,
    cut_us: int,
    test: Mask,
    settings: Mapping[str, Any] = MappingProxyType({}),
) -> Floats:
    """Return the peer's probability that each invoice of `test` is more than so many days late.

    `settings` replace LightGBM's own defaults.
    """
    learnt = invoices.due_us + (late_days + 1) * DAY <= cut_us
    labels = (invoices.days > late_days).astype(np.float64)
    return _predict(X, labels, learnt, test, {"objective": "binary", **settings})


def peer_days(
    X: Floats, days: Floats, *, learnt: Mask, test: Mask, loss: Literal["regression_l1", "regression"]
) -> Floats:
    """Return the peer's days late of each invoice of `test`: the median, or the mean."""
    return _predict(X, days, learnt, test, {"objective": loss})


@dataclass(frozen=True, slots=True, eq=False)
class PeerAnswers:
    """What the peer says of n invoices: median, mean and both ends of the 80 % interval, float64 of shape (n,).

    `late` has the probability of more than so many days late by that number of days.
    """

    median: Floats
    mean: Floats
    low: Floats
    high: Floats
    late: Mapping[int, Floats]

    def figures(self, days: Ints, rows: Mask) -> dict[str, float]:
        """Return the figures on some of the invoices, by the names of `training.evaluate.lateness`.

        The median is rounded to whole days where the days within three of it are counted, and only there.
        """
        actual, low, high = days[rows], self.low[rows], self.high[rows]
        found = {
            "rows": float(len(actual)),
            "mae": float(np.abs(self.median[rows] - actual).mean()),
            "rmse": float(np.sqrt(np.mean((self.mean[rows] - actual) ** 2))),
            "within_3_days": float((np.abs(np.rint(self.median[rows]) - actual) <= 3).mean()),
            "coverage_80": float(((low <= actual) & (actual <= high)).mean()),
            "width_80": float((high - low).mean()),
        }
        for late_days, probability in self.late.items():
            ranked = binary_metrics((actual > late_days).astype(np.int64), probability[rows])
            found |= {f"late_{late_days}_{name}": ranked[name] for name in ("auc", "ap") if name in ranked}
        return found


def peer_answers(
    invoices: RawInvoices,
    days: Floats,
    *,
    learnt: Mask,
    test: Mask,
    cut_us: int,
    settings: Mapping[str, Any] = MappingProxyType({}),
) -> PeerAnswers:
    """Learn all that the peer is asked, and return its answers for the invoices of `test`.

    Parameters
    ----------
    days
        float64 of shape (n,), days late as known when it learns.
    learnt, test
        bool of shape (n,).
    cut_us
        When it learns: more than so many days late is learnt from invoices of which that was known then.
    settings
        Replace LightGBM's own defaults.
    """
    X = peer_columns(invoices)

    def said(y: Floats, objective: str, **more: float) -> Floats:
        return _predict(X, y, learnt, test, {"objective": objective, **settings, **more})

    def late(above: int) -> Floats:
        told = learnt & (invoices.due_us + (above + 1) * DAY <= cut_us)
        labels = (invoices.days > above).astype(np.float64)
        return _predict(X, labels, told, test, {"objective": "binary", **settings})

    return PeerAnswers(
        median=said(days, "regression_l1"),
        mean=said(days, "regression"),
        low=said(days, "quantile", alpha=0.1),
        high=said(days, "quantile", alpha=0.9),
        late={above: late(above) for above in (5, 15)},
    )


def _predict(X: Floats, y: Floats, learnt: Mask, test: Mask, settings: dict[str, Any]) -> Floats:
    data = lgb.Dataset(X[learnt], y[learnt], params=_SETTINGS)
    booster = lgb.train(_SETTINGS | settings, data, num_boost_round=_TREES)
    return np.asarray(booster.predict(X[test]), np.float64)
