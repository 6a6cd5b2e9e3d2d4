import numpy as np
import numpy.typing as npt
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

from training.evaluate.leakage.shuffled import shuffled_labels

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def rows(n: int = 600) -> tuple[Floats, Floats, Bools]:
    """Two informative features, and every other row learnt from."""
    random = np.random.default_rng(7)
    X = random.normal(size=(n, 2))
    y = (X.sum(axis=1) + random.normal(size=n) > 0).astype(np.float64)
    return X, y, np.arange(n) % 2 == 0


def clean(X: Floats, y: Floats, learn: Bools) -> Floats:
    """A regression on the learnt rows."""
    scores: Floats = LogisticRegression().fit(X[learn], y[learn]).decision_function(X[~learn])
    return scores


def test_a_clean_way_tells_nothing() -> None:
    """About .5, inside what chance leaves."""
    probe = shuffled_labels(*rows(), clean)
    assert probe.passed
    assert 0.45 < probe.auc < 0.55
    assert 5 == len(probe.aucs)


def test_an_encoding_of_all_labels_is_caught() -> None:
    """Labels of the rows left out, averaged into a feature before the split, show."""

    def leaking(X: Floats, y: Floats, learn: Bools) -> Floats:
        cells = np.arange(len(y)) // 4
        encoded = (np.bincount(cells, weights=y) / np.bincount(cells))[cells]
        return clean(np.column_stack([X, encoded]), y, learn)

    probe = shuffled_labels(*rows(), leaking)
    assert not probe.passed
    assert probe.auc > probe.high
    assert f"AUC {probe.auc:.3f} on shuffled labels" in probe.detail


def test_too_low_is_caught_too() -> None:
    """A left-out mean tells the row's own label the wrong way round."""

    def leaking(X: Floats, y: Floats, learn: Bools) -> Floats:
        scores: Floats = (y.sum() - y)[~learn] + 0.0 * X[~learn, 0]
        return scores

    probe = shuffled_labels(*rows(), leaking)
    assert probe.auc < probe.low
    assert not probe.passed


def test_twins_across_the_split_show_when_their_labels_move_together() -> None:
    """A neighbour finds the twin it learnt; told of the groups the probe sees it, without them it cannot."""
    X, y, learn = rows(400)
    X, y, learn = np.tile(X, (2, 1)), np.tile(y, 2), np.repeat([True, False], 400)

    def nearest(X: Floats, y: Floats, learn: Bools) -> Floats:
        found: Floats = KNeighborsClassifier(1).fit(X[learn], y[learn]).predict_proba(X[~learn])[:, 1]
        return found

    groups = np.tile(np.arange(400), 2)
    assert not shuffled_labels(X, y, learn, nearest, groups=groups).passed
    assert shuffled_labels(X, y, learn, nearest).passed


def test_large_groups_widen_what_chance_leaves() -> None:
    """Ten rows of one label are one finding."""
    X, y, learn = rows(400)
    single = shuffled_labels(X, y, learn, clean)
    grouped = shuffled_labels(X, y, learn, clean, groups=np.arange(400) // 20)
    assert grouped.high - grouped.low > 3 * (single.high - single.low)


def test_one_label_alone_is_refused() -> None:
    """There is nothing to rank."""
    X, y, learn = rows(40)
    with pytest.raises(ValueError, match="both kinds"):
        shuffled_labels(X, np.zeros_like(y), learn, lambda X, _, learn: X[~learn, 0])
