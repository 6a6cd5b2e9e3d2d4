"""A review that sees mostly what was flagged, simulated so that its true recall is known."""

from dataclasses import replace

import numpy as np
import pytest

from training.evaluate.population import Population, population
from training.evaluate.population_texts import recall_words
from training.labels.review_source import Source
from training.labels.verdicts import VerdictLabels

ROWS, RATE = 40_000, 0.05


def reviewed(seed: int, *, rate: float = RATE) -> tuple[VerdictLabels, np.ndarray, np.ndarray, float]:
    """Return labels as seen, what the new score holds, the score, and its true recall.

    One in fifty is bad. The old policy flagged by a score of its own and reviewers judge 80 % of what they get;
    the new score is related to the old one, so that what was judged flatters it.
    """
    random = np.random.default_rng(seed)
    bad = random.random(ROWS) < 0.02
    shared = random.normal(size=ROWS)
    old = 1.6 * bad + shared
    new = 1.6 * bad + 0.8 * shared + 0.6 * random.normal(size=ROWS)
    flagged = old > 2.2
    drawn = ~flagged & (random.random(ROWS) < rate)
    judged = (flagged | drawn) & (random.random(ROWS) < 0.8)
    source = np.where(flagged, Source.FLAGGED, np.where(drawn, Source.SAMPLED, Source.PASSED)).astype(
        np.int64
    )
    labels = VerdictLabels(
        labels=(bad & judged).astype(np.int64),
        weights=np.ones(ROWS),
        judged=judged,
        mature=np.ones(ROWS, np.bool_),
        source=source,
        propensity=np.where(flagged, 1.0, np.where(drawn, rate, np.nan)),
    )
    held = new > 2.0
    return labels, held, new, float((bad & held).sum() / bad.sum())


def found_in(seed: int, *, rate: float = RATE) -> tuple[Population, float]:
    """Return the estimate, and the truth."""
    labels, held, scores, truth = reviewed(seed, rate=rate)
    return population(labels, held, scores, np.arange(ROWS) % 50, probability=False), truth


def test_weighted_recall_covers_the_truth_and_unweighted_does_not() -> None:
    """In nine of ten simulated reviews or more; as seen, the truth lies outside in nearly all."""
    told = [found_in(seed) for seed in range(20)]
    covered = [one.recall.low <= truth <= one.recall.high for one, truth in told]
    flattered = [one.seen_recall.low > truth for one, truth in told]
    assert sum(covered) >= 18
    assert sum(flattered) >= 18
    off = [one.recall.value - truth for one, truth in told if one.recall.value is not None]
    assert 0.0 == pytest.approx(np.mean(off), abs=0.05)


def test_rate_and_precision_are_those_of_all_documents() -> None:
    """Two in a hundred are bad, whatever reviewers saw."""
    told = [found_in(seed)[0] for seed in range(10)]
    assert 8 <= sum(one.rate.low <= 0.02 <= one.rate.high for one in told)
    labels, held, _, _ = reviewed(3)
    judged = labels.judged & held
    one = told[3]
    assert one.seen_precision.value == pytest.approx(labels.labels[judged].mean())
    assert one.precision.value is not None
    assert one.seen_precision.value is not None
    assert one.precision.value < one.seen_precision.value


def test_ap_is_weighed_too() -> None:
    """Average precision over all decided, with an interval that holds the truth of the same rows."""
    labels, held, scores, _ = reviewed(4)
    told = population(labels, held, scores, np.arange(ROWS) % 50, probability=False)
    unweighted = population(
        replace(labels, propensity=np.where(labels.source == Source.SAMPLED, 1.0, labels.propensity)),
        held, scores, np.arange(ROWS) % 50, probability=False,
    )  # fmt: skip
    assert told.ap is not None
    assert unweighted.ap is not None
    assert told.ap.low <= told.ap.value <= told.ap.high
    assert told.ap.high < unweighted.ap.value


def test_calibration_is_told_of_all_documents() -> None:
    """A probability that is the base rate everywhere agrees on average and in no bin that ranks."""
    labels, held, scores, _ = reviewed(5)
    flat = np.full(ROWS, 0.02)
    assert all(
        one.realised.high <= 1.0
        for one in population(labels, held, flat, np.arange(ROWS), probability=True).calibration
    )
    ranked = 0.02 + 1e-6 * scores
    bins = population(labels, held, ranked, np.arange(ROWS) % 50, probability=True).calibration
    assert not bins[-1].agrees
    assert sum(one.rows for one in bins) == ROWS


def test_without_a_sample_recall_is_unknown_and_said_so() -> None:
    """What was flagged cannot tell what was missed."""
    told, _ = found_in(6, rate=0.0)
    assert (False, None) == (told.recall_known, told.recall.value)
    assert "population_recall" not in told.metrics()
    assert "recall, is unknown" in recall_words(told)["en"]
    assert "召回率未知" in recall_words(told)["zh"]


def test_history_that_was_never_decided_says_nothing() -> None:
    """Verdicts of an imported history have no propensity."""
    labels, held, scores, _ = reviewed(7)
    imported = replace(labels, source=np.full(ROWS, Source.UNDECIDED), propensity=np.full(ROWS, np.nan))
    told = population(imported, held, scores, np.arange(ROWS) % 50, probability=True)
    assert (0, False, None) == (told.decided, told.recall_known, told.ap)
    assert "Nothing of this was decided" in recall_words(told)["en"]


def test_words_name_the_draws() -> None:
    """How many judged draws the figure rests on."""
    told, _ = found_in(8)
    assert f"on {told.drawn} judged draws" in recall_words(told)["en"]
    assert 200.0 == told.to_json()["most_weight"]
