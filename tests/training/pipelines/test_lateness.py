import numpy as np

from features.query import queries_of_events
from models.bundle.check import self_test
from models.scoring.forecast import forecast_many
from models.scoring.loaded import load
from training.labels.lateness import lateness_rows
from training.pipelines.lateness import train_lateness_on
from training.pipelines.result import TrainResult
from training.pipelines.snapshot import Snapshot


def test_run_passes_its_gates(lateness: TrainResult) -> None:
    """It errs less on later invoices than the median does."""
    assert [True] * 3 == [gate.passed for gate in lateness.gates]
    assert lateness.metrics["mae"] < lateness.metrics["mae_naive"]
    assert lateness.metrics["late_15_auc"] > 0.65


def test_bundle_forecasts_with_its_distribution(lateness: TrainResult, snapshot: Snapshot) -> None:
    """From the bytes alone: median, likeliest day and interval of whole days, probabilities that fall."""
    loaded = load(lateness.export())
    self_test(loaded)
    history = snapshot.history
    labelled = lateness_rows(history.events, cap_days=60, known_by_us=snapshot.known_by_us)
    chosen = labelled.rows[::20]
    vectors = history.vectors(queries_of_events(history.events, chosen, "order", horizon=history.horizon))
    forecasts = forecast_many(loaded, vectors)
    expected = [one.expected for one in forecasts if one.expected is not None]
    assert len(chosen) == len(expected)
    assert all(one.interval_80[0] <= one.median_days <= one.interval_80[1] for one in expected)
    assert all(dict(one.late)[5] >= dict(one.late)[15] for one in expected)
    days = labelled.days[::20]
    naive = np.abs(days - np.median(days)).mean()
    assert np.abs(np.array([one.days for one in forecasts]) - days).mean() < naive
    assert np.abs(np.array([one.median_days for one in expected]) - days).mean() < naive


def test_same_log_same_bytes(lateness: TrainResult, snapshot: Snapshot) -> None:
    """Trained again, the bundle has the same hash."""
    assert lateness.hash == train_lateness_on(snapshot, cap_days=60).hash


def test_invoices_left_out_are_counted(lateness: TrainResult) -> None:
    """Those too young to be known, those taken back."""
    assert lateness.report["left_out"]["immature"] > 0
    assert {"immature", "voided"} == lateness.report["left_out"].keys()


def test_the_report_holds_slices_money_and_the_stability_of_reasons(lateness: TrainResult) -> None:
    """Where it is further off, how far on a unit of money, and what a refit would have named instead."""
    slices = lateness.report["days_slices"]
    rows = int(lateness.metrics["rows"])
    assert {"size", "tenure", "person"} <= {one["by"] for one in slices}
    assert rows == sum(one["rows"] for one in slices if one["by"] == "size")
    assert any(one["enough"] and one["coverage"] is not None for one in slices)
    money = lateness.report["money"]["figures"]
    assert {"money_mae", "money_coverage_80"} == set(money)
    assert money["money_mae"]["value"] == lateness.metrics["money_mae"] > 0.0
    assert 0.0 < money["money_coverage_80"]["low"] < money["money_coverage_80"]["high"] <= 1.0
    stability = lateness.report["stability"]
    assert stability["rows"] > 0
    assert 0.0 < stability["kept"] <= stability["named"] <= 4.0
