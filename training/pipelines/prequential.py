"""A model of anomalies as it would have been made at a moment, and what it said of the days after.

Prequential: learnt from what was known by a cut, measured on what came next, the cut moved on. Source: Fraud
Detection Handbook, chapter 5, "Prequential validation".
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from features.catalogue.sets import FeatureSet, columns
from features.kernel import layout as L
from models.role import Place
from training.fit.trees import TreeParameters
from training.labels.verdicts import ReviewPractice
from training.pipelines.anomaly import Scored
from training.pipelines.binary import BinaryFit, fit_binary
from training.pipelines.snapshot import Progress, Snapshot, silent
from training.splits import final_split


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a model is made at a cut.

    Parameters
    ----------
    practice
        How verdicts come about; its delay is the gap before the cut.
    parameters
        How trees are grown.
    days
        So many days before the gap are learnt from.
    most_rows
        At most so many rows; see `training.fit.thin`.
    """

    practice: ReviewPractice = field(default_factory=ReviewPractice)
    parameters: TreeParameters = field(default_factory=TreeParameters)
    days: int = 90
    most_rows: int = 0

    @property
    def reach_us(self) -> int:
        """From the first moment learnt from to the cut."""
        return self.days * L.DAY + self.practice.delay_us


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """What one model said of the documents after its cut.

    Parameters
    ----------
    fitted
        The model.
    rows
        int64 of shape (n,), rows of the `Scored` that was given.
    probabilities
        float64 of shape (n,), calibrated.
    """

    fitted: BinaryFit
    rows: npt.NDArray[np.intp]
    probabilities: npt.NDArray[np.float64]


def scored_between(
    snapshot: Snapshot, features: FeatureSet, place: Place, *, begin_us: int, end_us: int
) -> Scored:
    """Return the vectors of the orders or payments of [begin, end), each as known at its moment."""
    history = snapshot.history
    queries = history.order_queries() if place == "order" else history.payment_queries()
    moments = queries[:, L.Q_AS_OF]
    queries = queries[(moments >= begin_us) & (moments < end_us)]
    X = history.vectors(queries)[:, columns(features)]
    return Scored(X, queries[:, L.Q_DOCUMENT].copy(), queries[:, L.Q_AS_OF].copy())


def fit_as_of(
    snapshot: Snapshot, scored: Scored, features: FeatureSet, recipe: Recipe, *, cut_us: int
) -> BinaryFit:
    """Fit on what was known at the cut, and on nothing else.

    Raises
    ------
    HistoryTooThin
        Too few outcomes of one kind were known.
    """
    practice = recipe.practice
    rows, labels = scored.labelled(snapshot, practice, known_by_us=cut_us)
    rows = rows.where(labels.mature & (rows.moments_us >= cut_us - recipe.reach_us))
    split = final_split(rows.moments_us, label_delay_us=practice.delay_us, cut_us=cut_us)
    return fit_binary(
        rows.where(split.fit),
        rows.where(split.later),
        features,
        recipe.parameters,
        most_rows=recipe.most_rows,
        regrow=True,
    )


def prequential_said(
    snapshot: Snapshot,
    scored: Scored,
    features: FeatureSet,
    recipe: Recipe,
    *,
    cuts_us: Sequence[int],
    days: int,
    progress: Progress = silent,
) -> list[Said]:
    """Return what the model of each cut said of the `days` days after it.

    Raises
    ------
    HistoryTooThin
        Too few outcomes of one kind were known at a cut.
    """
    told = []
    for at, cut_us in enumerate(cuts_us):
        progress("fit", at / len(cuts_us))
        fitted = fit_as_of(snapshot, scored, features, recipe, cut_us=cut_us)
        rows = np.flatnonzero((scored.moments_us >= cut_us) & (scored.moments_us < cut_us + days * L.DAY))
        told.append(Said(fitted, rows, fitted.probabilities(scored.X[rows])))
    return told
