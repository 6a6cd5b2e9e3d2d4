import numpy as np
import pytest

from training.watch.psi import count, critical, drift, freeze


def test_the_limit_knows_the_size() -> None:
    """Of samples from one distribution hardly any passes its limit, small or large ones alike."""
    random = np.random.default_rng(1)
    for rows in (100, 3_000):
        passed = 0
        for _ in range(400):
            found = drift(freeze(random.normal(size=5_000)), random.normal(size=rows))
            passed += found.psi > found.critical
        assert passed <= 5


def test_a_fixed_cut_fires_on_small_samples() -> None:
    """Fifty rows of the same distribution pass 0.25 by chance alone; they are not called shifted."""
    random = np.random.default_rng(2)
    found = [drift(freeze(random.normal(size=500)), random.normal(size=50)) for _ in range(300)]
    large = [one for one in found if one.psi >= 0.25]
    assert len(large) > 20
    assert sum(one.level == "shifted" for one in large) <= 2


def test_a_real_shift_is_called() -> None:
    """A distribution moved by its own width is shifted, one moved a little is looked at."""
    random = np.random.default_rng(3)
    then = freeze(random.normal(size=5_000))
    assert "shifted" == drift(then, random.normal(1.0, 1.0, 2_000)).level
    assert "look" == drift(then, random.normal(0.4, 1.0, 2_000)).level
    assert "stable" == drift(then, random.normal(0.0, 1.0, 2_000)).level


def test_values_that_become_unknown_are_a_shift() -> None:
    """An input that is no longer fed is found, though its known values did not move."""
    values = np.random.default_rng(4).normal(size=2_000)
    then = freeze(values)
    assert (0, 2_000) == (then.counts[-1], then.rows)
    half = values.copy()
    half[::2] = np.nan
    assert "shifted" == drift(then, half).level


@pytest.mark.parametrize("values", [np.empty(0), np.full(10, np.nan), np.full(10, 3.0)])
def test_nothing_to_compare_is_stable(values: np.ndarray) -> None:
    """No rows, nothing known, one value only: a distribution of one bin cannot move."""
    found = drift(freeze(values), values)
    assert (0.0, "stable", len(values)) == (found.psi, found.level, found.rows)


def test_bins_are_closed_above() -> None:
    """A value at an edge lies below it, as where it was frozen."""
    assert [2, 1, 1] == count(np.array([1.0, 2.0, 2.5, np.nan]), (2.0,)).tolist()


def test_the_critical_value_is_that_of_chi_square() -> None:
    """Nine degrees of freedom at one in twenty: 16.919, spread over both samples (Yurdakul 2018)."""
    assert pytest.approx(16.918977604620448 * (1 / 400 + 1 / 100)) == critical(10, 400, 100, chance=0.05)
