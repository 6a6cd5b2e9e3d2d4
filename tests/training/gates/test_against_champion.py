"""Each gate against a champion, on numbers made by hand."""

import numpy as np
import pytest

from models.policy.thresholds import Thresholds
from training.gates.better import Compared, better_gate, compare
from training.gates.drift import feature_drifts, feature_gate, score_gate
from training.gates.flips import FlipCell, by_outcome, flip_cells, flip_gate
from training.gates.later_calibration import later_calibration_gate, later_median_gate


def rows_of(seed: int, n: int = 600) -> tuple[np.ndarray, np.ndarray]:
    """Return outcomes, and a probability that knows something of them."""
    random = np.random.default_rng(seed)
    truth = random.random(n) * 0.4
    return (random.random(n) < truth).astype(float), truth


def test_noise_is_worse_than_knowledge() -> None:
    """A probability against a shuffled one: the gain's interval lies above nothing, and turned round below."""
    y, truth = rows_of(1)
    noise = np.random.default_rng(2).permutation(truth)
    groups = np.arange(len(y))
    auc, brier = compare("credit", y, noise, truth, groups, ranks_only=False)
    assert auc.low > 0.0
    assert brier.low > 0.0
    assert better_gate([auc, brier], positives=100, note="").passed
    worse = compare("credit", y, truth, noise, groups, ranks_only=False)
    assert all(one.high < 0.0 for one in worse)
    assert not better_gate(worse, positives=100, note="").passed


def test_pairing_narrows_the_interval() -> None:
    """Two answers that nearly agree are told apart far more finely than each is known."""
    y, truth = rows_of(3)
    near = truth + np.random.default_rng(4).normal(0.0, 0.01, len(y))
    auc, _ = compare("credit", y, truth, near, np.arange(len(y)), ranks_only=False)
    assert auc.high - auc.low < 0.02


def test_groups_are_drawn_together() -> None:
    """Rows repeated in one group say no more than one row: the interval does not shrink."""
    y, truth = rows_of(5, 150)
    noise = np.random.default_rng(6).permutation(truth)
    once = compare("credit", y, noise, truth, np.arange(150), ranks_only=False)[0]
    y4, noise4, truth4 = (np.repeat(one, 4) for one in (y, noise, truth))
    groups = np.repeat(np.arange(150), 4)
    often = compare("credit", y4, noise4, truth4, groups, ranks_only=False)[0]
    apart = compare("credit", y4, noise4, truth4, np.arange(600), ranks_only=False)[0]
    assert pytest.approx(once.high - once.low, rel=0.15) == often.high - often.low
    assert apart.high - apart.low < 0.7 * (often.high - often.low)


@pytest.mark.parametrize(
    ("gain", "low", "holds"),
    [(0.0, -0.5, True), (0.1, 0.05, True), (-0.001, -0.009, True), (-0.001, -0.011, False)],
)
def test_equal_is_enough_and_worse_is_not(gain: float, low: float, holds: bool) -> None:  # noqa: FBT001
    """As good passes; worse passes only where it is shown to be worse by no more than the margin."""
    one = Compared(
        metric="auc", champion=0.8, challenger=0.8 + gain, gain=gain, low=low, high=0.1, margin=0.01
    )
    assert holds == one.holds


def test_nothing_to_compare_is_not_better() -> None:
    """One kind of outcome alone ranks nothing."""
    y, truth = rows_of(7)
    assert () == compare("credit", np.zeros(len(y)), truth, truth, np.arange(len(y)), ranks_only=False)
    assert not better_gate((), positives=100, note="").passed


@pytest.mark.parametrize(
    ("mean", "champion", "passed"),
    [(0.10, None, True), (0.40, None, False), (0.40, 0.45, True), (0.40, 0.2, False)],
)
def test_a_miss_beyond_chance_is_refused(mean: float, champion: float | None, passed: bool) -> None:  # noqa: FBT001
    """A rate of 0.1 expected as 0.4 is refused unless the champion misses it by as much."""
    y = np.repeat([1.0, 0.0], [100, 900])
    known = None if champion is None else np.full(1_000, champion)
    assert passed == later_calibration_gate(y, np.full(1_000, mean), np.arange(1_000), known).passed
    assert not later_calibration_gate(np.empty(0), np.empty(0), np.empty(0, np.int64), None).passed


def test_rows_of_one_customer_are_no_independent_witnesses() -> None:
    """A rate missed by half again is more than chance for a thousand customers, and not for twenty."""
    y = np.repeat([1.0, 0.0], [50, 950])
    expected = np.full(1_000, 0.08)
    alone = later_calibration_gate(y, expected, np.arange(1_000), None)
    few = later_calibration_gate(y, expected, np.repeat(np.arange(20), 50), None)
    assert (False, True) == (alone.passed, few.passed)


def test_a_median_has_half_above() -> None:
    """A forecast that nearly all invoices pass is no median; ties count half."""
    days = np.arange(1_000.0)
    assert later_median_gate(days, np.full(1_000, 499.5)).passed
    assert not later_median_gate(days, np.full(1_000, 99.5)).passed
    assert later_median_gate(days, days).passed
    assert not later_median_gate(np.empty(0), np.empty(0)).passed


def test_drift_needs_outcomes_on_its_side() -> None:
    """A shift is passed where outcomes bear the answers out, refused where not; no shift is passed anyway."""
    random = np.random.default_rng(8)
    learnt, moved = random.normal(size=(2_000, 2)), random.normal(size=(1_000, 2))
    moved[:, 0] += 3.0
    drifts = feature_drifts(("a", "b"), learnt, moved)
    assert ("shifted", "stable") == (drifts["a"].level, drifts["b"].level)
    on_a, on_b = {"a": 1.0, "b": 0.0}, {"a": 0.0, "b": 1.0}
    assert not feature_gate(drifts, on_a, borne_out=False).passed
    assert feature_gate(drifts, on_a, borne_out=True).passed
    assert feature_gate(drifts, on_b, borne_out=False).passed
    assert not score_gate(learnt[:, 0], moved[:, 0], borne_out=False).passed
    assert score_gate(learnt[:, 1], moved[:, 1], borne_out=False).passed


def test_flips_must_not_contradict_outcomes() -> None:
    """What is called worse and turns out better, beyond chance, is refused; so is a table of leaps."""
    still = FlipCell(champion="A", challenger="A", rows=500, bad=2)
    up = FlipCell(champion="A", challenger="B", rows=100, bad=1)
    down = FlipCell(champion="C", challenger="B", rows=100, bad=30)
    assert not flip_gate([still, up, down]).passed
    up, down = (FlipCell(champion=c.champion, challenger=c.challenger, rows=100, bad=10) for c in (up, down))
    assert flip_gate([still, up, down]).passed
    assert not flip_gate([FlipCell(champion="A", challenger="D", rows=1, bad=1)]).passed
    assert flip_gate([]).passed


def test_the_table_of_flips() -> None:
    """Rows stand under the step of either side, with how many turned out bad."""
    cuts = Thresholds(review_at=0.3, block_at=0.9)
    champion = by_outcome(np.array([0.1, 0.3, 0.9, 0.1]), cuts)
    assert ("approve", "review", "block", "approve") == champion
    challenger = by_outcome(np.array([0.1, 0.1, 0.95, 0.5]), Thresholds(review_at=0.3))
    assert ("approve", "approve", "review", "review") == challenger
    cells = flip_cells(champion, challenger, np.array([0.0, 0.0, 1.0, 1.0]))
    assert [
        ("approve", "approve", 1, 0),
        ("approve", "review", 1, 1),
        ("review", "approve", 1, 0),
        ("block", "review", 1, 1),
    ] == [(one.champion, one.challenger, one.rows, one.bad) for one in cells]
