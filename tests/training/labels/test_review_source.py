import numpy as np
import pytest

from features.history.labels import Reviews, Verdicts, no_reviews
from features.kernel.layout import DAY
from training.labels.review_source import (
    LEAST_DRAWN,
    MOST_WEIGHT,
    Sent,
    Source,
    inverse,
    population_weights,
    sources_of,
)
from training.labels.verdicts import ReviewPractice, verdict_labels


def reviews(*rows: tuple[int, str, float, int]) -> Reviews:
    """Decisions of (document, held, sampled or passed, propensity, day)."""
    return Reviews(
        subjects=np.array([row[0] for row in rows], np.int64),
        held=np.array([row[1] == "held" for row in rows], np.bool_),
        sampled=np.array([row[1] == "sampled" for row in rows], np.bool_),
        propensities=np.array([row[2] for row in rows]),
        decided_at_us=np.array([row[3] * DAY for row in rows], np.int64),
    )


def test_why_each_document_was_looked_at() -> None:
    """Held, drawn, passed, never decided about."""
    told = reviews((1, "held", 1.0, 1), (2, "sampled", 0.01, 1), (3, "passed", np.nan, 1))
    found = sources_of(told, np.array([1, 2, 3, 4]), known_by_us=5 * DAY)
    assert [Source.FLAGGED, Source.SAMPLED, Source.PASSED, Source.UNDECIDED] == found.source.tolist()
    assert [1.0, 0.01] == found.propensity[:2].tolist()
    assert np.isnan(found.propensity[2:]).all()


def test_one_that_held_outweighs_the_lot() -> None:
    """At another checkpoint the same document may be held for what was found; the lot of a higher rate counts."""
    told = reviews(
        (1, "sampled", 0.01, 1), (1, "held", 1.0, 2), (2, "sampled", 0.01, 1), (2, "sampled", 0.02, 2)
    )
    found = sources_of(told, np.array([1, 2]), known_by_us=5 * DAY)
    assert [Source.FLAGGED, Source.SAMPLED] == found.source.tolist()
    assert [1.0, 0.02] == found.propensity.tolist()


def test_later_decisions_are_not_seen() -> None:
    """As of the cut nobody had been sent to look yet."""
    found = sources_of(reviews((1, "held", 1.0, 9)), np.array([1]), known_by_us=8 * DAY)
    assert [Source.UNDECIDED] == found.source.tolist()


def test_weights_are_clipped() -> None:
    """A single draw of a tiny rate does not speak for thousands; what has no propensity speaks for nothing."""
    assert [1.0, 100.0, MOST_WEIGHT, 0.0] == inverse(np.array([1.0, 0.01, 0.0001, np.nan])).tolist()


def test_weights_of_a_population() -> None:
    """A judged draw speaks for those not drawn, and for those drawn and not judged; no draws, no weights."""
    source = np.array([Source.FLAGGED] * 4 + [Source.SAMPLED] * 20 + [Source.PASSED] * 50, np.int64)
    propensity = np.where(source == Source.FLAGGED, 1.0, np.where(source == Source.SAMPLED, 0.1, np.nan))
    judged = np.zeros(74, np.bool_)
    judged[[0, 1]] = True
    judged[4:14] = True
    judged[-1] = True
    found = population_weights(Sent(source, propensity), judged)
    assert found is not None
    assert [2.0, 2.0, 0.0] == found[:3].tolist()
    assert [20.0] * 10 == pytest.approx(found[4:14].tolist())
    assert 0.0 == found[-1], "a verdict that came by chance speaks for no other"
    judged[4 : 4 + 10 - LEAST_DRAWN + 1] = False
    assert population_weights(Sent(source, propensity), judged) is None


def test_the_sample_takes_over_from_what_nobody_judged() -> None:
    """As many judged draws as `half_at` halve the weight of unjudged rows; a draw weighs one over its propensity."""
    documents = np.arange(1, 13)
    said = Verdicts(np.arange(1, 11), np.zeros(10, np.bool_), np.full(10, DAY), np.arange(1, 11))
    told = reviews(*[(code, "sampled", 0.05, 0) for code in range(1, 11)], (11, "passed", np.nan, 0))
    practice = ReviewPractice(half_at=10.0, unjudged_weight=0.5)
    moments = np.zeros(12, np.int64)
    labels = verdict_labels(said, documents, moments, practice, known_by_us=90 * DAY, reviews=told)
    assert pytest.approx([20.0] * 10 + [0.25] * 2) == labels.weights.tolist()
    bare = verdict_labels(said, documents, moments, practice, known_by_us=90 * DAY, reviews=no_reviews())
    assert [1.0] * 10 + [0.5] * 2 == bare.weights.tolist()
