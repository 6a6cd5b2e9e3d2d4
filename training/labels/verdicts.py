"""Labels of orders and payments from what reviewers said.

Confirmed is 1, cleared is 0. What nobody judged is neither good nor bad: reviewers see mostly what
was flagged. Once it is older than the review delay it is taken for 0 with a lower weight, since most of it
is innocent and some is not; before that it is left out. Among contradicting verdicts the last one known
by the cut holds.

Where the policy draws a random sample of what passes, what was drawn speaks for all that passed: it weighs one
over its propensity, and the more of it was judged, the less weighs what nobody judged.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from features.history.labels import Reviews, Verdicts, no_reviews
from features.kernel.layout import DAY
from training.labels.review_source import Source, inverse, sources_of

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
    half_at
        So many judged draws of the random sample halve that weight, twice as many leave a third of it.
    """

    delay_days: int = 30
    unjudged_weight: float = 0.5
    half_at: float = 100.0

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
    source, propensity
        int64 and float64, why it was sent to a person and with which chance; see `Sent`.
    """

    labels: Ints
    weights: npt.NDArray[np.float64]
    judged: npt.NDArray[np.bool_]
    mature: npt.NDArray[np.bool_]
    source: Ints
    propensity: npt.NDArray[np.float64]

    @property
    def drawn(self) -> npt.NDArray[np.bool_]:
        """Where the lot sent a person who judged."""
        drawn: npt.NDArray[np.bool_] = self.judged & (self.source == Source.SAMPLED)
        return drawn

    def where(self, mask: npt.NDArray[np.bool_]) -> "VerdictLabels":
        """Return the documents that a bool mask of shape (n,) keeps."""
        return VerdictLabels(
            labels=self.labels[mask],
            weights=self.weights[mask],
            judged=self.judged[mask],
            mature=self.mature[mask],
            source=self.source[mask],
            propensity=self.propensity[mask],
        )


def verdict_labels(
    verdicts: Verdicts,
    documents: Ints,
    moments_us: Ints,
    practice: ReviewPractice,
    *,
    known_by_us: int,
    reviews: Reviews | None = None,
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
        The cut: verdicts known later are not seen, nor later decisions.
    reviews
        Decisions of the ledger; None where there are none.
    """
    seen = np.flatnonzero(verdicts.known_at_us <= known_by_us)
    order = seen[np.lexsort((verdicts.seqs[seen], verdicts.known_at_us[seen]))]
    said = dict(zip(verdicts.subjects[order].tolist(), verdicts.confirmed[order].tolist(), strict=True))
    judged = np.array([code in said for code in documents.tolist()], np.bool_)
    labels = np.array([said.get(code, False) for code in documents.tolist()], np.int64)
    sent = sources_of(reviews or no_reviews(), documents, known_by_us=known_by_us)
    found = VerdictLabels(
        labels=labels,
        weights=np.ones(len(labels)),
        judged=judged,
        mature=moments_us + practice.delay_us <= known_by_us,
        source=sent.source,
        propensity=sent.propensity,
    )
    return replace(found, weights=_weights(found, practice))


def _weights(labels: VerdictLabels, practice: ReviewPractice) -> npt.NDArray[np.float64]:
    """Return what each row weighs in fitting."""
    drawn = int((labels.drawn & labels.mature).sum())
    unjudged = practice.unjudged_weight * practice.half_at / (practice.half_at + drawn)
    weights = np.where(labels.judged, 1.0, unjudged)
    return np.where(labels.drawn, inverse(labels.propensity), weights)
