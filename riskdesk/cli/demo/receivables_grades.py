"""Customers of real receivables graded as of a cut, and how late they paid what fell due after it.

What a bad payer is and where grades are cut is fixed beforehand: see `training.pipelines.graded`.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from models.credit.grades import GRADES
from training.pipelines.graded import PAYS_LATE, GradedThen
from training.pipelines.late_invoices import PaidInvoices

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

DEFINITION: Final = PAYS_LATE
"""What the probability is of, by which customers are graded."""

LATE_DAYS: Final = (5, 15, 30)
RISING: Final = ("mean_days_late_of_customers", f"late_{DEFINITION.past_due_days}_share")
"""What should rise from A to D: figures of customers, each counted once, as each has one grade. A handful hold most
invoices; counted by invoice, a grade would say how these few pay. Later than `DEFINITION` asks are so few between A
and D that their order is chance."""

_DRAWS: Final = 2_000
_SEED: Final = 20_261


def outcome_per_grade(
    invoices: PaidInvoices, test: Bools, graded: GradedThen, cut_us: int
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return how late the invoices of `test` were paid, a row a grade, and the trend over grades.

    Customers whose history does not suffice for a grade stand by the application route and in no row.
    """
    customers, whose = np.unique(invoices.raw.customers[test], return_inverse=True)
    days = invoices.raw.days[test].astype(np.float64)
    pd, enough = graded.ask(customers, cut_us)
    grades = graded.grades(pd)
    rows = [_row(grade, enough & (grades == grade), whose, days, pd) for grade in GRADES]
    steps = np.array([GRADES.index(grade) for grade in grades.tolist()], np.float64)
    return rows, trend(steps[enough], _per_customer(whose, days, len(customers))[enough])


def _per_customer(whose: Ints, values: Floats, customers: int) -> Floats:
    """Return the mean of each customer's invoices, float64 of shape (customers,)."""
    count = np.bincount(whose, minlength=customers)
    means: Floats = np.bincount(whose, weights=values, minlength=customers) / count
    return means


def _row(grade: str, members: Bools, whose: Ints, days: Floats, pd: Floats) -> dict[str, Any]:
    theirs = members[whose]
    found: dict[str, Any] = {
        "grade": grade,
        "customers": int(members.sum()),
        "invoices": int(theirs.sum()),
    }
    if not members.any():
        return found

    def of_customers(values: Floats) -> float:
        return float(_per_customer(whose, values, len(members))[members].mean())

    shares = {f"late_{above}_share": of_customers((days > above).astype(float)) for above in LATE_DAYS}
    return (
        found
        | {"expected_pd": float(pd[members].mean()), "mean_days_late": float(days[theirs].mean())}
        | {"mean_days_late_of_customers": of_customers(days)}
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
