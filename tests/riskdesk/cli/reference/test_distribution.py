import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskdesk.cli.reference.distribution import BARS, Bars, Spread, bars_of, rounded, spread_of

SOME = st.lists(st.one_of(st.just(math.nan), st.floats(-1e13, 1e13)), min_size=1, max_size=200)


def test_quantiles_are_of_what_is_known() -> None:
    """What is not known counts as missing and moves no quantile."""
    values = np.array([math.nan, 1.0, 2.0, 3.0])
    expected = Spread(rows=4, missing=0.25, low=1.0, median=2.0, p90=2.8, p99=2.98, high=3.0)
    assert expected == spread_of(values)


def test_nothing_known_has_no_quantiles() -> None:
    """A feature that means nothing here is all missing."""
    assert Spread(rows=2, missing=1.0) == spread_of(np.full(2, math.nan))


def test_no_vectors_at_all_are_all_missing() -> None:
    """A company without such documents has nothing to say of them."""
    assert Spread(rows=0, missing=1.0) == spread_of(np.empty(0))


def test_few_different_values_have_a_bar_each() -> None:
    """A flag is two bars, whatever their distance."""
    values = np.array([0.0, 1.0, 1.0, math.nan])
    assert Bars(scale="each", edges=(0.0, 1.0), counts=(1, 2)) == bars_of(values)


def test_an_even_spread_is_drawn_as_it_is() -> None:
    """Bars of one width, each of which holds about as much."""
    bars = bars_of(np.arange(2_400.0))
    assert ("linear", BARS) == (bars.scale, len(bars.counts))
    assert 2_400 == sum(bars.counts)
    assert 90 <= min(bars.counts)


def test_a_heavy_tail_is_drawn_by_orders_of_magnitude_with_its_zeros_apart() -> None:
    """Amounts over six orders of magnitude spread over the bars, and zeros have their own."""
    values = np.concatenate([np.zeros(50), np.logspace(0, 6, 1_000)])
    bars = bars_of(values)
    assert ("log", 50, 1_000) == (bars.scale, bars.zeros, sum(bars.counts))
    assert 30 <= min(bars.counts)


def test_one_value_beyond_all_others_does_not_stretch_the_picture() -> None:
    """The outermost bar gathers what lies beyond it."""
    bars = bars_of(np.append(np.linspace(-1.0, 1.0, 5_000), 1e9))
    assert bars.edges[1] < 2.0
    assert 5_001 == sum(bars.counts)


@given(SOME)
def test_every_known_value_is_in_one_bar(values: list[float]) -> None:
    """Nothing is drawn twice, nothing is left out."""
    known = sum(math.isfinite(value) for value in values)
    if known:
        bars = bars_of(np.array(values))
        assert known == sum(bars.counts) + bars.zeros


@given(SOME)
def test_quantiles_rise(values: list[float]) -> None:
    """Least, median, ninth decile, last percentile and most stand in this order."""
    spread = spread_of(np.array(values))
    if spread.low is not None:
        found = [spread.low, spread.median, spread.p90, spread.p99, spread.high]
        assert found == sorted(found, key=lambda value: math.nan if value is None else value)


@pytest.mark.parametrize(("value", "expected"), [(1234567.0, 1234570.0), (0.1234567, 0.123457), (0.0, 0.0)])
def test_six_digits_are_kept(value: float, expected: float) -> None:
    """So that the last bit of a logarithm changes no file."""
    assert expected == rounded(value)
