from typing import Any

import numpy as np
import pytest

from models.trees import layout
from models.trees.arrays import LEAVES, TOPS, TWIGS, UPPERS
from models.trees.contributions import contributions
from models.trees.layout import batches, walks
from models.trees.text import parse
from models.trees.twigs import gather


@pytest.mark.parametrize("splits", [1, 100])
def test_batches_change_nothing_but_rounding(
    fitted: Any, splits: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trees walked one by one or some at a time explain as all at once."""
    expected = contributions(fitted.ensemble, fitted.rows)
    monkeypatch.setattr(layout, "BATCH", splits)
    again = parse(fitted.booster.model_to_string())
    assert expected == pytest.approx(contributions(again, fitted.rows), rel=0.0, abs=1e-11)


def test_a_batch_holds_what_is_walked(fitted: Any) -> None:
    """Each split is in a twig or an upper, once in each walk; children of uppers come after them."""
    paths, found = fitted.ensemble.paths, gather(fitted.ensemble.paths)
    for walk in walks(paths)[0]:
        cut = list(batches(paths, found, walk))
        uppers = np.concatenate([batch.uppers[:, 0] for batch in cut])
        twigs = np.concatenate([batch.firsts for batch in cut])
        assert len(walk.splits) == len(uppers) + found.sizes[twigs].sum()
        assert len(set(uppers)) == len(uppers)
        for batch in cut:
            places = 4 * np.arange(len(batch.uppers))[:, None]
            assert (batch.uppers[:, 1:3] > places).all()
            assert (batch.uppers[:, 1:3] < 4 * batch.n_nodes).all()


def test_deep_trees_are_walked_more_than_once(fitted: Any) -> None:
    """Four nodes of the quadrature do up to eight features of a path."""
    features = fitted.ensemble.depth.features
    assert max(1, -(-features // 8)) == len(walks(fitted.ensemble.paths)[0])


def test_bounds_of_batches_follow_one_another(fitted: Any) -> None:
    """Each batch begins where the one before ends, and the last ends with the arrays."""
    arrays = fitted.ensemble.plan.arrays
    for column, whole in ((UPPERS, arrays.uppers), (LEAVES, arrays.leaves), (TOPS, arrays.tops)):
        ends = arrays.batches[:, column + 1].tolist()
        assert [0, *ends[:-1]] == arrays.batches[:, column].tolist()
        assert len(whole) == ends[-1]
    ends = arrays.batches[:, -1].tolist()
    assert [0, *ends[:-1]] == arrays.batches[:, TWIGS].tolist()
    assert len(arrays.twigs) == ends[-1]
