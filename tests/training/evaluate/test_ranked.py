import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, roc_auc_score

from training.evaluate.ranked import Ranked

ROWS = st.lists(
    st.tuples(st.sampled_from([0.0, 1.0]), st.sampled_from([0.1, 0.2, 0.5, 0.9]), st.integers(0, 3)),
    min_size=2,
    max_size=40,
)


@given(ROWS)
def test_rank_figures_are_those_of_the_library(rows: list[tuple[float, float, int]]) -> None:
    """With ties and weights, AUC and AP equal scikit-learn's; without both outcomes they are not defined."""
    y, scores, weights = (np.array(part, np.float64) for part in zip(*rows, strict=True))
    ranked = Ranked(y, scores)
    if weights[y == 1].sum() == 0 or weights[y == 0].sum() == 0:
        assert np.isnan(ranked.figure("auc", weights))
        assert np.isnan(ranked.figure("ap", weights))
        return
    assert pytest.approx(roc_auc_score(y, scores, sample_weight=weights)) == ranked.figure("auc", weights)
    kept = weights > 0
    expected = average_precision_score(y[kept], scores[kept], sample_weight=weights[kept])
    assert pytest.approx(expected) == ranked.figure("ap", weights)


def test_distances() -> None:
    """Mean squared and mean absolute distance under weights, in whatever order rows come."""
    ranked = Ranked(np.array([1.0, 0.0, 4.0]), np.array([0.5, 0.0, 1.0]))
    weights = np.array([2.0, 1.0, 1.0])
    assert (0.25 * 2 + 9.0) / 4 == ranked.figure("brier", weights)
    assert (0.5 * 2 + 3.0) / 4 == ranked.figure("mae", weights)
    assert np.isnan(ranked.figure("mae", np.zeros(3)))
