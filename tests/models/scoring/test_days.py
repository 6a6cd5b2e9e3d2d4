"""What a distribution of days late answers."""

import msgspec
import numpy as np

from models.bundle.format import DaysDistribution, LateHead
from models.scoring.days import DaysAnswers, answer_days, load_days, probabilities_of, shortest
from models.trees import text
from models.trees.predict import raw_scores

DAYS = np.array([-9, 0, 1, 2, 3, 4, 30], np.int64)


def test_shortest_run_gathers_the_share() -> None:
    """Two days hold four fifths; one more where they do not."""
    rows = np.array([[0.0, 0.1, 0.5, 0.3, 0.1, 0.0, 0.0], [0.0, 0.3, 0.2, 0.2, 0.2, 0.1, 0.0]])
    low, high = shortest(DAYS, rows, 0.79)
    assert [1, 0] == low.tolist()
    assert [2, 3] == high.tolist()


def test_of_runs_of_one_length_the_fullest_then_the_earliest() -> None:
    """Days 2 and 3 hold more than 0 and 1; where all hold the same, the first."""
    rows = np.array([[0.0, 0.2, 0.2, 0.3, 0.3, 0.0, 0.0], [0.0, 0.25, 0.25, 0.25, 0.25, 0.0, 0.0]])
    low, high = shortest(DAYS, rows, 0.4)
    assert [2, 0] == low.tolist()
    assert [3, 1] == high.tolist()


def test_a_gap_in_the_days_counts_as_days() -> None:
    """From day 4 to day 30 is a run of 26 days, not of one."""
    rows = np.array([[0.5, 0.0, 0.0, 0.0, 0.0, 0.3, 0.2]])
    low, high = shortest(DAYS, rows, 0.7)
    assert ([-9], [4]) == (low.tolist(), high.tolist())


def test_late_counts_whole_days_above() -> None:
    """More than 3 days late: day 4 and what is later; beyond all days nobody."""
    rows = np.array([[0.1, 0.1, 0.1, 0.1, 0.1, 0.2, 0.3]])
    none = np.zeros(1, np.int64)
    said = DaysAnswers(DAYS, rows, none, none, np.zeros(1), none, none)
    assert [0.5, 0.0] == [round(float(said.late(days)[0]), 12) for days in (3, 30)]


def test_one_row_answers_as_among_many(days_distribution: DaysDistribution) -> None:
    """Bit by bit, or a decision could not be replayed."""
    loaded = load_days(days_distribution)
    rows = np.random.default_rng(3).exponential(size=(40, len(loaded.ensembles[0].feature_names)))
    many = probabilities_of(loaded, rows)
    alone = np.concatenate([probabilities_of(loaded, row[None, :]) for row in rows])
    assert np.array_equal(many, alone)
    assert np.allclose(many.sum(axis=1), 1.0, rtol=0, atol=1e-12)


def test_answers_are_those_of_the_probabilities(days_distribution: DaysDistribution) -> None:
    """Median, mean and likeliest day by the definition, one row at a time."""
    loaded = load_days(days_distribution)
    rows = np.random.default_rng(4).exponential(size=(30, len(loaded.ensembles[0].feature_names)))
    said = answer_days(loaded, rows)
    assert 1 < len(np.unique(said.probabilities, axis=0))
    for k, p in enumerate(said.probabilities):
        assert said.days[np.searchsorted(np.cumsum(p), 0.5)] == said.median[k]
        assert np.isclose(p @ said.days, said.mean[k], rtol=0, atol=1e-12)
        near = [p[np.abs(said.days - day) <= 3].sum() for day in said.days]
        assert np.isclose(max(near), near[said.days.tolist().index(said.likely[k])], rtol=0, atol=1e-12)


def test_a_head_and_the_distribution_count_half_each(
    days_distribution: DaysDistribution, late_head: LateHead
) -> None:
    """In log-odds; where there is no head the distribution speaks alone."""
    both = load_days(msgspec.structs.replace(days_distribution, late=(late_head,)))
    rows = np.random.default_rng(5).exponential(size=(30, len(both.ensembles[0].feature_names)))
    alone, mixed = answer_days(load_days(days_distribution), rows), answer_days(both, rows)
    of_days, of_head = np.clip(alone.late(5), 1e-9, 1 - 1e-9), raw_scores(text.parse(late_head.model), rows)
    expected = 0.5 * (np.log(of_days / (1 - of_days)) + of_head)
    found = mixed.late(5)
    assert np.allclose(expected, np.log(found / (1 - found)), rtol=0, atol=1e-9)
    assert np.array_equal(alone.late(15), mixed.late(15))


def test_some_of_the_answers(days_distribution: DaysDistribution, late_head: LateHead) -> None:
    """Those of the rows asked for, as they were."""
    loaded = load_days(msgspec.structs.replace(days_distribution, late=(late_head,)))
    rows = np.random.default_rng(6).exponential(size=(10, len(loaded.ensembles[0].feature_names)))
    chosen = np.arange(10) % 3 == 0
    some, expected = answer_days(loaded, rows).where(chosen), answer_days(loaded, rows[chosen])
    for name in ("probabilities", "median", "likely", "mean", "low", "high"):
        assert np.array_equal(getattr(expected, name), getattr(some, name))
    assert np.array_equal(expected.late(5), some.late(5))
