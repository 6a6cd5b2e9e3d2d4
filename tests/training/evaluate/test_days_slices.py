import numpy as np
import pytest

from training.evaluate.context import Context
from training.evaluate.days_slices import Forecasted, days_by_money, days_slices

N = 600


def context(industries: np.ndarray) -> Context:
    """Return a context that knows industries alone."""
    unknown, nobody = np.full(N, np.nan), np.zeros(N, np.int64)
    return Context(unknown, unknown, unknown, industries, nobody, nobody)


def world(off: float) -> tuple[Forecasted, np.ndarray]:
    """Return forecasts that err by about a day, and in the second industry by so many more."""
    random = np.random.default_rng(1)
    industries = np.repeat([1, 2], [N // 2, N // 2])
    days = random.integers(-5, 20, N).astype(np.float64)
    error = random.normal(0.0, 1.0, N) + np.where(industries == 2, off, 0.0)
    return Forecasted(days, days + error, np.abs(error) <= 1.28), industries


def test_the_slice_that_is_further_off_is_named() -> None:
    """It stands first, its gap lies above nothing, its interval holds too little; the other side is better."""
    found, industries = world(4.0)
    one, other = days_slices(found, context(industries), np.arange(N), names={1: "steel", 2: "food"})
    assert {"steel", "food"} == {one.label, other.label}
    worse = one if one.label == "food" else other
    better = other if worse is one else one
    assert (True, True) == (worse.further_off, worse.off)
    assert (False, False) == (better.further_off, better.off)
    assert pytest.approx(4.0, abs=0.3) == worse.bias
    assert worse.mae_gap == pytest.approx(-(better.mae_gap or 0.0))


def test_nothing_is_named_where_nothing_is_off() -> None:
    """Both halves err alike."""
    found, industries = world(0.0)
    slices = days_slices(found, context(industries), np.arange(N))
    assert [False, False] == [one.further_off for one in slices]
    assert all(one.enough for one in slices)


def test_a_small_slice_is_shown_and_not_judged() -> None:
    """Ten invoices of an industry are counted, and nothing is said of them."""
    found, _ = world(0.0)
    industries = np.where(np.arange(N) < 10, 1, 2)
    last = days_slices(found, context(industries), np.arange(N))[-1]
    assert (10, False, None, False, False) == (last.rows, last.enough, last.mae, last.further_off, last.off)


def test_large_invoices_count_for_more() -> None:
    """A miss of ten days on all the money but a hundredth is an error of nearly ten days."""
    days = np.zeros(4)
    found = Forecasted(days, np.array([10.0, 0.0, 0.0, 0.0]), np.array([False, True, True, True]))
    money = days_by_money(found, np.array([297.0, 1.0, 1.0, 1.0]), np.arange(4))
    assert pytest.approx(9.9) == money["money_mae"].value
    assert pytest.approx(0.01) == money["money_coverage_80"].value
    assert {} == days_by_money(found, np.full(4, np.nan), np.arange(4))
