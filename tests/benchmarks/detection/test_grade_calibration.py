"""Expected against realised share of defaults by grade."""

import numpy as np
import pytest

from benchmarks.detection.grade_calibration import (
    QUARTERS,
    grade_calibration_text,
    is_inside,
    per_grade,
    run_grade_calibration,
)
from training.evaluate.grades import GradeOutcome, Lateness
from training.pipelines.graded import Followed


def followed(labels: list[int], probabilities: list[float], enough: list[bool]) -> Followed:
    """Customers of whom nothing but this is of interest."""
    codes = np.arange(len(labels))
    return Followed(
        customers=codes,
        labels=np.array(labels),
        probabilities=np.array(probabilities),
        enough=np.array(enough),
        lateness=Lateness(codes, codes, codes),
        left_out={},
    )


def test_quarters_are_told_together_and_the_ungraded_not_at_all() -> None:
    """Two quarters of one customer of D each, and one without history."""
    rows = per_grade([followed([1, 1], [0.6, 0.9], [True, False]), followed([0], [0.4], [True])])
    assert [0, 0, 0, 2] == [row["rows"] for row in rows]
    assert (0.5, 0.5, True) == (rows[3]["expected"], rows[3]["realised"], rows[3]["inside"])
    assert rows[0]["inside"] is None


@pytest.mark.parametrize(("expected", "inside"), [(0.02, True), (0.2, False), (0.0, False)])
def test_expected_lies_in_the_interval_or_not(expected: float, *, inside: bool) -> None:
    """Its ends belong to it."""
    assert inside == is_inside(GradeOutcome("B", 100, expected, 0.03, 0.01, 0.08))


@pytest.mark.prove
def test_a_company_is_graded_over_its_later_year() -> None:
    """Four quarters of a small company, as table and as text."""
    result = run_grade_calibration((11,), events=40_000, say=lambda _: None)
    assert 4 == QUARTERS
    rows = result["companies"][0]["grades"]
    assert rows == result["grades"]
    assert result["inside"] >= result["intervals"] - 1
    assert "| 11 | D |" in grade_calibration_text(result)
