from dataclasses import replace

import numpy as np
import pytest

from models.bundle.check import self_test
from models.bundle.codec import read
from models.bundle.format import ApplicationCard
from models.scoring.application import card_log_odds
from models.scoring.loaded import load
from training.gates.gate import Gate
from training.labels.default import DefaultDefinition
from training.pipelines import application
from training.pipelines.result import TrainResult
from training.pipelines.scorecard import ScorecardResult, train_scorecard_on
from training.pipelines.snapshot import Snapshot

EASY = DefaultDefinition(past_due_days=30)


@pytest.fixture(scope="module")
def card(snapshot: Snapshot) -> ScorecardResult:
    """The scorecard of applications of the company that the trees are trained on."""
    return train_scorecard_on(snapshot, route="application", definition=EASY)


def test_the_bundle_holds_the_card(
    snapshot: Snapshot, credit: TrainResult, card: ScorecardResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The trees stay as they are, the golden rows answer for both, and the report says what was taken."""
    monkeypatch.setattr(application, "train_scorecard_on", lambda *_, **__: replace(card, gates=()))
    found = application.with_application(snapshot, credit, definition=EASY)
    before, after = read(credit.bundle), read(found.bundle)
    assert isinstance(after.application, ApplicationCard)
    assert card.card == after.application.card
    assert (before.model, before.quantiles, before.trained) == (after.model, after.quantiles, after.trained)
    assert {gate.name for gate in credit.gates} == {gate.name for gate in found.gates}
    assert found.passed
    assert found.hash != credit.hash
    told = found.report["application"]
    assert (True, card.card.version) == (told["taken"], told["version"])
    loaded = load(found.bundle)
    self_test(loaded, snapshot.history.parameters)
    assert loaded.application is not None
    row = after.golden[0]
    values = np.array([np.nan if one is None else one for one in row.values])
    assert row.application == card_log_odds(loaded.application, values)


def test_a_card_that_fails_its_gates_is_left_out(
    snapshot: Snapshot, credit: TrainResult, card: ScorecardResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bundle is byte by byte the one without, and the report says which gate refused it."""
    refused = replace(card, gates=(Gate("rank", passed=False, detail="no better than chance"),))
    monkeypatch.setattr(application, "train_scorecard_on", lambda *_, **__: refused)
    found = application.with_application(snapshot, credit, definition=EASY)
    assert credit.bundle == found.bundle
    told = found.report["application"]
    assert (False, "rank") == (told["taken"], told["gates"][0]["name"])


def test_too_few_defaults_leave_it_out(snapshot: Snapshot, credit: TrainResult) -> None:
    """Where nobody defaults there is no card, and the trees are kept."""
    nobody = DefaultDefinition(past_due_days=30, materiality_minor=10**13)
    found = application.with_application(snapshot, credit, definition=nobody)
    assert credit.bundle == found.bundle
    assert not found.report["application"]["taken"]
    assert "outcomes of each kind" in found.report["application"]["why"]


def test_intervals_are_measured_on_later_customers(card: ScorecardResult) -> None:
    """Bins of all customers and of those of short history, with what was realised."""
    bins = card.report["interval_bins"]
    assert {"all", "short"} >= {one["of"] for one in bins}
    assert all(one["low"] < one["expected"] < one["high"] for one in bins)
    assert card.metrics["interval_bins_agree"] == np.mean([one["agrees"] for one in bins])
    assert card.metrics["interval_bins_inside"] <= card.metrics["interval_bins_agree"]
    assert 1001 == len(card.quantiles)
    assert list(card.quantiles) == sorted(card.quantiles)
