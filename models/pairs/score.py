"""Scoring pairs: a calibrated probability, and what moved it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.pairs.encode import encode
from models.pairs.model import PairModel
from models.scoring.explained import check_sums
from models.trees import text
from models.trees.contributions import contributions
from models.trees.predict import raw_scores

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class PairScores:
    """n pairs, scored.

    Attributes
    ----------
    probability
        float64 of shape (n,), that the two are one invoice paid twice.
    contributions
        float64 of shape (n, len(layout.features)), in log-odds; with `bias` they sum to the log-odds of
        the probability.
    bias
        float64 of shape (n,).
    """

    probability: Floats
    contributions: Floats
    bias: Floats


def score_pairs(model: PairModel, similarities: Floats) -> PairScores:
    """Score and explain pairs, float64 of shape (n, len(layout.columns)); NaN is unknown.

    Raises
    ------
    ExplanationBroken
        Contributions that do not sum to the score.
    """
    X = encode(model.layout, model.memories, similarities)
    members = [text.parse(member) for member in model.members]
    slope, intercept = model.calibration.slope, model.calibration.intercept
    raw = np.mean([raw_scores(member, X) for member in members], axis=0)
    phi = np.mean([contributions(member, X) for member in members], axis=0)
    log_odds = slope * raw + intercept
    moved, bias = slope * phi[:, :-1], slope * phi[:, -1] + intercept
    check_sums(moved, bias, log_odds)
    return PairScores(_odds_to_share(log_odds), moved, bias)


def _odds_to_share(log_odds: Floats) -> Floats:
    odds = np.exp(-np.abs(log_odds))
    return np.where(log_odds >= 0, 1.0, odds) / (1.0 + odds)
