from dataclasses import replace

import numpy as np
import pytest

from features.catalogue.sets import feature_set
from features.kernel import layout as L
from models.bundle.check import self_test
from models.scoring.loaded import load
from riskdesk.core.errors import HistoryTooThin
from training.labels.verdicts import ReviewPractice
from training.pipelines.anomaly import WARM_UP_DAYS, scored_documents, train_anomaly_on
from training.pipelines.result import TrainResult
from training.pipelines.snapshot import Snapshot

PRACTICE = ReviewPractice()


@pytest.mark.parametrize("place", ["orders", "payments"])
def test_run_passes_its_gates(place: str, request: pytest.FixtureRequest) -> None:
    """With verdicts there are trees and a forest, and both rank later documents."""
    result: TrainResult = request.getfixturevalue(place)
    loaded = load(result.export())
    self_test(loaded)
    assert (0.0, True, True) == (
        result.metrics["cold_start"], loaded.ensemble is not None, loaded.forest is not None,
    )  # fmt: skip
    assert result.metrics["auc"] > 0.65
    assert result.metrics["isolation_auc"] > 0.5
    assert 0.0 < result.metrics["entity_precision_at_1_per_day"] <= 1.0


def test_same_log_same_bytes(orders: TrainResult, snapshot: Snapshot) -> None:
    """Trained again, the bundle has the same hash."""
    assert orders.hash == train_anomaly_on(snapshot, "order").hash


def test_without_verdicts_the_forest_carries_the_load(snapshot: Snapshot) -> None:
    """A cold start is a bundle too, and says so."""
    none = replace(
        snapshot,
        verdicts=replace(
            snapshot.verdicts,
            subjects=np.zeros(0, np.int64),
            confirmed=np.zeros(0, np.bool_),
            known_at_us=np.zeros(0, np.int64),
            seqs=np.zeros(0, np.int64),
        ),
    )
    result = train_anomaly_on(none, "payment")
    loaded = load(result.export())
    self_test(loaded)
    assert (None, True) == (loaded.ensemble, loaded.forest is not None)
    assert {"cold_start": 1.0, "stage": 0.0, "confirmed": 0.0, "cleared": 0.0} == result.metrics
    assert ("cold", "no_verdicts") == (result.params["stage"], result.report["stage"]["why"])
    assert "recall is unknown" in result.report["population"]["words"]["en"]


def test_measured_model_saw_no_later_verdict(snapshot: Snapshot) -> None:
    """At a cut, verdicts known later do not reach a label: of no row, in no way."""
    scored = scored_documents(snapshot, feature_set("order_anomaly"), "order")
    cut_us = snapshot.first_us + 300 * L.DAY
    known = snapshot.verdicts.known_at_us <= cut_us
    early = replace(
        snapshot,
        verdicts=replace(
            snapshot.verdicts,
            subjects=snapshot.verdicts.subjects[known],
            confirmed=snapshot.verdicts.confirmed[known],
            known_at_us=snapshot.verdicts.known_at_us[known],
            seqs=snapshot.verdicts.seqs[known],
        ),
    )
    expected, _ = scored.labelled(early, PRACTICE, known_by_us=cut_us)
    rows, _ = scored.labelled(snapshot, PRACTICE, known_by_us=cut_us)
    later, _ = scored.labelled(snapshot, PRACTICE, known_by_us=snapshot.known_by_us)
    assert expected.y.tolist() == rows.y.tolist()
    assert rows.y.sum() < later.y.sum()


def test_warm_up_is_left_out(snapshot: Snapshot) -> None:
    """The first weeks have no past."""
    scored = scored_documents(snapshot, feature_set("order_anomaly"), "order")
    assert scored.moments_us.min() >= snapshot.first_us + WARM_UP_DAYS * L.DAY
    assert len(scored.moments_us) < len(snapshot.history.order_queries())


def test_too_short_a_history_is_refused(snapshot: Snapshot) -> None:
    """A forest of a handful of documents knows nothing."""
    history = snapshot.history
    short = type(history)(np.ascontiguousarray(history.events[:, :500]), 500, history.parameters)
    with pytest.raises(HistoryTooThin, match="at least 100"):
        train_anomaly_on(replace(snapshot, history=short), "order")
