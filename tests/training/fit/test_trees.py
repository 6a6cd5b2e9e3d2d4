from dataclasses import replace

import numpy as np
import pytest

from models.trees import text
from models.trees.contributions import contributions
from models.trees.predict import raw_scores
from training.fit.forest_text import forest_text, heads_and_trees
from training.fit.trees import Rows, TreeParameters, grow

NAMES = ("risk", "noise")
PARAMETERS = TreeParameters(most_trees=60, patience=10)


def rows(seed: int, n: int = 1_500) -> Rows:
    """Outcomes that rise with the first column, a part of it unknown."""
    random = np.random.default_rng(seed)
    X = random.normal(size=(n, 2))
    y = (random.random(n) < 1 / (1 + np.exp(2 - 1.5 * X[:, 0]))).astype(float)
    X[::17, 0] = np.nan
    return Rows(X, y, np.ones(n), np.arange(n))


def test_same_rows_same_text() -> None:
    """Twice the same fit gives the same bytes, on another number of threads the same trees."""
    first = grow(rows(1), rows(2), NAMES, (1, 0), PARAMETERS)
    again = grow(rows(1), rows(2), NAMES, (1, 0), PARAMETERS)
    one_thread = grow(rows(1), rows(2), NAMES, (1, 0), replace(PARAMETERS, threads=1))
    assert first.text == again.text
    assert first.text.partition("parameters:")[0] == one_thread.text.partition("parameters:")[0]


def test_growth_stops_where_later_rows_gain_nothing() -> None:
    """The model keeps the trees up to the least loss."""
    grown = grow(rows(1), rows(2), NAMES, (0, 0), PARAMETERS)
    assert grown.trees == int(np.argmin(grown.curve)) + 1
    assert grown.trees == text.parse(grown.text).n_trees
    assert len(grown.curve) >= grown.trees


def test_constraints_are_in_the_text_and_hold() -> None:
    """A bound feature never lowers the score."""
    ensemble = text.parse(grow(rows(1), rows(2), NAMES, (1, 0), PARAMETERS).text)
    steps = np.linspace(-3, 3, 50)
    scores = raw_scores(ensemble, np.column_stack([steps, np.zeros(50)]))
    assert (1, 0) == ensemble.monotone_constraints
    assert (np.diff(scores) >= 0).all()


def test_weights_count() -> None:
    """A row that weighs nothing teaches nothing."""
    some = rows(1)
    weights = np.where(some.y == 1, 0.0, 1.0)
    grown = grow(Rows(some.X, some.y, weights, some.moments_us), rows(2), NAMES, (0, 0), PARAMETERS)
    assert np.asarray(grown.booster.predict(some.X)).mean() < 0.01 < some.y.mean()


@pytest.mark.parametrize(("loss", "level"), [("regression_l1", 0.5), ("quantile", 0.9)])
def test_losses_of_days(loss: str, level: float) -> None:
    """The median and another quantile lie where so many rows lie below them."""
    random = np.random.default_rng(3)
    X = random.normal(size=(4_000, 2))
    days = Rows(X, random.exponential(10, 4_000), np.ones(4_000), np.arange(4_000))
    grown = grow(days, days, NAMES, (0, 0), PARAMETERS, loss=loss, level=level)  # type: ignore[arg-type]
    below = float((days.y <= raw_scores(text.parse(grown.text), X)).mean())
    assert level == pytest.approx(below, abs=0.05)


def three_members() -> TreeParameters:
    """Three members that stop together, their rows drawn."""
    return replace(PARAMETERS, most_trees=12, patience=12, feature_share=1.0, row_share=0.7, members=3)


def test_members_say_their_mean() -> None:
    """One forest of all trees scores what the members score in the mean, by LightGBM's reader and by our own."""
    grown = grow(rows(1), rows(2), NAMES, (1, 0), three_members())
    X = rows(3).X
    head, trees = heads_and_trees(grown.text)
    each = [forest_text(head, trees[k * grown.trees : (k + 1) * grown.trees]) for k in range(3)]
    apart = [3 * raw_scores(text.parse(one), X) for one in each]
    assert 3 * grown.trees == text.parse(grown.text).n_trees == grown.booster.num_trees()
    np.testing.assert_allclose(
        np.mean(apart, axis=0), raw_scores(text.parse(grown.text), X), rtol=0, atol=1e-12
    )
    np.testing.assert_allclose(
        raw_scores(text.parse(grown.text), X),
        np.asarray(grown.booster.predict(X, raw_score=True)),
        rtol=0,
        atol=1e-12,
    )
    assert np.abs(apart[0] - apart[1]).max() > 0.01 < np.abs(apart[1] - apart[2]).max()


def test_the_first_member_is_the_model_without_members() -> None:
    """The mean of two members less half the second is half of what one alone says."""
    one = grow(rows(1), rows(2), NAMES, (1, 0), replace(three_members(), members=1))
    grown = grow(rows(1), rows(2), NAMES, (1, 0), three_members())
    head, trees = heads_and_trees(grown.text)
    least = min(one.trees, grown.trees)
    _, alone = heads_and_trees(one.text)
    X = rows(3).X
    expected = raw_scores(text.parse(forest_text(head, alone[:least])), X)
    actual = 3 * raw_scores(text.parse(forest_text(head, trees[:least])), X)
    np.testing.assert_allclose(expected, actual, rtol=0, atol=1e-12)


def test_contributions_of_members_sum() -> None:
    """Contributions of the merged forest sum to its score and are those of LightGBM."""
    grown = grow(rows(1), rows(2), NAMES, (1, 0), three_members())
    X = rows(3).X[:50]
    ensemble = text.parse(grown.text)
    phi = contributions(ensemble, X)
    expected = np.asarray(grown.booster.predict(X, pred_contrib=True))
    np.testing.assert_allclose(raw_scores(ensemble, X), phi.sum(axis=1), rtol=0, atol=1e-9)
    np.testing.assert_allclose(expected, phi, rtol=0, atol=1e-9)
