import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.fit.woe import bin_column, evidence_of, found_direction


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.one_of(st.just(float("nan")), st.floats(-1e6, 1e6)), st.booleans()),
        min_size=2,
        max_size=80,
    ),
    st.sampled_from((-1, 0, 1)),
)
def test_evidence_never_turns(rows: list[tuple[float, bool]], direction: int) -> None:
    """Whatever the rows, bins are ordered, their evidence is monotone, and no row is lost."""
    values, y = np.array([one for one, _ in rows]), np.array([int(bad) for _, bad in rows])
    y[0], y[1] = 0, 1
    bins = bin_column(values, y, direction=direction)
    assert list(bins.cuts) == sorted(set(bins.cuts))
    assert all(step > 0 for step in bins.direction * np.diff(bins.evidence))
    assert len(y) == sum(bins.rows)
    assert int(y.sum()) == sum(bins.bad)
    if direction:
        assert direction == bins.direction


def test_direction_is_found_by_rank() -> None:
    """Defaults at low values make it fall, and the bins follow."""
    values = np.arange(100.0)
    y = (values < 30).astype(np.int64)
    assert -1 == found_direction(values, y)
    bins = bin_column(values, y)
    assert -1 == bins.direction
    assert bins.evidence[0] > 0 > bins.evidence[-1]
    assert any(29 <= cut <= 30 for cut in bins.cuts)


def test_unknown_is_a_bin_of_its_own() -> None:
    """All unknown rows in default speak for default; without unknown rows unknown says nothing."""
    values, y = np.arange(60.0), np.arange(60) % 5 == 0
    assert 0.0 == bin_column(values, y.astype(np.int64)).missing
    values[y] = np.nan
    bins = bin_column(values, y.astype(np.int64))
    assert bins.missing > 0.5
    assert (12, 12) == (bins.rows[-1], bins.bad[-1])


def test_pure_bin_is_not_infinitely_sure() -> None:
    """Two rows in default of an overall rate of a half count as 6 of 10."""
    assert np.log(6 / 4) == pytest.approx(evidence_of(np.array([[0, 2]]), 0.5)[0])


def test_against_its_direction_one_bin_is_left() -> None:
    """A column that contradicts what it may say says nothing."""
    values = np.arange(100.0)
    bins = bin_column(values, (values > 50).astype(np.int64), direction=-1)
    assert () == bins.cuts


def test_bins_are_few_and_not_small() -> None:
    """At most as many as asked for, each of the least share."""
    draw = np.random.default_rng(1)
    values = draw.normal(size=2_000)
    y = (draw.random(2_000) < 1 / (1 + np.exp(-values))).astype(np.int64)
    bins = bin_column(values, y, most_bins=4, least_share=0.1)
    assert 4 == len(bins.evidence)
    assert min(bins.rows[:-1]) >= 200


def test_one_label_is_refused() -> None:
    """Nothing can be told from good customers alone."""
    with pytest.raises(ValueError, match="both kinds"):
        bin_column(np.arange(5.0), np.zeros(5, np.int64))
