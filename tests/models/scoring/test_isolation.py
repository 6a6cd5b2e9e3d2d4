from collections.abc import Callable, Mapping

import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.ensemble import IsolationForest

from features.catalogue.sets import feature_set
from models.bundle.format import Bundle
from models.role import Role
from models.scoring.isolation import isolation_many, isolation_one, isolation_rank
from models.scoring.loaded import LoadedBundle, prepare
from riskdesk.core.errors import BundleInvalid


@pytest.mark.parametrize("role", ["order_anomaly", "payment_anomaly"])
def test_scores_equal_those_of_scikit_learn(
    loaded: Mapping[Role, LoadedBundle],
    forests: Mapping[Role, IsolationForest],
    vectors: NDArray[np.float64],
    role: Role,
) -> None:
    """Our kernel gives scikit-learn's anomaly score on rows with and without unknown values."""
    forest = loaded[role].forest
    assert forest is not None
    rows = vectors[:, loaded[role].columns]
    filled = np.where(np.isnan(rows), forest.medians, rows)
    actual = [one.score for one in isolation_many(forest, rows)]
    assert actual == pytest.approx(-forests[role].score_samples(filled), abs=1e-12)


def test_contributions_sum_to_the_path(
    loaded: Mapping[Role, LoadedBundle], vectors: NDArray[np.float64]
) -> None:
    """Bias and contributions sum to the negated path length behind the score."""
    bundle = loaded["order_anomaly"]
    assert bundle.forest is not None
    for vector in vectors[:20]:
        one = isolation_one(bundle.forest, vector[bundle.columns])
        path = -(one.bias + one.contributions.sum())
        assert one.score == pytest.approx(2.0 ** (-path / bundle.forest.normal_path), abs=1e-12)


def test_the_rank_is_that_of_the_explained_score(
    loaded: Mapping[Role, LoadedBundle], vectors: NDArray[np.float64]
) -> None:
    """Unknown, infinite and ordinary values are ranked bit by bit as they are explained."""
    bundle = loaded["order_anomaly"]
    assert bundle.forest is not None
    rows = vectors[:, bundle.columns].copy()
    rows[0, ::3], rows[1, ::3], rows[2, ::3] = np.inf, -np.inf, np.nan
    expected = [(one.score, one.percentile) for one in isolation_many(bundle.forest, rows)]
    assert expected == [tuple(isolation_rank(bundle.forest, row)) for row in rows]


def test_a_far_row_is_stranger(loaded: Mapping[Role, LoadedBundle]) -> None:
    """A row far from all others scores higher than the medians, and stands at the top."""
    bundle = loaded["order_anomaly"]
    assert bundle.forest is not None
    usual = isolation_one(bundle.forest, np.full(len(bundle.columns), np.nan))
    far = isolation_one(bundle.forest, np.full(len(bundle.columns), 1e300))
    assert usual.score < far.score
    assert 100.0 == far.percentile


@pytest.mark.parametrize("child", [0, -5, 10_000])
def test_a_tree_that_is_none_is_refused(bundle_of: Callable[..., Bundle], child: int) -> None:
    """Loops and children that do not exist never reach the kernel."""
    bundle = bundle_of("order_anomaly")
    assert bundle.isolation is not None
    first = bundle.isolation.trees[0]
    broken = msgspec.structs.replace(first, right=(child, *first.right[1:]))
    trees = (broken, *bundle.isolation.trees[1:])
    isolation = msgspec.structs.replace(bundle.isolation, trees=trees)
    with pytest.raises(BundleInvalid) as caught:
        prepare(msgspec.structs.replace(bundle, isolation=isolation), "")
    assert "isolation.trees[0]" == caught.value.field


def test_the_set_has_the_columns_of_its_role(loaded: Mapping[Role, LoadedBundle]) -> None:
    """A loaded bundle reads as many columns as its set has features."""
    assert len(feature_set("order_anomaly").names) == len(loaded["order_anomaly"].columns)


def test_thresholds_are_met_as_scikit_learn_meets_them(
    loaded: Mapping[Role, LoadedBundle], forests: Mapping[Role, IsolationForest]
) -> None:
    """A value one step of float64 beyond a threshold goes where scikit-learn's float32 sends it."""
    bundle = loaded["order_anomaly"]
    assert bundle.forest is not None
    assert bundle.bundle.isolation is not None
    rows = np.tile(bundle.forest.medians, (200, 1))
    splits = [
        (feature, threshold)
        for tree in bundle.bundle.isolation.trees
        for feature, threshold, left in zip(tree.feature, tree.threshold, tree.left, strict=True)
        if left >= 0
    ]
    for row, (feature, threshold) in zip(rows, splits, strict=False):
        row[feature] = np.nextafter(threshold, np.inf)
    actual = [one.score for one in isolation_many(bundle.forest, rows)]
    assert actual == pytest.approx(-forests["order_anomaly"].score_samples(rows), abs=1e-12)
