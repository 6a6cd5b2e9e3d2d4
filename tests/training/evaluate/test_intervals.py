import numpy as np
import numpy.typing as npt
import pytest

from training.evaluate.intervals import (
    bootstrap,
    paired_difference,
    precision_interval,
    ranked_interval,
    recall_interval,
    wilson,
)


def made(n: int, seed: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Scores of two normal clouds a unit apart: the true AUC is .7602."""
    random = np.random.default_rng(seed)
    labels = (random.random(n) < 0.3).astype(np.int64)
    return labels, labels + random.normal(size=n)


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


def test_interval_covers_the_true_auc_about_as_often_as_it_says() -> None:
    """Of 60 samples nearly all hold the truth, and not by being wide."""
    held, widths = 0, []
    for seed in range(60):
        labels, scores = made(300, seed)
        found = ranked_interval("auc", labels, scores, draws=200)
        held += found.holds(0.7602)
        widths.append(found.high - found.low)
    assert 52 <= held <= 60
    assert 0.08 < float(np.mean(widths)) < 0.16


def test_rows_that_hang_together_say_less() -> None:
    """Each row written five times tells no more; drawn by unit the interval stays as wide as it was."""
    labels, scores = made(200, 3)
    units = np.arange(200)
    once = ranked_interval("ap", labels, scores, units)
    again = ranked_interval("ap", np.tile(labels, 5), np.tile(scores, 5), np.tile(units, 5))
    naive = ranked_interval("ap", np.tile(labels, 5), np.tile(scores, 5))
    assert (once.low, once.high) == pytest.approx((again.low, again.high))
    assert naive.high - naive.low < 0.6 * (once.high - once.low)


def test_precision_and_recall_agree_with_wilson_on_single_rows() -> None:
    """Rows by themselves: the bootstrap and the formula are within two points of each other."""
    random = np.random.default_rng(5)
    labels = (random.random(800) < 0.4).astype(np.int64)
    flagged = random.random(800) < np.where(labels == 1, 0.7, 0.2)
    hits = int((flagged & (labels == 1)).sum())
    for found, of in (
        (precision_interval(labels, flagged), int(flagged.sum())),
        (recall_interval(labels, flagged), int(labels.sum())),
    ):
        assert hits / of == found.value
        assert wilson(hits, of) == pytest.approx((found.low, found.high), abs=0.02)


def test_paired_difference_is_narrower_than_two_intervals() -> None:
    """A score a little better than another is seen to be, though their intervals overlap."""
    labels, scores = made(1_000, 9)
    better = scores + 0.3 * labels
    found = paired_difference("auc", labels, scores, better)
    one, two = ranked_interval("auc", labels, scores), ranked_interval("auc", labels, better)
    assert found.low > 0.0
    assert two.low < one.high
    assert two.value - one.value == pytest.approx(found.value)


def test_the_same_score_differs_by_nothing() -> None:
    """Against itself every draw is 0."""
    labels, scores = made(100, 2)
    found = paired_difference("ap", labels, scores, scores.copy())
    assert (0.0, 0.0, 0.0) == (found.value, found.low, found.high)


def test_what_is_not_defined_is_refused() -> None:
    """One label alone, or one unit alone, gives no interval."""
    with pytest.raises(ValueError, match="not defined"):
        ranked_interval("auc", np.zeros(9, np.int64), np.arange(9.0))
    with pytest.raises(ValueError, match="two units"):
        bootstrap(lambda _: 1.0, np.zeros(9, np.int64))
