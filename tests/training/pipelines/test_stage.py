from dataclasses import replace

import numpy as np
import pytest

from features.catalogue.sets import feature_set
from features.history.labels import Reviews
from features.kernel import layout as L
from models.scoring.loaded import load
from training.evaluate.intervals import Interval
from training.fit.trees import TreeParameters
from training.pipelines.anomaly import train_anomaly_on
from training.pipelines.scored import scored_documents
from training.pipelines.snapshot import Snapshot
from training.pipelines.stage import (
    MANY,
    STAGES,
    WORDS,
    Standing,
    Why,
    first_try,
    gain_over,
    parameters_of,
    settle,
    stage_named,
)

SURE, UNSURE, WORSE = Interval(0.3, 0.1, 0.5), Interval(0.1, -0.1, 0.3), Interval(-0.3, -0.5, -0.1)


@pytest.mark.parametrize(
    ("confirmed", "cleared", "expected"),
    [(0, 500, "cold"), (500, 0, "cold"), (1, 1, "few"), (MANY - 1, 5_000, "few"), (MANY, MANY, "many")],
)
def test_counts_allow(confirmed: int, cleared: int, expected: str) -> None:
    """Verdicts of both kinds are needed, and the rarer kind decides."""
    assert expected == first_try(confirmed, cleared)


@pytest.mark.parametrize(
    ("tried", "gain", "expected"),
    [
        ("cold", None, ("cold", "no_verdicts")),
        ("few", None, ("cold", "unmeasured")),
        ("few", UNSURE, ("few", "counts")),
        ("few", WORSE, ("cold", "worse")),
        ("many", SURE, ("many", "gain")),
        ("many", UNSURE, ("few", "no_gain")),
        ("many", WORSE, ("few", "no_gain")),
    ],
)
def test_what_was_measured_decides(tried: str, gain: Interval | None, expected: tuple[str, str]) -> None:
    """Many need a gain that is sure; few stand unless trees are surely worse than the forest."""
    counts = (MANY, MANY) if tried == "many" else (5, 9)
    found = settle(tried, *counts, gain)  # type: ignore[arg-type]
    assert expected == (found.stage, found.why)


def test_few_labels_grow_small_trees() -> None:
    """Held back where labels are few, as asked where they are many."""
    asked = TreeParameters()
    few = parameters_of("few", asked)
    assert asked == parameters_of("many", asked)
    assert (3, 4, 10.0) == (few.depth, few.leaves, few.ridge)


@pytest.mark.parametrize("why", sorted(WORDS))
def test_every_clause_has_its_words(why: Why) -> None:
    """In both languages, with counts and gain filled in."""
    for gain in (None, UNSURE):
        words = Standing("few", why, 12, 34, gain).words()
        assert {"zh", "en"} == words.keys()
        assert not any("{" in one for one in words.values())


def test_a_stage_is_named_by_its_number() -> None:
    """Bundles hold numbers alone; a model of credit has no stage."""
    assert list(STAGES) == [stage_named(Standing(one, "gain", 1, 1, None).metrics()) for one in STAGES]
    assert stage_named({"auc": 0.8}) is None


def test_gain_is_that_of_the_same_rows() -> None:
    """Perfect trees over a forest that knows nothing; of one kind of outcome nothing can be told."""
    random = np.random.default_rng(3)
    y = (random.random(2_000) < 0.1).astype(float)
    days = np.arange(2_000) // 20
    gain = gain_over(random.random(2_000), y, y, days)
    assert gain is not None
    assert 0.7 < gain.low < gain.value < gain.high < 1.0
    assert gain_over(y, y, np.zeros(2_000), days) is None
    alone = gain_over(random.random(2_000), y, y, days, np.where(np.arange(2_000) < 1_000, 1.0, 0.0))
    assert alone is not None
    assert alone.value != gain.value


def judged(snapshot: Snapshot, share: float) -> Snapshot:
    """Return the log as it stood when so many of its verdicts had been given."""
    said = snapshot.verdicts
    kept = np.random.default_rng(1).random(len(said.seqs)) < share
    return replace(
        snapshot,
        verdicts=replace(
            said,
            subjects=said.subjects[kept],
            confirmed=said.confirmed[kept],
            known_at_us=said.known_at_us[kept],
            seqs=said.seqs[kept],
        ),
    )


def test_one_command_moves_from_cold_to_few_to_many(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same training on the same documents: without verdicts, with those there are, and where they are many.

    The company is small, so what is many is set low for it; the gain is measured as ever.
    """
    cold = train_anomaly_on(judged(snapshot, 0.0), "order")
    few = train_anomaly_on(snapshot, "order")
    monkeypatch.setattr("training.pipelines.stage.MANY", 40)
    strong = with_plain_anomalies(snapshot)
    many = train_anomaly_on(strong, "order")
    results = (cold, few, many)
    assert ["cold", "few", "many"] == [one.params["stage"] for one in results]
    assert [0.0, 1.0, 2.0] == [one.metrics["stage"] for one in results]
    assert [True, False, False] == [load(one.bundle).ensemble is None for one in results]
    assert all(load(one.bundle).forest is not None for one in results)
    assert 0.0 < many.metrics["gain_ap_low"] <= many.metrics["gain_ap"]
    assert (4, 8) == (few.params["trees"]["leaves"], many.params["trees"]["leaves"])
    assert "beside the forest" in few.report["stage"]["words"]["en"]


def with_plain_anomalies(snapshot: Snapshot) -> Snapshot:
    """Return the log in which reviewers confirm what one feature tells: something that trees learn and forests do not."""
    features = feature_set("order_anomaly", snapshot.history.parameters)
    scored = scored_documents(snapshot, features, "order")
    amounts = scored.X[:, features.names.index("document_amount")]
    middle = np.abs(amounts - np.median(amounts)) <= np.quantile(np.abs(amounts - np.median(amounts)), 0.15)
    looked = middle | (np.arange(len(amounts)) % 3 == 0)
    return replace(
        snapshot,
        verdicts=replace(
            snapshot.verdicts,
            subjects=scored.documents[looked],
            confirmed=middle[looked],
            known_at_us=scored.moments_us[looked] + L.DAY,
            seqs=np.arange(1, int(looked.sum()) + 1),
        ),
    )


def test_a_training_that_knows_the_sample_tells_recall(snapshot: Snapshot) -> None:
    """With decisions and a lot in the ledger the report weighs to all documents; the words say on what."""
    strong = with_plain_anomalies(snapshot)
    subjects = strong.history.order_queries()[:, L.Q_DOCUMENT].copy()
    random = np.random.default_rng(2)
    held = np.isin(subjects, strong.verdicts.subjects[strong.verdicts.confirmed]) & (
        random.random(len(subjects)) < 0.6
    )
    drawn = ~held & np.isin(subjects, strong.verdicts.subjects)
    reviews = Reviews(
        subjects=subjects,
        held=held,
        sampled=drawn,
        propensities=np.where(held, 1.0, np.where(drawn, 0.33, np.nan)),
        decided_at_us=strong.history.order_queries()[:, L.Q_AS_OF].copy(),
    )
    result = train_anomaly_on(replace(strong, reviews=reviews), "order")
    told = result.report["population"]
    assert told["recall_known"]
    assert {
        "population_recall",
        "population_precision",
        "population_rate",
        "population_ap",
    } <= result.metrics.keys()
    assert result.metrics["population_recall_low"] <= result.metrics["population_recall"]
    assert f"on {told['drawn']} judged draws" in told["words"]["en"]
