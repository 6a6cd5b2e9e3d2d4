import numpy as np

from features.history.labels import Verdicts
from features.kernel.layout import DAY
from training.labels.verdicts import ReviewPractice, verdict_labels

PRACTICE = ReviewPractice(delay_days=30, unjudged_weight=0.25)
DOCUMENTS = np.array([11, 12, 13])
MOMENTS = np.array([0, 0, 50 * DAY])


def verdicts(*rows: tuple[int, bool, int]) -> Verdicts:
    """Verdicts of (document, confirmed, day known), in order of `seq`."""
    return Verdicts(
        subjects=np.array([row[0] for row in rows], np.int64),
        confirmed=np.array([row[1] for row in rows], np.bool_),
        known_at_us=np.array([row[2] * DAY for row in rows], np.int64),
        seqs=np.arange(1, len(rows) + 1),
    )


def test_confirmed_cleared_and_unjudged() -> None:
    """Confirmed is 1, cleared is 0, unjudged is 0 with less weight."""
    said = verdicts((11, True, 5), (12, False, 5))
    found = verdict_labels(said, DOCUMENTS, MOMENTS, PRACTICE, known_by_us=100 * DAY)
    assert [1, 0, 0] == found.labels.tolist()
    assert [1.0, 1.0, 0.25] == found.weights.tolist()
    assert [True, True, False] == found.judged.tolist()


def test_last_verdict_known_at_the_cut_holds() -> None:
    """A verdict that was taken back later counts until then."""
    said = verdicts((11, True, 5), (11, False, 40))
    before = verdict_labels(said, DOCUMENTS, MOMENTS, PRACTICE, known_by_us=39 * DAY)
    after = verdict_labels(said, DOCUMENTS, MOMENTS, PRACTICE, known_by_us=40 * DAY)
    assert (1, 0) == (before.labels[0], after.labels[0])


def test_early_verdict_makes_no_row_mature() -> None:
    """Else the last weeks would hold suspicious documents alone."""
    said = verdicts((13, True, 51))
    found = verdict_labels(said, DOCUMENTS, MOMENTS, PRACTICE, known_by_us=60 * DAY)
    assert [True, True, False] == found.mature.tolist()
    assert found.judged[2]
