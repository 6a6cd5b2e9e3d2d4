import numpy as np
import pytest

from training.evaluate.ranked import Ranked
from training.watch.estimated import estimate, expected_auc
from training.watch.matured import matured
from training.watch.observed import Observed

MONTH_US = 31 * 86_400_000_000


def drawn(seed: int, n: int = 4_000) -> tuple[np.ndarray, np.ndarray]:
    """Return calibrated probabilities and what came true."""
    random = np.random.default_rng(seed)
    probabilities = random.beta(0.6, 6.0, n)
    return probabilities, (random.random(n) < probabilities).astype(float)


def test_without_labels_the_figures_are_met() -> None:
    """Where probabilities are calibrated, what is expected before labels is what they show later."""
    probabilities, labels = drawn(1)
    found = estimate(probabilities, cut=0.2)
    assert found is not None
    flagged = probabilities >= 0.2
    area = Ranked(labels, probabilities).figure("auc", np.ones(len(labels)))
    realised = (labels.mean(), area, labels[flagged].mean())
    for expected, actual in zip((found.rate, found.auc, found.precision), realised, strict=True):
        assert expected.low is not None
        assert expected.high is not None
        assert expected.low <= actual <= expected.high


def test_intervals_hold_as_often_as_they_say() -> None:
    """Of fifty samples, nearly all realised areas lie within the expected interval."""
    inside = 0
    for seed in range(50):
        probabilities, labels = drawn(seed, 500)
        found = estimate(probabilities, cut=0.2)
        assert found is not None
        assert found.auc.low is not None
        assert found.auc.high is not None
        area = Ranked(labels, probabilities).figure("auc", np.ones(500))
        inside += found.auc.low <= area <= found.auc.high
    assert 44 <= inside <= 50


def test_the_expected_area_is_that_over_all_pairs() -> None:
    """By hand: hit and miss of each ordered pair, weighed by how likely they are."""
    p = np.array([0.9, 0.5, 0.5, 0.1])
    over = under = 0.0
    for i in range(4):
        for j in range(4):
            if i != j:
                chance = p[i] * (1 - p[j])
                under += chance
                over += chance * (1.0 if p[i] > p[j] else 0.5 if p[i] == p[j] else 0.0)
    assert pytest.approx(over / under) == expected_auc(p)
    assert expected_auc(np.ones(3)) is None


def test_few_rows_expect_nothing() -> None:
    """Fewer than thirty decisions say nothing, and a cut that nothing reaches has no precision."""
    assert estimate(np.full(29, 0.5), cut=0.1) is None
    found = estimate(np.full(30, 0.5), cut=0.9)
    assert found is not None
    assert found.precision.value is None


def observed(probabilities: np.ndarray, labels: np.ndarray, month: int = 0) -> Observed:
    """Return decisions of one month whose labels count fully."""
    n = len(labels)
    at_us = np.full(n, month * MONTH_US, np.int64)
    return Observed(np.empty((n, 0)), probabilities, at_us, np.full(n, month), labels, np.ones(n))


def test_the_error_of_the_estimate_is_shown() -> None:
    """A calibrated month errs little; one whose probabilities are twice too high shows by how much."""
    probabilities, labels = drawn(2)
    good = matured(observed(probabilities, labels))
    assert good.rate_error is not None
    assert good.auc_error is not None
    assert good.rate_error < 0.01
    assert good.auc_error < 0.03
    bad = matured(observed(np.minimum(probabilities * 2.0, 1.0), labels))
    assert bad.rate_error == pytest.approx(np.minimum(probabilities * 2.0, 1.0).mean() - labels.mean())


def test_only_labels_that_count_are_counted() -> None:
    """What is unlabelled, or labelled by chance, is left out and counted; propensities weigh."""
    probabilities = np.full(80, 0.5)
    labels = np.array([1.0] * 20 + [0.0] * 40 + [np.nan] * 10 + [1.0] * 10)
    weights = np.array([1.0] * 20 + [10.0] * 40 + [1.0] * 10 + [0.0] * 10)
    one = observed(probabilities, labels)
    found = matured(Observed(one.X, one.probabilities, one.at_us, one.months, labels, weights))
    (period,) = found.periods
    assert (20, 60, 20, "1970-01") == (found.unlabelled, period.rows, period.hits, period.month)
    assert pytest.approx(20 / 420) == period.realised_rate
    assert () == matured(observed(probabilities[:29], labels[:29])).periods
