"""Orders or payments of history as they would have been scored, and what reviewers said of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from features.catalogue.sets import FeatureSet, columns
from features.kernel import layout as L
from models.role import Place
from models.typologies.detect_many import detect_many
from riskdesk.core.errors import HistoryTooThin
from training.fit.trees import Rows
from training.labels.verdicts import ReviewPractice, VerdictLabels, verdict_labels
from training.pipelines.snapshot import Snapshot

WARM_UP_DAYS: Final = 60
"""The first days of a log have no past that anything could be compared with."""
LEAST_ROWS: Final = 100


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """Orders or payments of history as they would have been scored.

    Parameters
    ----------
    X
        float64 of shape (n, f), the columns of the role's set.
    documents, moments_us
        int64 of shape (n,).
    typologies
        Code -> float64 of shape (n,), how strongly each pattern shows, NaN where it does not; see `detect_many`.
    """

    X: npt.NDArray[np.float64]
    documents: npt.NDArray[np.int64]
    moments_us: npt.NDArray[np.int64]
    typologies: Mapping[str, npt.NDArray[np.float64]] = field(default_factory=dict)

    def labelled(
        self, snapshot: Snapshot, practice: ReviewPractice, *, known_by_us: int
    ) -> tuple[Rows, VerdictLabels]:
        """Return all rows with what reviewers had said by the cut; see `VerdictLabels.mature`."""
        labels = verdict_labels(
            snapshot.verdicts,
            self.documents,
            self.moments_us,
            practice,
            known_by_us=known_by_us,
            reviews=snapshot.reviews,
        )
        return Rows(self.X, labels.labels.astype(np.float64), labels.weights, self.moments_us), labels


def scored_documents(snapshot: Snapshot, features: FeatureSet, place: Place) -> Scored:
    """Return the vectors of all orders or payments after the warm-up, each as known at its moment.

    Raises
    ------
    HistoryTooThin
        There are too few.
    """
    history = snapshot.history
    queries = history.order_queries() if place == "order" else history.payment_queries()
    warm = queries[:, L.Q_AS_OF] >= snapshot.first_us + WARM_UP_DAYS * L.DAY
    queries = queries[warm]
    if len(queries) < LEAST_ROWS:
        raise HistoryTooThin(
            f"expected at least {LEAST_ROWS} {place}s after the warm-up, found {len(queries)}"
        )
    vectors = history.vectors(queries)
    return Scored(
        vectors[:, columns(features)],
        queries[:, L.Q_DOCUMENT].copy(),
        queries[:, L.Q_AS_OF].copy(),
        detect_many(vectors, place),
    )
