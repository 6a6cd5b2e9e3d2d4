from dataclasses import replace

import lightgbm as lgb
import numpy as np
import pytest

from models.bundle.codec import read, write
from models.scoring.loaded import load
from models.trees import text
from riskdesk.core.errors import ModelRefused
from training.fit.trees import Grown, Rows, TreeParameters, grow
from training.gates import (
    Gate,
    better_than_chance_gate,
    better_than_median_gate,
    calibration_gate,
    explanation_gate,
    golden_gate,
    monotone_gate,
    require,
    trees_of,
)
from training.pipelines.result import TrainResult


def falling(direction: int = -1) -> tuple[Grown, Rows]:
    """Trees whose score falls with their first column, bound to do so or free."""
    random = np.random.default_rng(7)
    X = random.normal(size=(800, 2))
    y = (random.random(800) < 1 / (1 + np.exp(2 * X[:, 0]))).astype(float)
    rows = Rows(X, y, np.ones(800), np.arange(800))
    return grow(rows, rows, ("a", "b"), (direction, 0), TreeParameters(most_trees=20)), rows


def test_model_that_breaks_its_promise_is_refused() -> None:
    """What falls where it must rise is found, and the feature is named."""
    grown, rows = falling()
    gate = monotone_gate(text.parse(grown.text), rows.X, (1, 0))
    assert not gate.passed
    assert gate.detail.startswith("a moves the score")


def test_model_that_keeps_its_promise_passes() -> None:
    """The same trees, promised the other way."""
    grown, rows = falling()
    assert monotone_gate(text.parse(grown.text), rows.X, (-1, 0)).passed


def test_one_violation_in_one_place_is_found() -> None:
    """A single leaf out of order is enough, even where only a few rows go."""
    grown, rows = falling()
    ensemble = text.parse(grown.text)
    leaves = np.flatnonzero(ensemble.nodes["right"] < 0)
    ensemble.nodes["threshold"][leaves[0]] -= 5.0  # the leftmost leaf of the first tree: lowest values of a
    assert not monotone_gate(ensemble, rows.X, (-1, 0)).passed


def test_foreign_explanations_are_refused(credit: TrainResult) -> None:
    """Contributions of another model than LightGBM's are not shown."""
    loaded = load(credit.bundle)
    names = loaded.bundle.names
    random = np.random.default_rng(8)
    X = random.normal(size=(300, len(names)))
    other = lgb.train({"verbosity": -1, "objective": "binary"}, lgb.Dataset(X, (X[:, 0] > 0).astype(int)), 5)
    own = lgb.Booster(model_str=loaded.bundle.model)
    assert explanation_gate(loaded, own, X).passed
    assert not explanation_gate(loaded, other, X).passed


def test_changed_golden_answer_is_refused(credit: TrainResult) -> None:
    """One bit of one answer that this program would not give."""
    import msgspec

    bundle = read(credit.bundle)
    first = bundle.golden[0]
    assert first.value is not None
    wrong = msgspec.structs.replace(first, value=first.value + 1e-6)
    changed = msgspec.structs.replace(bundle, golden=(wrong, *bundle.golden[1:]))
    assert golden_gate(credit.bundle).passed
    assert not golden_gate(write(changed)).passed
    assert not golden_gate(credit.bundle[:-1]).passed


@pytest.mark.parametrize(("metrics", "expected"), [({"auc": 0.6}, True), ({"auc": 0.59}, False), ({}, False)])
def test_rank_on_later_rows(metrics: dict[str, float], expected: bool) -> None:  # noqa: FBT001
    """Chance is refused, and so is what could not be measured."""
    assert expected == better_than_chance_gate(metrics, least_auc=0.6).passed


@pytest.mark.parametrize(
    ("metrics", "expected"),
    [({"mae": 2.0, "mae_naive": 3.0}, True), ({"mae": 3.0, "mae_naive": 3.0}, False), ({}, False)],
)
def test_forecast_must_beat_the_median(metrics: dict[str, float], expected: bool) -> None:  # noqa: FBT001
    """No better than no model is refused."""
    assert expected == better_than_median_gate(metrics).passed


@pytest.mark.parametrize(
    ("slope", "expected_mean", "expected"), [(1.0, 0.1, True), (0.0, 0.1, False), (1.0, 0.11, False)]
)
def test_calibration(slope: float, expected_mean: float, expected: bool) -> None:  # noqa: FBT001
    """A slope of 0 and a mean that is missed are refused."""
    assert expected == calibration_gate(slope, expected_mean, 0.1).passed


def test_refused_model_has_no_export(credit: TrainResult) -> None:
    """One failed gate keeps the bundle in."""
    failed = replace(credit, gates=(*credit.gates, Gate("rank", passed=False, detail="too weak")))
    with pytest.raises(ModelRefused, match="too weak") as refused:
        failed.export()
    assert "gates.rank" == refused.value.field
    assert credit.bundle == credit.export()


def test_require_passes_what_passed() -> None:
    """No gate, no refusal."""
    require([Gate("any", passed=True, detail="")])


def test_cold_start_has_no_trees(orders: TrainResult) -> None:
    """Trees are asked for only where there are some."""
    from riskdesk.core.errors import ModelNotLoaded

    loaded = load(orders.bundle)
    assert loaded.ensemble is trees_of(loaded)
    with pytest.raises(ModelNotLoaded):
        trees_of(replace(loaded, ensemble=None))
