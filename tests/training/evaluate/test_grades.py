import numpy as np
import pytest

from models.credit.grades import GradeBands
from training.evaluate.grades import lateness_after, realised_per_grade

BANDS = GradeBands()


def test_every_grade_has_a_row() -> None:
    """Two in A, none in B, one in C, one in D that defaulted."""
    outcomes = realised_per_grade(
        np.array([0, 0, 0, 1]), np.array([0.001, 0.005, 0.05, 0.6]), pd_floor=0.0005, bands=BANDS
    )
    assert [("A", 2), ("B", 0), ("C", 1), ("D", 1)] == [(one.grade, one.rows) for one in outcomes]
    assert [0.0, None, 0.0, 1.0] == [one.realised for one in outcomes]
    assert (0.003, 0.6) == pytest.approx((outcomes[0].expected, outcomes[3].expected))


def test_floor_acts_on_grades() -> None:
    """No probability counts as less than the floor."""
    outcomes = realised_per_grade(np.array([0]), np.array([0.001]), pd_floor=0.02, bands=BANDS)
    assert [0, 1, 0, 0] == [one.rows for one in outcomes]


def test_lateness_of_what_fell_due_in_the_window() -> None:
    """Due at the snapshot is before it, due at the window's end is in it, and customers are told apart."""
    invoices = (np.array([7, 7, 7, 8]), np.array([10, 11, 20, 15]), np.array([99, 2, 6, 50]))
    found = lateness_after(np.array([7, 8, 9]), np.array([10, 10, 10]), invoices, window_us=10)
    assert [2, 1, 0] == found.invoices.tolist()
    assert [8, 50, 0] == found.days.tolist()
    outcomes = realised_per_grade(
        np.array([0, 1, 0]), np.array([0.001, 0.5, 0.5]), pd_floor=0, bands=BANDS, lateness=found
    )
    assert [(1, 4.0), (0, None), (0, None), (1, 50.0)] == [(o.customers, o.mean_days_late) for o in outcomes]
