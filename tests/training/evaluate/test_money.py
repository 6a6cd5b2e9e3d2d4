from functools import partial

import numpy as np
import pytest

from features.kernel.layout import DAY
from training.evaluate.alerts import recall_at_k_per_day
from training.evaluate.money import money_auc, money_figures, money_precision, money_recall, top_k_per_day


def test_one_large_miss_outweighs_many_small_hits() -> None:
    """Nine of ten findings are flagged, and four fifths of the money are not."""
    labels = np.ones(10, np.int64)
    flagged = np.arange(10) < 9
    amounts = np.where(flagged, 100.0, 3_600.0)
    assert 0.2 == pytest.approx(money_recall(labels, flagged, amounts))


def test_precision_is_of_the_flagged_amounts() -> None:
    """What is flagged and innocent counts by its amount; an unknown amount counts nothing."""
    labels, flagged = np.array([1, 0, 1, 0]), np.array([True, True, True, False])
    amounts = np.array([300.0, 100.0, np.nan, 900.0])
    assert 0.75 == pytest.approx(money_precision(labels, flagged, amounts))


def test_auc_counts_pairs_by_the_product_of_their_amounts() -> None:
    """Against the sum over all pairs, ties by half."""
    random = np.random.default_rng(3)
    labels = (random.random(60) < 0.3).astype(np.int64)
    scores, amounts = random.integers(0, 6, 60) / 5, random.random(60) * 1e6
    bad, good = labels == 1, labels == 0
    wins = (scores[bad][:, None] > scores[good]) + 0.5 * (scores[bad][:, None] == scores[good])
    weights = amounts[bad][:, None] * amounts[good]
    assert (wins * weights).sum() / weights.sum() == pytest.approx(money_auc(labels, scores, amounts))


def test_equal_amounts_give_the_recall_of_rows() -> None:
    """The same rows as the figure that counts rows looks at, ties included."""
    random = np.random.default_rng(4)
    labels = (random.random(300) < 0.1).astype(np.int64)
    scores, moments = np.round(random.random(300), 1), random.integers(0, 9, 300) * DAY + 5
    for k in (1, 4, 50):
        flagged = top_k_per_day(scores, moments, k=k)
        expected = recall_at_k_per_day(labels, scores, moments, k=k)
        assert expected == pytest.approx(money_recall(labels, flagged, np.full(300, 700.0)))


def test_figures_hold_their_values_and_leave_out_what_is_not_defined() -> None:
    """Each value lies in its interval; without a flagged row there is no precision."""
    random = np.random.default_rng(5)
    labels = (random.random(400) < 0.2).astype(np.int64)
    scores, amounts = random.random(400) + 0.3 * labels, random.random(400) * 1e5
    at, days = np.arange(400) * DAY // 5, np.arange(400) // 5
    figures = partial(money_figures, labels, scores, moments_us=at, amounts_minor=amounts, units=days)
    found = figures(flagged=scores > 0.8, alerts=(2,))
    assert {"money_auc", "money_recall", "money_precision", "money_recall_at_2_per_day"} == set(found)
    assert all(one.low < one.value < one.high for one in found.values())
    assert "money_precision" not in figures(flagged=scores > 9)


def test_amounts_below_zero_are_refused() -> None:
    """A credit note would take away from what was found."""
    with pytest.raises(ValueError, match="0 and more"):
        money_recall(np.array([1]), np.array([True]), np.array([-1.0]))
