import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from features.catalogue.sets import feature_set
from models.credit.points_table import points_text
from models.credit.scorecard import from_json, to_json
from riskdesk.cli import train
from riskdesk.core.errors import HistoryTooThin
from training.labels.default import DefaultDefinition
from training.pipelines.result import TrainResult
from training.pipelines.scorecard import ROUTES, ScorecardResult, inputs_of, train_scorecard_on
from training.pipelines.snapshot import Snapshot

EASY = DefaultDefinition(past_due_days=30)


@pytest.fixture(scope="module")
def scorecard(snapshot: Snapshot) -> ScorecardResult:
    """The challenger on the company that the trees are trained on."""
    return train_scorecard_on(snapshot, definition=EASY)


def test_is_measured_on_the_customers_of_the_trees(scorecard: ScorecardResult, credit: TrainResult) -> None:
    """The same rows, the same defaults, the same figures; it ranks better than chance."""
    assert credit.metrics["rows"] == scorecard.metrics["rows"]
    assert credit.metrics["positives"] == scorecard.metrics["positives"]
    assert credit.report["left_out"] == scorecard.report["left_out"]
    ranked = {name for name in credit.metrics if not name.startswith("money_")}
    assert ranked <= set(scorecard.metrics)
    assert scorecard.metrics["auc"] > 0.6
    assert scorecard.passed


def test_is_plain_data_with_a_table(scorecard: ScorecardResult) -> None:
    """The card travels as JSON, and its table names every input."""
    assert scorecard.card == from_json(to_json(scorecard.card))
    table = points_text(scorecard.card, "zh")
    assert [] == [one.text.zh for one in inputs_of("behaviour") if one.text.zh not in table]


def test_directions_of_the_catalogue_are_held(scorecard: ScorecardResult) -> None:
    """Where the catalogue says what a value may do to the risk, the card agrees."""
    told = {one.name: one.direction for one in inputs_of("behaviour")}
    assert [] == [item.name for item in scorecard.card.items if told[item.name] not in (0, item.direction)]


def test_application_route_is_less_sure(snapshot: Snapshot, scorecard: ScorecardResult) -> None:
    """With little to go by a card is trained all the same, and it says how unsure it is."""
    found = train_scorecard_on(snapshot, route="application", definition=EASY)
    assert ROUTES["application"] == found.card.names
    assert found.metrics["interval_sigma"] > 0.0
    assert 0.0 <= found.metrics["to_review_share"] <= 1.0
    assert scorecard.card.version != found.card.version


def test_inputs_are_of_the_credit_set() -> None:
    """Both routes ask features that the credit model knows."""
    names = feature_set("credit").names
    assert [] == [name for route in ROUTES.values() for name in route if name not in names]


def test_no_defaults_no_scorecard(snapshot: Snapshot) -> None:
    """A definition that nobody meets leaves nothing to learn."""
    nobody = DefaultDefinition(past_due_days=30, materiality_minor=10**13)
    with pytest.raises(HistoryTooThin, match="outcomes of each kind"):
        train_scorecard_on(snapshot, definition=nobody)


def test_same_log_same_card(snapshot: Snapshot, scorecard: ScorecardResult) -> None:
    """Trained again, every number is the same."""
    again = train_scorecard_on(snapshot, definition=EASY)
    assert to_json(scorecard.card) == to_json(again.card)
    assert np.isfinite(list(again.metrics.values())).all()


def test_command_writes_the_card(home: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`riskdesk train scorecard` trains on the log, prints the table, writes the card, and says by exit if it passed."""
    home.engine.dispose()
    shutil.copytree(home.settings.home, tmp_path / "home")
    monkeypatch.setenv("RISKDESK_HOME", str(tmp_path / "home"))
    result = CliRunner().invoke(train.app, ["scorecard", "--out", str(tmp_path / "card.json"), "--json"])
    said = json.loads(result.stdout.splitlines()[-1])
    card = from_json((tmp_path / "card.json").read_bytes())
    assert said["version"] == card.version
    assert said["table"] == points_text(card, "zh")
    assert (0 if all(gate["passed"] for gate in said["gates"]) else 1) == result.exit_code
