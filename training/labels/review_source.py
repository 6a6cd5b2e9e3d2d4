"""How a document came to be judged, and with which chance: what tells seen rows from all rows."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
import numpy.typing as npt

from features.history.labels import Reviews

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

MOST_WEIGHT: Final = 200.0
"""One over the propensity counts no more than this: below a rate of 0.5 % a single draw would speak for
hundreds. What is clipped is not unbiased any more; it errs towards what was flagged."""


class Source(IntEnum):
    """Why a person looked at a document, or why nobody did.

    `UNDECIDED`: riskdesk never decided about it, so that nobody knows why a verdict is there or is not; so are
    all documents of an imported history. `PASSED`: it was let pass and not drawn; a verdict on it came by chance,
    from a complaint or an audit, and speaks for no other.
    """

    UNDECIDED = 0
    FLAGGED = 1
    SAMPLED = 2
    PASSED = 3


@dataclass(frozen=True, slots=True, eq=False)
class Sent:
    """Why each of n documents was sent to a person, or was not.

    Parameters
    ----------
    source
        int64 of shape (n,), a `Source`.
    propensity
        float64 of shape (n,), the chance with which it was sent; NaN where it was not.
    """

    source: Ints
    propensity: Floats


def sources_of(reviews: Reviews, documents: Ints, *, known_by_us: int) -> Sent:
    """Say why each document was sent to a person, as the ledger stood at a moment.

    Of several decisions about one document, its revisions and checkpoints, one that held it outweighs the lot, and
    the lot outweighs that it passed: the lot falls on the id, so it is the same at each.

    Parameters
    ----------
    reviews
        Decisions of the ledger.
    documents
        int64 of shape (n,), codes of documents.
    known_by_us
        Decisions taken later are not seen.
    """
    seen = reviews.decided_at_us <= known_by_us
    held = set(reviews.subjects[seen & reviews.held].tolist())
    drawn: dict[int, float] = {}
    for k in np.flatnonzero(seen & reviews.sampled):
        code = int(reviews.subjects[k])
        drawn[code] = max(drawn.get(code, 0.0), float(reviews.propensities[k]))
    decided = set(reviews.subjects[seen].tolist())
    source, propensity = np.zeros(len(documents), np.int64), np.full(len(documents), np.nan)
    for at, code in enumerate(documents.tolist()):
        if code in held:
            source[at], propensity[at] = Source.FLAGGED, 1.0
        elif code in drawn:
            source[at], propensity[at] = Source.SAMPLED, drawn[code]
        elif code in decided:
            source[at] = Source.PASSED
    return Sent(source, propensity)


def inverse(propensity: Floats) -> Floats:
    """Return one over the propensity, at most `MOST_WEIGHT`; 0 where it is NaN or 0."""
    known = np.nan_to_num(propensity, nan=0.0)
    weights: Floats = np.divide(1.0, known, out=np.zeros_like(known), where=known > 0.0)
    return np.minimum(weights, MOST_WEIGHT)


LEAST_DRAWN: Final = 10
"""Judged draws below which nothing is said of what passed."""


def population_weights(sent: Sent, judged: npt.NDArray[np.bool_]) -> Floats | None:
    """Return for how many decided documents each judged one speaks; None with fewer than `LEAST_DRAWN` judged draws.

    A judged draw speaks for one over its propensity, what was held for itself. Not all that was sent to a person
    is judged: within each source, who was judged speaks for who was not, so the weight is divided by the share
    judged. What passed, was never decided about, or waits for a verdict speaks for nothing: 0.

    Parameters
    ----------
    sent
        Of n documents, all of them mature.
    judged
        bool of shape (n,).
    """
    if (judged & (sent.source == Source.SAMPLED)).sum() < LEAST_DRAWN:
        return None
    weights = np.zeros(len(judged))
    for source in (Source.FLAGGED, Source.SAMPLED):
        here = sent.source == source
        told = here & judged
        if told.any():
            weights[told] = inverse(sent.propensity[told]) * here.sum() / told.sum()
    return weights
