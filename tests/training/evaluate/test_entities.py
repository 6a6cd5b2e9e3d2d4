"""Entities found among the day's highest scores, each once."""

import numpy as np

from features.kernel.layout import DAY
from training.evaluate.entities import entity_precision_at_k_per_day
from training.evaluate.report import evaluate_entities


def precision(rows: list[tuple[int, int, int, float]], k: int) -> float:
    """Rows are (day, entity, label, score)."""
    days, entities, labels, scores = (np.array(column) for column in zip(*rows, strict=True))
    return entity_precision_at_k_per_day(
        labels.astype(np.int64), scores.astype(np.float64), days.astype(np.int64) * DAY, entities, k=k
    )


def test_an_entity_counts_once_with_its_highest_score() -> None:
    """Two alerts on one customer take one place, so that the third row's customer is looked at too."""
    rows = [(0, 7, 0, 0.9), (0, 7, 1, 0.8), (0, 8, 1, 0.1), (0, 9, 0, 0.05)]
    assert 1.0 == precision(rows, k=2)


def test_who_was_found_is_not_looked_at_again() -> None:
    """The customer found on the first day leaves its place to another on the second."""
    rows = [(0, 7, 1, 0.9), (1, 7, 1, 0.9), (1, 8, 0, 0.5)]
    assert 0.5 == precision(rows, k=1)


def test_who_was_missed_is_looked_at_again() -> None:
    """A customer below the cut on the first day is found on the second."""
    rows = [(0, 7, 1, 0.1), (0, 8, 0, 0.9), (1, 7, 1, 0.9)]
    assert 0.5 == precision(rows, k=1)


def test_a_day_with_few_entities_is_divided_by_k_all_the_same() -> None:
    """Two hits of a day with two customers are a fifth of ten."""
    assert 0.2 == precision([(0, 1, 1, 0.9), (0, 2, 1, 0.8)], k=10)


def test_rows_of_nobody_known_are_no_one_entity() -> None:
    """Two documents without a customer take two places; without a finding there is no figure."""
    labels, nobody = np.array([0, 1, 1]), np.array([0, 0, 5])
    scores, moments = np.array([0.9, 0.8, 0.1]), np.zeros(3, np.int64)
    found = evaluate_entities(labels, scores, moments, nobody, alerts=(1, 2, 3)).metrics
    assert {1: 0.0, 2: 0.5, 3: 2 / 3} == {k: found[f"entity_precision_at_{k}_per_day"] for k in (1, 2, 3)}
    assert {} == evaluate_entities(np.zeros(3, np.int64), scores, moments, nobody, alerts=(1,)).metrics
