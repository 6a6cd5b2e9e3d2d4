"""Bands fixed beforehand, and the trend over grades with its interval."""

import numpy as np

from models.credit.grades import GRADES, grade_of
from riskdesk.cli.demo.receivables_grades import SHARES, fix_bands, is_rising, trend


def test_bands_share_customers_out() -> None:
    """Half A, a quarter B, 15 % C, a tenth D."""
    pd = np.linspace(0.01, 0.9, 1_000)
    bands = fix_bands(pd)
    grades = [grade_of(float(one), 0.0, bands) for one in pd]
    assert [500, 250, 150, 100] == [grades.count(grade) for grade in GRADES]
    assert (0.5, 0.75, 0.9) == SHARES


def test_bands_rise_where_all_are_alike() -> None:
    """Quantiles that tie still make a policy that can be written."""
    bands = fix_bands(np.full(10, 0.02))
    assert bands.a_below < bands.b_below < bands.c_up_to


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
