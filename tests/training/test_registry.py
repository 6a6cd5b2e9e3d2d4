import json
from dataclasses import replace
from pathlib import Path

import pytest

from riskdesk.core.i18n import LANGUAGES
from riskdesk.core.settings import load_settings
from training.evaluate.page.look import Look
from training.evaluate.page.render import model_card, page
from training.gates import Gate
from training.pipelines.result import TrainResult
from training.registry import Registry


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    """An MLflow store of its own."""
    return Registry(load_settings(home=tmp_path_factory.mktemp("registry")))


def test_run_is_logged_whole(registry: Registry, credit: TrainResult, tmp_path: Path) -> None:
    """Metrics, parameters, loss after each tree, fingerprints, gates, pictures, bundle, report, page, card."""
    recorded = registry.record(credit)
    client = registry.client()
    run = client.get_run(recorded.run_id)
    logged = dict(run.data.metrics)
    assert credit.curve[-1] == pytest.approx(logged.pop("later_loss"))
    assert credit.metrics == pytest.approx(logged)
    assert ("30", "4") == (run.data.params["definition.past_due_days"], run.data.params["trees.depth"])
    curve = client.get_metric_history(recorded.run_id, "later_loss")
    assert list(credit.curve) == [point.value for point in sorted(curve, key=lambda point: point.step)]
    for name in ("data_fingerprint", "seq", "chain", "feature_fingerprint"):
        assert str(credit.data[name]) == run.data.tags[name]
    assert (credit.hash, "passed") == (run.data.tags["bundle_hash"], run.data.tags["gate.monotone"])
    folder = Path(client.download_artifacts(recorded.run_id, "", str(tmp_path)))
    assert credit.bundle == (folder / "bundle" / "bundle.json").read_bytes()
    assert {f"{name}.png" for name in credit.figures} == {p.name for p in (folder / "figures").iterdir()}
    assert credit.figures["shap_summary"] == (folder / "figures" / "shap_summary.png").read_bytes()
    assert credit.hash == json.loads((folder / "report.json").read_text("utf-8"))["bundle_hash"]
    for name in LANGUAGES:
        look = Look(name)
        assert model_card(credit, look) == (folder / f"model_card.{name}.md").read_text("utf-8")
        assert page([credit], look) == (folder / f"report.{name}.html").read_text("utf-8")


def test_versions_are_registered_one_after_the_other(registry: Registry, lateness: TrainResult) -> None:
    """Two runs, two versions, each with the hash of its bundle."""
    first, second = registry.record(lateness), registry.record(lateness)
    version = registry.client().get_model_version("riskdesk-lateness", second.version)
    assert int(first.version) + 1 == int(second.version)
    assert (lateness.hash, second.run_id) == (version.tags["bundle_hash"], version.run_id)


def test_refused_model_is_logged_and_not_registered(registry: Registry, orders: TrainResult) -> None:
    """A failed run is remembered, with the gate that failed."""
    failed = replace(orders, gates=(Gate("rank", passed=False, detail="too weak"),))
    recorded = registry.record(failed)
    client = registry.client()
    run = client.get_run(recorded.run_id)
    assert ("", "FAILED", "too weak") == (recorded.version, run.info.status, run.data.tags["gate.rank"])
    assert [] == list(client.search_registered_models("name='riskdesk-order_anomaly'"))
