"""Labels of orders and payments from what reviewers said.

Confirmed is 1, cleared is 0. What nobody judged is neither good nor bad: reviewers see mostly what
was flagged. Once it is older than the review delay it is taken for 0 with a lower weight, since most of it
is innocent and some is not; before that it is left out. Among contradicting verdicts the last one known
by the cut holds.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from features.history.labels import Verdicts
from features.kernel.layout import DAY

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ReviewPractice:
    """How verdicts come about; configuration.

    Parameters
    ----------
    delay_days
        After so many days without a verdict, none is expected any more.
    unjudged_weight
        Weight in fitting of what nobody judged, 0 to 1; a verdict weighs 1.
    """

    delay_days: int = 30
    unjudged_weight: float = 0.5

    @property
    def delay_us(self) -> int:
        """The delay in microseconds."""
        return self.delay_days * DAY


@dataclass(frozen=True, slots=True, eq=False)
class VerdictLabels:
    """Labels of n documents; every array has shape (n,).

    Parameters
    ----------
    labels
        int64, 1 confirmed, 0 cleared or not judged.
    weights
        float64, for fitting.
    judged
        bool, a verdict was known by the cut.
    mature
        bool, the row may be used: older than the review delay at the cut.
    """

    labels: Ints
    weights: npt.NDArray[np.float64]
    judged: npt.NDArray[np.bool_]
    mature: npt.NDArray[np.bool_]


def verdict_labels(
    verdicts: Verdicts, documents: Ints, moments_us: Ints, practice: ReviewPractice, *, known_by_us: int
) -> VerdictLabels:
    """Label documents by the verdicts known at the cut.

    A verdict that came early does not make its row mature: else the last weeks before the cut would hold
    nothing but what was suspicious enough to be judged at once.

    Parameters
    ----------
    verdicts
        All verdicts of the log.
    documents, moments_us
        int64 of shape (n,), codes of the documents and when they were put before riskdesk.
    known_by_us
        The cut: verdicts known later are not seen.
    """
    seen = np.flatnonzero(verdicts.known_at_us <= known_by_us)
    order = seen[np.lexsort((verdicts.seqs[seen], verdicts.known_at_us[seen]))]
    said = dict(zip(verdicts.subjects[order].tolist(), verdicts.confirmed[order].tolist(), strict=True))
    judged = np.array([code in said for code in documents.tolist()], np.bool_)
    labels = np.array([said.get(code, False) for code in documents.tolist()], np.int64)
    return VerdictLabels(
        labels=labels,
        weights=np.where(judged, 1.0, practice.unjudged_weight),
        judged=judged,
        mature=moments_us + practice.delay_us <= known_by_us,
    )
