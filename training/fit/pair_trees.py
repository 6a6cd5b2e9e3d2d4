"""Growing the members of a pair model: trees of several shapes whose raw scores are averaged."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import lightgbm as lgb
import numpy as np
import numpy.typing as npt

from models.pairs.encode import recall, without_shares
from models.pairs.layout import PairLayout
from models.pairs.memory import Memory, distinct, remember, weights_of

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class MemberShape:
    """One member.

    Parameters
    ----------
    seed
        Of its trees, and of the folds in which its memory is learnt.
    memory_folds
        In so many folds; fewer make the remembered shares of learnt pairs rest on fewer others.
    trees, ridge
        LightGBM's num_iterations, lambda_l2.
    """

    seed: int
    memory_folds: int
    trees: int = 350
    ridge: float = 5.0


SHAPES: Final = (MemberShape(1, 5), MemberShape(2, 3), MemberShape(3, 4))
"""Chosen on fold seeds 1 to 3 of `duplicate_pairs`, where the mean of three gains .0007 of AUC over one (2026-11)."""

_SETTINGS: Final[dict[str, Any]] = {
    "objective": "binary",
    # Thresholds drawn at random, the best drawn feature taken: many similarities say nearly the same, and
    # a best threshold among them learns the looks by heart.
    "extra_trees": True,
    "learning_rate": 0.05,
    "num_leaves": 63,
    "max_depth": 8,
    "min_data_in_leaf": 10,
    "feature_fraction": 0.5,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbosity": -1,
}


def grow_members(
    layout: PairLayout, similarities: Floats, labels: Ints, shapes: Sequence[MemberShape] = SHAPES
) -> tuple[str, ...]:
    """Return LightGBM's text of each member; the same pairs give the same texts.

    Parameters
    ----------
    layout, similarities, labels
        As in `training.labels.pairs.Pairs`, verdicts of both kinds.
    shapes
        Of the members.
    """
    plain = without_shares(layout, similarities)
    return tuple(
        _grow(layout, np.column_stack([plain, held_out_shares(layout, similarities, labels, one)]), labels, one)
        for one in shapes
    )  # fmt: skip


def remember_all(layout: PairLayout, similarities: Floats, labels: Ints) -> tuple[Memory, ...]:
    """Return the memory of each look, of all pairs."""
    weights = weights_of(similarities)
    return tuple(remember(similarities[:, layout.places(one)], labels, weights) for one in layout.looks)


def held_out_shares(layout: PairLayout, similarities: Floats, labels: Ints, shape: MemberShape) -> Floats:
    """Return the remembered shares of each pair as if neither it nor its like had been seen.

    Else a pair would find its own verdict in its share, and trees would learn to believe it.
    """
    shares = np.empty((len(labels), len(layout.looks)))
    fold = fold_by_look(similarities, shape.memory_folds, shape.seed)
    for one in np.unique(fold):
        rest, left = fold != one, fold == one
        memories = remember_all(layout, similarities[rest], labels[rest])
        shares[left] = recall(layout, memories, similarities[left])
    return shares


def fold_by_look(similarities: Floats, folds: int, seed: int) -> Ints:
    """Return the fold of each row, int64 of shape (n,); rows with identical similarities share theirs."""
    looks, of = distinct(similarities)
    fold: Ints = np.random.default_rng(seed).permutation(len(looks))[of] % folds
    return fold


def _grow(layout: PairLayout, X: Floats, labels: Ints, shape: MemberShape) -> str:
    settings = _SETTINGS | {"lambda_l2": shape.ridge, "seed": shape.seed}
    if any(layout.directions):
        # Not `advanced`, which is violated: LightGBM issues 5358 and 6155.
        settings |= {
            "monotone_constraints": list(layout.directions),
            "monotone_constraints_method": "intermediate",
        }
    rows = lgb.Dataset(X, labels, feature_name=list(layout.features), params=settings)
    text: str = lgb.train(settings, rows, num_boost_round=shape.trees).model_to_string()
    return text
