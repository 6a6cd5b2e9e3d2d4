import pytest

from benchmarks.detection.wilson import wilson


@pytest.mark.parametrize(("found", "of"), [(0, 5), (3, 7), (7, 7), (1, 1000)])
def test_interval_holds_the_share(found: int, of: int) -> None:
    """The share lies within its interval, and the interval within 0 and 1."""
    low, high = wilson(found, of)
    assert 0.0 <= low <= found / of <= high <= 1.0


def test_published_value() -> None:
    """81 of 263 gives .255 to .366 (Newcombe 1998, table I, method 3)."""
    low, high = wilson(81, 263)
    assert (0.2553, 0.3662) == (round(low, 4), round(high, 4))


def test_nothing_says_nothing() -> None:
    """Without a case every share is possible."""
    assert (0.0, 1.0) == wilson(0, 0)
