import numpy as np
import pytest
from scipy.stats import ks_2samp

from features.kernel.layout import DAY
from training.evaluate.alerts import precision_at_k_per_day, recall_at_k_per_day
from training.evaluate.bins import calibration_bins
from training.evaluate.intervals import wilson
from training.evaluate.metrics import binary_metrics, ks

RANDOM = np.random.default_rng(5)
LABELS = (RANDOM.random(500) < 0.2).astype(np.int64)
SCORES = np.round(np.clip(RANDOM.normal(0.2 + 0.2 * LABELS, 0.1), 0, 1), 2).astype(np.float64)


def test_ks_equals_scipy() -> None:
    """With many ties."""
    assert ks_2samp(SCORES[LABELS == 1], SCORES[LABELS == 0]).statistic == pytest.approx(ks(LABELS, SCORES))


def test_figures_of_four_rows_by_hand() -> None:
    """Three of four pairs are in order."""
    found = binary_metrics(np.array([0, 1, 0, 1]), np.array([0.1, 0.2, 0.3, 0.4]))
    assert {"auc": 0.75, "gini": 0.5, "ks": 0.5, "rate": 0.5, "mean_probability": 0.25} == pytest.approx(
        {name: found[name] for name in ("auc", "gini", "ks", "rate", "mean_probability")}
    )
    assert (0.01 + 0.64 + 0.09 + 0.36) / 4 == pytest.approx(found["brier"])


def test_one_label_has_no_rank() -> None:
    """No AUC is said where there is none."""
    assert "auc" not in binary_metrics(np.zeros(3, np.int64), np.full(3, 0.1))


def test_bins_hold_every_row_once_in_order() -> None:
    """Ten bins of fifty."""
    bins = calibration_bins(LABELS, SCORES)
    assert [50] * 10 == [one.rows for one in bins]
    assert sorted(one.expected for one in bins) == [one.expected for one in bins]
    assert LABELS.mean() == pytest.approx(np.mean([one.realised for one in bins]))
    assert all(one.low <= one.realised <= one.high for one in bins)


def test_wilson_of_the_textbook() -> None:
    """Five of ten."""
    assert (0.2366, 0.7634) == pytest.approx(wilson(5, 10), abs=1e-4)


def test_alerts_a_day() -> None:
    """Day one finds its hit with one alert, day two ranks a clean row first."""
    labels = np.array([1, 0, 0, 1])
    scores = np.array([0.9, 0.1, 0.8, 0.7])
    moments = np.array([0, 1, DAY, DAY + 1])
    assert 0.5 == precision_at_k_per_day(labels, scores, moments, k=1)
    assert 0.5 == precision_at_k_per_day(labels, scores, moments, k=2)
    assert 0.5 == recall_at_k_per_day(labels, scores, moments, k=1)
    assert 1.0 == recall_at_k_per_day(labels, scores, moments, k=2)


def test_recall_needs_a_positive() -> None:
    """Nothing to find is no recall of 1."""
    with pytest.raises(ValueError, match="positive"):
        recall_at_k_per_day(np.zeros(2, np.int64), np.zeros(2), np.zeros(2, np.int64), k=1)
