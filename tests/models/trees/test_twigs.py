from itertools import product
from typing import Any

import numpy as np
import pytest

from models.trees import twigs
from models.trees.contributions import contributions
from models.trees.paths import NONE
from models.trees.text import parse
from models.trees.twigs import MOST_SPLITS, MOST_STATES, gather


def test_twigs_are_the_largest_small_subtrees(fitted: Any) -> None:
    """A twig has few states, and the subtree of the split above it too many."""
    paths, found = fitted.ensemble.paths, gather(fitted.ensemble.paths)
    assert MOST_STATES >= found.states[found.is_root].max(initial=0)
    assert MOST_SPLITS >= found.sizes[found.is_root].max(initial=0)
    assert found.sizes[found.is_root].sum() == found.is_inside.sum()
    above = [
        split for split, ends in enumerate(paths.children) for end in ends if end >= 0 and found.is_root[end]
    ]
    assert (found.states[above] > MOST_STATES).all()


def test_each_state_of_a_twig_has_an_entry_of_its_own(fitted: Any) -> None:
    """Ways at its splits and strides count the states of a twig from 0, without gaps."""
    paths, found = fitted.ensemble.paths, gather(fitted.ensemble.paths)
    for first in np.flatnonzero(found.is_root)[:50]:
        inside = range(first, first + found.sizes[first])
        ways = [range(2 if paths.before[split, 0] == NONE else 3) for split in inside]
        entries = [np.dot(state, found.strides[list(inside)]) for state in product(*ways)]
        assert list(range(found.states[first])) == sorted(entries)


@pytest.mark.parametrize("most", [1, 2, 4, 1 << MOST_SPLITS])
def test_twigs_change_nothing_but_rounding(fitted: Any, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With no twigs, small ones or large ones the contributions are the same."""
    expected = contributions(fitted.ensemble, fitted.rows)
    monkeypatch.setattr(twigs, "MOST_STATES", most)
    again = parse(fitted.booster.model_to_string())
    assert most >= gather(again.paths).states[gather(again.paths).is_root].max(initial=0)
    assert expected == pytest.approx(contributions(again, fitted.rows), rel=0.0, abs=1e-11)
