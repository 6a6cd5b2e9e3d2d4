import numpy as np
import pytest

from features.catalogue.sets import columns, feature_set
from features.kernel import layout as L
from models.bundle.check import self_test
from models.scoring.loaded import load
from models.scoring.score import score_many
from training.fit.trees import Rows, TreeParameters
from training.labels.default import DefaultDefinition
from training.pipelines.binary import fit_binary
from training.pipelines.credit import labelled_customers, train_credit_on
from training.pipelines.result import TrainResult
from training.pipelines.snapshot import Snapshot
from training.splits import final_split, time_split

EASY = DefaultDefinition(past_due_days=30)


def test_run_passes_its_gates(credit: TrainResult) -> None:
    """On a company whose defaults can be foreseen, somewhat."""
    assert [True] * 5 == [gate.passed for gate in credit.gates]
    assert 0.65 < credit.metrics["auc"] < 0.99
    assert credit.metrics["ap"] > 1.5 * credit.metrics["rate"]


def test_bundle_loads_and_answers(credit: TrainResult, snapshot: Snapshot) -> None:
    """As serving would: from the bytes alone, explanations add up, the slope is positive."""
    loaded = load(credit.export())
    self_test(loaded)
    _, rows = labelled_customers(snapshot, feature_set("credit"), EASY, known_by_us=snapshot.known_by_us)
    vectors = np.full((len(rows), int(loaded.columns.max()) + 1), np.nan)
    vectors[:, loaded.columns] = rows.X
    scores = score_many(loaded, vectors)
    total = scores.contributions.sum(axis=1) + scores.bias
    assert scores.log_odds == pytest.approx(total, abs=1e-9)
    assert loaded.bundle.calibration.slope > 0
    assert rows.y.mean() == pytest.approx(scores.probability.mean(), abs=0.05)


def test_bundle_says_where_it_comes_from(credit: TrainResult, snapshot: Snapshot) -> None:
    """Definition, last event, latest row, figures, and which version of each feature it learnt from."""
    bundle = load(credit.bundle).bundle
    assert feature_set("credit").versions == bundle.feature_versions
    assert (30, 90, 100_000) == (
        bundle.definition.past_due_days,
        bundle.definition.horizon_days,
        bundle.definition.materiality_minor,
    )
    assert snapshot.history.horizon == bundle.trained.seq
    assert snapshot.known_by_us - EASY.horizon_us >= bundle.trained.as_of_us
    assert credit.metrics == bundle.trained.metrics
    assert credit.version == bundle.version


def test_same_log_same_bytes(credit: TrainResult, snapshot: Snapshot) -> None:
    """Trained again, the bundle has the same hash."""
    assert credit.hash == train_credit_on(snapshot, definition=EASY).hash


def test_other_definition_other_bundle(credit: TrainResult, snapshot: Snapshot) -> None:
    """The definition is part of what was trained."""
    other = train_credit_on(snapshot, definition=DefaultDefinition(past_due_days=30, horizon_days=75))
    assert 75 == load(other.bundle).bundle.definition.horizon_days
    assert credit.hash != other.hash


def test_shuffled_labels_teach_nothing(snapshot: Snapshot) -> None:
    """If labels leaked into vectors, a model of shuffled ones would rank the true ones in some way."""
    from sklearn.metrics import roc_auc_score

    features = feature_set("credit")
    _, rows = labelled_customers(snapshot, features, EASY, known_by_us=snapshot.known_by_us)
    split = time_split(rows.moments_us, label_delay_us=EASY.horizon_us)
    found = []
    for seed in range(6):
        shuffled = np.random.default_rng(seed).permutation(rows.y)
        wrong = Rows(rows.X, shuffled, rows.weights, rows.moments_us)
        fitted = fit_binary(wrong.where(split.fit), wrong.where(split.later), features, TreeParameters())
        found.append(roc_auc_score(shuffled[split.test], fitted.probabilities(rows.X[split.test])))
    assert 0.5 == pytest.approx(float(np.mean(found)), abs=0.08)


def test_cut_hides_all_that_was_known_later(snapshot: Snapshot) -> None:
    """Rows labelled at a cut are those of a log that ends there: same customers, labels, vectors."""
    features = feature_set("credit")
    cut_us = snapshot.first_us + 300 * L.DAY
    _, seen = labelled_customers(snapshot, features, EASY, known_by_us=cut_us)
    events = snapshot.history.events
    short = type(snapshot.history)(
        np.ascontiguousarray(events[:, events[L.E_KNOWN] <= cut_us]),
        snapshot.history.horizon,
        snapshot.history.parameters,
    )
    ended = Snapshot(short, snapshot.verdicts, snapshot.chain, snapshot.reader, snapshot.zone)
    _, expected = labelled_customers(ended, features, EASY, known_by_us=cut_us)
    assert expected.y.tolist() == seen.y.tolist()
    assert np.array_equal(expected.X, seen.X, equal_nan=True)
    assert len(seen) > 100


def test_immature_rows_are_counted(credit: TrainResult, snapshot: Snapshot) -> None:
    """The last horizon's month-ends are in no part, and said."""
    labelled, rows = labelled_customers(
        snapshot, feature_set("credit"), EASY, known_by_us=snapshot.known_by_us
    )
    assert labelled.immature > 0
    assert {"immature": labelled.immature, "in_default": labelled.in_default} == credit.report["left_out"]
    split = final_split(rows.moments_us, label_delay_us=EASY.horizon_us, cut_us=snapshot.known_by_us)
    assert len(rows) == (split.fit | split.later).sum()


def test_grades_tell_defaults_and_days_late(credit: TrainResult) -> None:
    """Grade D defaulted more often than the best grade that has rows, and paid later."""
    outcomes = {row["grade"]: row for row in credit.report["grades"]}
    best = next(row for row in outcomes.values() if row["rows"])
    assert list("ABCD") == list(outcomes)
    assert credit.metrics["rows"] == sum(row["rows"] for row in outcomes.values())
    assert best["realised"] < outcomes["D"]["realised"]
    assert best["mean_days_late"] < outcomes["D"]["mean_days_late"]


def test_pictures_are_png(credit: TrainResult) -> None:
    """Every picture that the registry shows."""
    expected = {"calibration", "grades", "learning", "precision_recall", "roc", "shap_summary"}
    assert expected == credit.figures.keys()
    assert all(content.startswith(b"\x89PNG") for content in credit.figures.values())


def test_summary_is_json(credit: TrainResult) -> None:
    """It goes into reports and onto the terminal."""
    import json

    assert credit.hash == json.loads(json.dumps(credit.summary()))["bundle_hash"]


def test_columns_are_those_of_the_set(snapshot: Snapshot) -> None:
    """Rows hold the set's columns in its order."""
    features = feature_set("credit")
    labelled, rows = labelled_customers(snapshot, features, EASY, known_by_us=snapshot.known_by_us)
    queries = snapshot.history.customer_queries(
        labelled.customers[:5], labelled.moments_us[:5].tolist(), snapshot.reader
    )
    expected = snapshot.history.vectors(queries)[:, columns(features)]
    assert np.array_equal(expected, rows.X[:5], equal_nan=True)
