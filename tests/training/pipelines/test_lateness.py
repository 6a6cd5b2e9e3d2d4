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


def test_bundle_forecasts_with_rising_quantiles(lateness: TrainResult, snapshot: Snapshot) -> None:
    """From the bytes alone, with an 80 % interval."""
    loaded = load(lateness.export())
    self_test(loaded)
    history = snapshot.history
    labelled = lateness_rows(history.events, cap_days=60, known_by_us=snapshot.known_by_us)
    chosen = labelled.rows[::20]
    vectors = history.vectors(queries_of_events(history.events, chosen, "order", horizon=history.horizon))
    forecasts = forecast_many(loaded, vectors)
    assert all(one.quantiles[0][1] <= one.quantiles[1][1] for one in forecasts)
    assert [(0.1, 0.9)] == list({tuple(level for level, _ in one.quantiles) for one in forecasts})
    off = np.array([one.days for one in forecasts]) - labelled.days[::20]
    assert np.abs(off).mean() < np.abs(labelled.days[::20] - np.median(labelled.days)).mean()


def test_same_log_same_bytes(lateness: TrainResult, snapshot: Snapshot) -> None:
    """Trained again, the bundle has the same hash."""
    assert lateness.hash == train_lateness_on(snapshot, cap_days=60).hash


def test_invoices_left_out_are_counted(lateness: TrainResult) -> None:
    """Those too young to be known, those taken back."""
    assert lateness.report["left_out"]["immature"] > 0
    assert {"immature", "voided"} == lateness.report["left_out"].keys()
