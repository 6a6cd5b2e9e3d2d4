"""What became of the customers of each grade."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from models.credit.grades import GRADES, Grade, GradeBands, grade_of
from training.evaluate.intervals import wilson

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class GradeOutcome:
    """One grade.

    Parameters
    ----------
    grade
        `A` to `D`.
    rows
        How many; where 0, all else is None.
    expected, realised
        Mean probability of default, and share that defaulted.
    low, high
        Wilson's 95 % interval of the realised share.
    customers, mean_days_late
        Customers with invoices that fell due soon after, and how late those were settled on average;
        None without any.
    """

    grade: Grade
    rows: int
    expected: float | None = None
    realised: float | None = None
    low: float | None = None
    high: float | None = None
    customers: int = 0
    mean_days_late: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Lateness:
    """What each of n snapshots of customers was followed by; every array has shape (n,).

    Parameters
    ----------
    customers
        int64, code of the customer.
    invoices
        int64, invoices that fell due within the window.
    days
        int64, the sum of their days late.
    """

    customers: Ints
    invoices: Ints
    days: Ints


def lateness_after(
    customers: Ints, moments_us: Ints, invoices: tuple[Ints, Ints, Ints], *, window_us: int
) -> Lateness:
    """Add up the days late of what fell due in the window after each snapshot.

    Parameters
    ----------
    customers, moments_us
        int64 of shape (n,), the snapshots.
    invoices
        Customer, moment of falling due and days late of m invoices, int64 of shape (m,) each.
    window_us
        An invoice counts if moment < due <= moment + window.
    """
    whose, due, days = (column[np.lexsort((invoices[1], invoices[0]))] for column in invoices)
    running = np.r_[0, np.cumsum(days)]
    first = np.searchsorted(whose, customers, side="left")
    last = np.searchsorted(whose, customers, side="right")
    after, upto = np.empty(len(customers), np.int64), np.empty(len(customers), np.int64)
    for k, (a, b, moment) in enumerate(zip(first, last, moments_us.tolist(), strict=True)):
        ends = np.searchsorted(due[a:b], [moment, moment + window_us], side="right")
        after[k], upto[k] = a + ends
    return Lateness(customers, upto - after, running[upto] - running[after])


def grades_of(probabilities: Floats, *, pd_floor: float, bands: GradeBands) -> list[Grade]:
    """Return the grade of each probability of default."""
    return [grade_of(float(pd), pd_floor, bands) for pd in probabilities]


def realised_per_grade(
    labels: Ints,
    probabilities: Floats,
    *,
    pd_floor: float,
    bands: GradeBands,
    lateness: Lateness | None = None,
) -> tuple[GradeOutcome, ...]:
    """Return the outcome of every grade, best first.

    Parameters
    ----------
    labels
        int64 of shape (n,), 1 for a default.
    probabilities
        float64 of shape (n,), calibrated.
    pd_floor, bands
        How a probability becomes a grade.
    lateness
        What followed, of the same n rows.
    """
    grades = np.array(grades_of(probabilities, pd_floor=pd_floor, bands=bands), "U1")
    found = []
    for grade in GRADES:
        mask = grades == grade
        outcome = _outcome(grade, labels[mask], probabilities[mask])
        found.append(outcome if lateness is None else _with_lateness(outcome, lateness, mask))
    return tuple(found)


def _outcome(grade: Grade, labels: Ints, probabilities: Floats) -> GradeOutcome:
    if not len(labels):
        return GradeOutcome(grade, 0)
    low, high = wilson(int(labels.sum()), len(labels))
    expected, realised = float(probabilities.mean()), float(labels.mean())
    return GradeOutcome(grade, len(labels), expected, realised, low, high)


def _with_lateness(outcome: GradeOutcome, lateness: Lateness, mask: npt.NDArray[np.bool_]) -> GradeOutcome:
    mask = mask & (lateness.invoices > 0)
    if not mask.any():
        return outcome
    mean = float(lateness.days[mask].sum() / lateness.invoices[mask].sum())
    return replace(outcome, customers=len(np.unique(lateness.customers[mask])), mean_days_late=mean)
