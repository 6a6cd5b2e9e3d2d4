from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from features.history.artifacts import store_artifact
from models.bundle.codec import hash_of
from models.bundle.codec import read as read_bundle
from riskdesk.cli.demo.company import TODAY
from riskdesk.core.database.unit import write_unit
from riskdesk.core.errors import HistoryTooThin, InputInvalid
from training.gates.report import SORT, GateReport, write
from training.watch.psi import Bins
from training.watch.reference import Reference

Run = Callable[..., Any]


@pytest.fixture
def referenced(decided: Any, bundles: dict[str, bytes]) -> str:
    """The hash of the order bundle, beside which stands what it learned from: nothing like these orders."""
    bundle = read_bundle(bundles["order_anomaly"])
    elsewhere = Bins(edges=(-2.0, -1.0), counts=(900, 100, 0, 0))
    report = GateReport(
        bundle_hash=hash_of(bundles["order_anomaly"]),
        role="order_anomaly",
        version=bundle.version,
        champion=None,
        gates=(),
        compared=(),
        flips=(),
        reference=Reference(features=dict.fromkeys(bundle.names, elsewhere), scores=None),
        made_at_us=1,
    )
    with write_unit(decided.engine) as connection:
        store_artifact(connection, SORT, write(report), stored_at_us=1)
    return report.bundle_hash


def test_what_is_in_production_is_watched(run: Run, referenced: str) -> None:
    """Decisions are counted by bundle; three of them are too few to call anything moved or expected."""
    found = run("watch", "--since", TODAY.isoformat(), "--json")
    roles = {one["role"]: one for one in found["roles"]}
    assert {"credit", "order_anomaly", "payment_anomaly"} == set(roles)
    orders = roles["order_anomaly"]
    assert (referenced, 3, None) == (orders["bundle_hash"], orders["decisions"], orders["estimated"])
    assert "stable" == orders["scores"]["level"]
    assert orders["watched"] > 0 == roles["payment_anomaly"]["watched"]
    assert all(one["psi"] > one["critical"] for one in orders["features"].values())
    assert (2, False) == (orders["matured"]["unlabelled"], found["retrain"])


def test_gauges_for_prometheus(run: Run, referenced: str, tmp_path: Path) -> None:
    """The textfile holds a line for each figure that is known, and no id."""
    file = tmp_path / "riskdesk.prom"
    run("watch", "--since", TODAY.isoformat(), "--textfile", str(file), "--json")
    said = file.read_text(encoding="utf-8")
    assert 'riskdesk_watch_score_psi{role="order_anomaly"}' in said
    assert 'riskdesk_watch_features_moved{role="payment_anomaly"} 0.0' in said
    assert "riskdesk_watch_expected_auc{" not in said
    assert "C-NEW" not in said
    assert referenced not in said


@pytest.mark.usefixtures("referenced")
@pytest.mark.parametrize(("language", "word"), [("zh", "偏移"), ("en", "features shifted")])
def test_people_read_what_was_found(
    run: Run, monkeypatch: pytest.MonkeyPatch, language: str, word: str
) -> None:
    """Findings stand under the table, in the reader's language."""
    monkeypatch.setenv("RISKDESK_LANGUAGE", language)
    monkeypatch.setenv("COLUMNS", "160")
    assert word in run("watch", "--since", TODAY.isoformat(), text=True)


def test_which_bundle_decided_that_day(run: Run, bundles: dict[str, bytes]) -> None:
    """The day of the decisions names the bundle, who put it there, and how many decisions bear its hash."""
    found = {
        one["role"]: one
        for one in run("models", "production", "--on", TODAY.isoformat(), "--json")["production"]
    }
    orders = found["order_anomaly"]
    assert (hash_of(bundles["order_anomaly"]), 3) == (orders["hash"], orders["decisions"])
    assert ("E1", "E2") == (orders["proposed_by"], orders["approved_by"])
    assert [] == run("models", "production", "--on", "2020-01-01", "--json")["production"]


@pytest.mark.parametrize(
    "arguments", [[], ["--alerts-a-day", "3", "--cost-missed", "1"], ["--cost-missed", "1"]]
)
def test_thresholds_ask_for_one_wish(run: Run, arguments: list[str]) -> None:
    """A capacity or both costs: nothing, both, or half of it is refused."""
    with pytest.raises(InputInvalid):
        run("policy", "thresholds", *arguments)


def test_thresholds_of_a_thin_past(run: Run, world: ModuleType) -> None:
    """Three decisions propose no policy."""
    with pytest.raises(HistoryTooThin):
        run("policy", "thresholds", "--alerts-a-day", "3")
    assert world.lenient().version == run("policy", "show", "--json")["version"]
