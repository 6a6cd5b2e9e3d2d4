"""Customers counted once each, and the trend over grades with its interval."""

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pytest

from riskdesk.cli.demo.receivables_grades import is_rising, outcome_per_grade, trend
from training.evaluate.peer_lateness import RawInvoices
from training.pipelines.graded import GradedThen
from training.pipelines.late_invoices import PaidInvoices

Ints = npt.NDArray[np.int64]


@dataclass
class Graded:
    """Grades 1 and 2 as A, 3 as D, and has no history of 4."""

    def ask(self, customers: Ints, _moment_us: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
        """Return a probability of each, and whether it may be graded."""
        return np.where(customers == 3, 0.9, 0.01), customers != 4

    def grades(self, probabilities: npt.NDArray[np.float64]) -> npt.NDArray[np.str_]:
        """Return A or D."""
        return np.where(probabilities > 0.5, "D", "A")


@dataclass
class Invoices:
    """Ten invoices 10 days late of customer 1, one each 0, 20 and 50 days late of 2, 3 and 4."""

    raw: Any


def test_a_customer_counts_once_however_many_invoices_it_has() -> None:
    """By invoice A is 9 days late, by customer 5; who has no history is in no row."""
    customers = np.array([1] * 10 + [2, 3, 4], np.int64)
    days = np.array([10] * 10 + [0, 20, 50], np.int64)
    raw = RawInvoices(customers, days, days, days, days, days)
    invoices, graded = cast(PaidInvoices, Invoices(raw)), cast(GradedThen, Graded())
    rows, found = outcome_per_grade(invoices, np.ones(13, bool), graded, 0)
    first, last = rows[0], rows[3]
    assert (2, 11, 5.0, 0.5, 0.0) == (
        first["customers"],
        first["invoices"],
        first["mean_days_late_of_customers"],
        first["late_5_share"],
        first["late_15_share"],
    )
    assert 100 / 11 == pytest.approx(first["mean_days_late"])
    assert (1, 20.0, 1.0) == (last["customers"], last["mean_days_late_of_customers"], last["late_15_share"])
    assert [{"grade": "B", "customers": 0, "invoices": 0}, 3] == [rows[1], found["customers"]]


def test_trend_of_a_perfect_order() -> None:
    """Two days a grade, in perfect order but for ties."""
    steps = np.repeat([0.0, 1.0, 2.0, 3.0], 25)
    found = trend(steps, 2.0 * steps - 1.0)
    assert 1.0 == round(found["spearman"]["value"], 12)
    assert 2.0 == round(found["days_per_grade"]["value"], 12)
    assert found["days_per_grade"]["low"] > 1.99


def test_trend_of_noise_holds_zero() -> None:
    """The interval admits that there may be no trend."""
    rng = np.random.default_rng(3)
    found = trend(rng.integers(0, 4, 200).astype(float), rng.normal(size=200))
    assert found["spearman"]["low"] < 0 < found["spearman"]["high"]


def test_rising_passes_over_empty_grades() -> None:
    """A grade without customers says nothing."""
    rows = [{"late": 1.0}, {}, {"late": 2.0}]
    assert is_rising(rows, "late")
    assert not is_rising([*rows, {"late": 2.0}], "late")
