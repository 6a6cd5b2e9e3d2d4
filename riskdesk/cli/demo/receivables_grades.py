"""Customers of real receivables graded as of a cut, and how late they paid what fell due after it.

The bands of the grades are fixed before the cut, on customers that grew no tree.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from features.catalogue.sets import columns, feature_set
from models.credit.grades import GRADES, GradeBands
from training.evaluate.grades import grades_of
from training.fit.trees import TreeParameters
from training.labels.default import DefaultDefinition
from training.pipelines.binary import BinaryFit, fit_binary
from training.pipelines.credit import PD_FLOOR, labelled_customers
from training.pipelines.late_invoices import PaidInvoices
from training.pipelines.snapshot import Snapshot
from training.splits import final_split

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

DEFINITION: Final = DefaultDefinition(
    past_due_days=5, horizon_days=45, materiality_minor=100_000, materiality_share=0.3
)
"""Chosen on customers and dates before the cut: a year holds too few that are 60 days past due, and a share
of what was owed keeps large customers, of whose many invoices some are always late, from being all bad."""

SHARES: Final = (0.5, 0.75, 0.9)
"""Half of the customers are A, a quarter B, 15 % C, the last tenth D."""

LATE_DAYS: Final = (5, 15, 30)
RISING: Final = ("mean_days_late", *(f"late_{days}_share" for days in LATE_DAYS))
"""What should rise from A to D."""

_DRAWS: Final = 2_000
_SEED: Final = 20_261


@dataclass(frozen=True, slots=True, eq=False)
class GradedThen:
    """What grading at a moment needs.

    Parameters
    ----------
    fit
        Trees and calibration, of what was known at the moment.
    bands
        Fixed by then.
    snapshot
        The log as it was then.
    """

    fit: BinaryFit
    bands: GradeBands
    snapshot: Snapshot

    def pd(self, customers: Ints, moment_us: int) -> Floats:
        """Return the probability of default of each customer, by its code, as of a moment."""
        history = self.snapshot.history
        queries = history.customer_queries(customers, [moment_us] * len(customers), self.snapshot.reader)
        features = feature_set("credit", history.parameters)
        return self.fit.probabilities(history.vectors(queries)[:, columns(features)])

    def grades(self, probabilities: Floats) -> npt.NDArray[np.str_]:
        """Return the grade of each probability."""
        return np.array(grades_of(probabilities, pd_floor=PD_FLOOR, bands=self.bands), "U1")


def learn_grades(then: Snapshot) -> GradedThen:
    """Fit the probability of default and fix the bands on what this log holds.

    Raises
    ------
    HistoryTooThin
        Too few customers or defaults.
    """
    features = feature_set("credit", then.history.parameters)
    _, rows = labelled_customers(then, features, DEFINITION, known_by_us=then.known_by_us)
    split = final_split(rows.moments_us, label_delay_us=DEFINITION.horizon_us, cut_us=then.known_by_us)
    later = rows.where(split.later)
    fit = fit_binary(rows.where(split.fit), later, features, TreeParameters())
    return GradedThen(fit, fix_bands(fit.probabilities(later.X)), then)


def fix_bands(probabilities: Floats) -> GradeBands:
    """Return bands that share these customers out by `SHARES`; bands rise even where quantiles tie."""
    a, b, c = (float(end) for end in np.quantile(np.maximum(probabilities, PD_FLOOR), SHARES))
    b = max(b, float(np.nextafter(a, 1.0)))
    return GradeBands(a_below=a, b_below=b, c_up_to=max(c, float(np.nextafter(b, 1.0))))


def outcome_per_grade(
    invoices: PaidInvoices, test: npt.NDArray[np.bool_], graded: GradedThen, cut_us: int
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return how late the invoices of `test` were paid, a row a grade, and the trend over grades."""
    customers, whose = np.unique(invoices.raw.customers[test], return_inverse=True)
    days = invoices.raw.days[test].astype(np.float64)
    pd = graded.pd(customers, cut_us)
    grades = graded.grades(pd)
    rows = [_row(grade, np.flatnonzero(grades == grade), whose, days, pd) for grade in GRADES]
    steps = np.array([GRADES.index(grade) for grade in grades.tolist()], np.float64)
    count = np.bincount(whose, minlength=len(customers))
    mean = np.bincount(whose, weights=days, minlength=len(customers)) / count
    return rows, trend(steps, mean)


def _row(grade: str, members: npt.NDArray[np.intp], whose: Ints, days: Floats, pd: Floats) -> dict[str, Any]:
    theirs = np.isin(whose, members)
    found: dict[str, Any] = {"grade": grade, "customers": len(members), "invoices": int(theirs.sum())}
    if not len(members):
        return found
    late = days[theirs]
    count = np.bincount(whose[theirs])
    means = np.bincount(whose[theirs], weights=late)[members] / count[members]
    shares = {f"late_{above}_share": float((late > above).mean()) for above in LATE_DAYS}
    return (
        found
        | {"expected_pd": float(pd[members].mean()), "mean_days_late": float(late.mean())}
        | {"mean_days_late_of_customers": float(means.mean())}
        | shares
    )


def trend(steps: Floats, mean_days: Floats) -> dict[str, Any]:
    """Return how days late rise with the grade, with 95 % intervals by drawing customers anew.

    Parameters
    ----------
    steps
        float64 of shape (n,), 0 for A to 3 for D.
    mean_days
        float64 of shape (n,), mean days late of each customer's invoices.
    """
    rng = np.random.default_rng(_SEED)
    draws = [rng.integers(0, len(steps), len(steps)) for _ in range(_DRAWS)]
    found: dict[str, Any] = {"customers": len(steps), "draws": _DRAWS}
    for name, measure in (("spearman", _spearman), ("days_per_grade", _slope)):
        drawn = [measure(steps[rows], mean_days[rows]) for rows in draws]
        low, high = np.nanquantile(drawn, [0.025, 0.975]) if len(steps) > 2 else (np.nan, np.nan)
        found[name] = {"value": measure(steps, mean_days), "low": float(low), "high": float(high)}
    return found


def _slope(x: Floats, y: Floats) -> float:
    x = x - x.mean()
    spread = float(x @ x)
    return float(x @ y) / spread if spread > 0 else float("nan")


def _spearman(x: Floats, y: Floats) -> float:
    a, b = _ranks(x), _ranks(y)
    if a.std() == 0 or b.std() == 0:
        return float("nan")
    return float(np.corrcoef(a, b)[0, 1])


def _ranks(values: Floats) -> Floats:
    """Return ranks from 0, ties at their mean."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(count)
    return ((ends - count + ends - 1) / 2.0)[place]


def is_rising(rows: Sequence[dict[str, Any]], name: str) -> bool:
    """Tell whether a figure rises from grade to grade; grades without customers are passed over."""
    values = [row[name] for row in rows if name in row]
    return all(a < b for a, b in pairwise(values))
