"""The rows on which champion and challenger meet."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.scoring.isolation import isolation_many
from models.scoring.loaded import LoadedBundle
from models.scoring.score import calibrated, score_rows

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Later:
    """What a run measured its recipe on: rows later than all that the measured fit learned from.

    Parameters
    ----------
    learnt, learnt_scores
        float64 of shape (m, f) and (m,): what the measured fit grew on, and what it says of it.
    X, y, moments_us
        float64 of shape (n, f) and (n,), int64 of shape (n,): the later rows, in the role's set of features.
    groups
        int64 of shape (n,): rows that hang together, such as those of one customer or one day; they are
        resampled together.
    scores
        float64 of shape (n,), what the measured fit says of the later rows: a probability, or days. None,
        like `learnt_scores`, at a cold start.
    """

    learnt: Floats
    learnt_scores: Floats | None
    X: Floats
    y: Floats
    moments_us: Ints
    groups: Ints
    scores: Floats | None

    def where(self, mask: npt.NDArray[np.bool_]) -> "Later":
        """Return the same with the later rows that a bool mask of shape (n,) keeps."""
        return Later(
            learnt=self.learnt,
            learnt_scores=self.learnt_scores,
            X=self.X[mask],
            y=self.y[mask],
            moments_us=self.moments_us[mask],
            groups=self.groups[mask],
            scores=None if self.scores is None else self.scores[mask],
        )


def answers_of(loaded: LoadedBundle, X: Floats) -> Floats:
    """Return what a bundle says of rows of its set: probabilities, days late, or at a cold start the forest's score."""
    if loaded.ensemble is not None:
        return calibrated(loaded, X)[0] if loaded.role == "lateness" else score_rows(loaded, X).probability
    if loaded.forest is None:
        return np.full(len(X), np.nan)
    return np.array([one.score for one in isolation_many(loaded.forest, X)])
