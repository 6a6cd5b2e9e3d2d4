"""Is this pair of invoices one invoice paid twice? From labelled pairs to a model and its figures.

Pairs with identical similarities tell each other's verdict: folds keep them together, and figures on a
test file are given apart for pairs whose look was never learnt from.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from models.bundle.format import Calibration
from models.pairs.encode import encode
from models.pairs.model import PairModel
from models.pairs.score import score_pairs
from models.trees import text
from models.trees.predict import raw_scores
from riskdesk.core.errors import HistoryTooThin
from training.evaluate.leakage.twins import twins_of
from training.evaluate.metrics import binary_metrics
from training.fit.calibration import fit_calibration, sigmoid
from training.fit.pair_trees import fold_by_look, grow_members, remember_all
from training.labels.pairs import Pairs

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Say = Callable[[str], None]

FOLDS: Final = 5
FOLD_SEED: Final = 20_261
LEAST_OF_A_KIND: Final = 20


@dataclass(frozen=True, slots=True, eq=False)
class HeldOut:
    """Every pair scored by members that learnt from other folds.

    Parameters
    ----------
    raw
        float64 of shape (n,), mean raw log-odds of the members.
    fold
        int64 of shape (n,).
    """

    raw: Floats
    fold: Ints


def held_out_scores(pairs: Pairs, fold: Ints) -> HeldOut:
    """Score each fold by members grown on the others, memories included.

    Raises
    ------
    HistoryTooThin
        Too few verdicts of one kind.
    """
    _require_both_kinds(pairs)
    raw = np.empty(len(pairs))
    for one in np.unique(fold):
        left = fold == one
        raw[left] = _raw(pairs.where(~left), pairs.similarities[left])
    return HeldOut(raw, fold)


def look_folds(pairs: Pairs, seed: int = FOLD_SEED) -> Ints:
    """Return folds that keep identical pairs together."""
    return fold_by_look(pairs.similarities, FOLDS, seed)


def row_folds(pairs: Pairs, seed: int = FOLD_SEED) -> Ints:
    """Return folds of single rows, as published figures use; they flatter by what is learnt by heart."""
    fold: Ints = np.random.default_rng(seed).permutation(len(pairs)) % FOLDS
    return fold


def train_pairs(pairs: Pairs) -> PairModel:
    """Return the model of all pairs, calibrated on held-out scores and with their figures.

    Raises
    ------
    HistoryTooThin
        Too few verdicts of one kind.
    """
    held = held_out_scores(pairs, look_folds(pairs))
    calibration = fit_calibration(held.raw, pairs.labels.astype(np.float64))
    looks, _ = pairs.looks()
    return PairModel(
        layout=pairs.layout,
        memories=remember_all(pairs.layout, pairs.similarities, pairs.labels),
        members=grow_members(pairs.layout, pairs.similarities, pairs.labels),
        calibration=calibration,
        rows=len(pairs),
        confirmed=int(pairs.labels.sum()),
        figures=pair_metrics(pairs.labels, held, calibration) | {"looks": float(len(looks))},
    )


def pair_metrics(labels: Ints, held: HeldOut, calibration: Calibration) -> dict[str, float]:
    """Return the figures of held-out scores: all pairs in one ranking, and the mean over folds."""
    probabilities = sigmoid(calibration.slope * held.raw + calibration.intercept)
    folds = [binary_metrics(labels[held.fold == k], held.raw[held.fold == k]) for k in np.unique(held.fold)]
    means = {
        f"{name}_fold_mean": float(np.mean([one[name] for one in folds if name in one]))
        for name in ("auc", "ap")
        if any(name in one for one in folds)
    }
    return binary_metrics(labels, probabilities) | means


def measure_on(model: PairModel, learnt: Pairs, test: Pairs) -> dict[str, Any]:
    """Return the figures on a test file: of all, and apart of pairs whose look was not learnt from."""
    probabilities = score_pairs(model, test.similarities).probability
    return twins_of(learnt.similarities, test.similarities).figures(
        lambda rows: binary_metrics(test.labels[rows], probabilities[rows]) if rows.any() else {}
    )


def _raw(learnt: Pairs, similarities: Floats) -> Floats:
    layout = learnt.layout
    X = encode(layout, remember_all(layout, learnt.similarities, learnt.labels), similarities)
    members = grow_members(layout, learnt.similarities, learnt.labels)
    raw: Floats = np.mean([raw_scores(text.parse(member), X) for member in members], axis=0)
    return raw


def _require_both_kinds(pairs: Pairs) -> None:
    confirmed = int(pairs.labels.sum())
    if min(confirmed, len(pairs) - confirmed) < LEAST_OF_A_KIND:
        raise HistoryTooThin(
            f"expected at least {LEAST_OF_A_KIND} pairs of each verdict, found {confirmed} confirmed of {len(pairs)}"
        )
