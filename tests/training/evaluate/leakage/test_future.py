import numpy as np
import numpy.typing as npt

from training.evaluate.leakage.future import knows_the_outcome, recomputed_as_of_then

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
NAMES = ("amount", "future")
ROWS = 1_200


def history() -> tuple[Floats, Ints]:
    """Amounts, and findings that they tell a little about."""
    random = np.random.default_rng(11)
    amount = random.normal(size=ROWS)
    return amount, (amount + 2 * random.normal(size=ROWS) > 1).astype(np.int64)


def vector_as_of(row: int, amounts: Floats, labels: Ints, *, last: int) -> list[float]:
    """The row's amount, and the finding of the row after it, if the history holds it."""
    return [float(amounts[row]), float(labels[row + 1]) if row + 1 <= last else np.nan]


def test_a_feature_of_the_next_label_is_not_that_of_then() -> None:
    """Computed on the whole history it has a value that a history cut at the row has not."""
    amounts, labels = history()
    whole = np.array([vector_as_of(row, amounts, labels, last=ROWS - 1) for row in range(ROWS)])

    def as_of(rows: Ints) -> Floats:
        return np.array([vector_as_of(row, amounts, labels, last=row) for row in rows.tolist()])

    (found,) = recomputed_as_of_then(NAMES, whole, as_of)
    assert ("future", 500) == (found.name, found.of)
    assert found.rows >= 499


def test_features_of_then_are_the_same_again() -> None:
    """Unknown is equal to unknown, and nothing is named."""
    amounts, labels = history()
    then = np.array([vector_as_of(row, amounts, labels, last=row) for row in range(ROWS)])
    assert () == recomputed_as_of_then(NAMES, then, lambda rows: then[rows].copy())


def test_one_row_off_by_a_bit_is_named() -> None:
    """Vectors are compared bit by bit, not nearly."""
    amounts, labels = history()
    then = np.array([vector_as_of(row, amounts, labels, last=row) for row in range(400)])
    kept = then.copy()
    kept[17, 0] = np.nextafter(kept[17, 0], np.inf)
    (found,) = recomputed_as_of_then(NAMES, kept, lambda rows: then[rows])
    assert ("amount", 1, 400) == (found.name, found.rows, found.of)


def test_a_feature_filled_in_with_the_label_falls_on_fresh_rows() -> None:
    """Written when the finding was, it says nothing of rows whose finding came after the table."""
    amounts, labels = history()
    random = np.random.default_rng(3)
    known_us = np.arange(ROWS, dtype=np.int64)
    filled = np.where(known_us <= 700, labels + 0.7 * random.normal(size=ROWS), random.normal(size=ROWS))
    X = np.column_stack([amounts, filled])
    (found,) = knows_the_outcome(NAMES, X, labels, known_us, 700)
    assert ("future", "falls_on_fresh_rows") == (found.name, found.why)
    assert found.auc_known > found.auc_fresh + 0.2


def test_it_is_seen_whichever_way_it_points() -> None:
    """A feature that is low where the finding is bad, or empty, knows as much."""
    amounts, labels = history()
    known_us = np.arange(ROWS, dtype=np.int64)
    blank = np.where((known_us <= 700) & (labels == 1), np.nan, 1.0)
    X = np.column_stack([amounts, blank])
    assert ["future"] == [one.name for one in knows_the_outcome(NAMES, X, labels, known_us, 700)]


def test_too_good_alone_without_fresh_rows() -> None:
    """A copy of the label is named though all labels are known; an honest feature is not."""
    amounts, labels = history()
    X = np.column_stack([amounts, labels + 0.01 * amounts])
    (found,) = knows_the_outcome(NAMES, X, labels, np.zeros(ROWS, np.int64), 0)
    assert ("future", "too_good_alone") == (found.name, found.why)
    assert np.isnan(found.auc_fresh)


def test_honest_features_are_rarely_named() -> None:
    """Of 60 that mean a little on both sides at most two are."""
    random = np.random.default_rng(21)
    y = (random.random(ROWS) < 0.3).astype(np.int64)
    X = 0.5 * y[:, None] + random.normal(size=(ROWS, 60))
    names = tuple(f"f{k}" for k in range(60))
    assert len(knows_the_outcome(names, X, y, np.arange(ROWS, dtype=np.int64), 600)) <= 2
