import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from features.events.parse import EventParser
from features.history.artifacts import activate, list_artifacts, read_artifact, store_artifact
from features.history.log import Log
from riskdesk.cli import models, train
from riskdesk.core.clock import SystemClock
from riskdesk.core.crypto import Vault
from riskdesk.core.database.engine import open_engine
from riskdesk.core.database.tables import artifacts
from riskdesk.core.database.unit import write_unit
from riskdesk.core.errors import InputInvalid, ModelRefused, NotFound
from riskdesk.core.keys import load_keys
from riskdesk.core.settings import load_settings
from training.gates.report import SORT
from training.pipelines.lateness import train_lateness_on
from training.pipelines.snapshot import read_snapshot

PERSONS = ("--proposed-by", "lin", "--approved-by", "wang")
Run = Callable[..., Any]


@pytest.fixture
def run(home: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in a copy of the company's home; returns the JSON of its last line."""
    home.engine.dispose()
    shutil.copytree(home.settings.home, tmp_path / "home")
    monkeypatch.setenv("RISKDESK_HOME", str(tmp_path / "home"))

    def run(app: Any, *arguments: str) -> Any:
        result = CliRunner().invoke(app, [*arguments, "--json"])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code in {0, 1}
        return json.loads(result.stdout.splitlines()[-1])

    return run


def test_train_activate_list_show_export_go_back(run: Run, tmp_path: Path) -> None:
    """From the log into production and back, by commands alone."""
    trained = run(train.app, "anomaly", "--activate", *PERSONS)["trained"]
    assert ["order_anomaly", "payment_anomaly"] == [one["role"] for one in trained]
    assert trained[0]["seq"] + 1 == trained[1]["seq"]
    listed = run(models.app, "list")["bundles"]
    assert {one["bundle_hash"] for one in trained} == {row["hash"] for row in listed}
    assert [True, True] == [row["active"] for row in listed]
    assert ["few", "few"] == [row["stage"] for row in listed]
    name = trained[0]["bundle_hash"]
    again = run(models.app, "activate", name[:12], *PERSONS)
    shown = run(models.app, "show", name[:12])
    assert [trained[0]["seq"], again["seq"]] == [one["seq"] for one in shown["activations"]]
    assert (trained[0]["metrics"], "few") == (shown["metrics"], shown["stage"])
    file = tmp_path / "bundle.json"
    assert trained[0]["bytes"] == run(models.app, "export", name, str(file))["bytes"] == file.stat().st_size


def test_typologies_are_told_by_name(run: Run) -> None:
    """Each with its own precision; as text with `not enough` where few were judged."""
    told = {(one["place"], one["code"]): one for one in run(models.app, "typologies")["typologies"]}
    jump = told["order", "amount_jump"]
    assert jump["hits"] >= jump["judged"] >= jump["confirmed"] > 0
    assert {"value", "low", "high"} == jump["precision"].keys()
    assert not jump["weighted"], "nothing of this history was decided by riskdesk"
    text = CliRunner().invoke(models.app, ["typologies"]).stdout
    assert "split_payment" in text
    assert "样本不足" in text
    assert "未加权" in text


@pytest.mark.parametrize(
    "persons", [(), ("--proposed-by", "lin"), ("--proposed-by", "lin", "--approved-by", "lin")]
)
def test_activation_needs_two_persons_before_it_trains(run: Run, persons: tuple[str, ...]) -> None:
    """Nothing is trained that could not be activated as asked."""
    with pytest.raises(InputInvalid):
        run(train.app, "credit", "--activate", *persons)
    assert [] == run(models.app, "list")["bundles"]


def tampered(home: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    """Replace the gate reports that are kept in a home by changed ones."""
    engine = open_engine(f"sqlite:///{home / 'riskdesk.db'}")
    with engine.begin() as connection:
        for artifact in list_artifacts(connection, SORT):
            said = json.loads(read_artifact(connection, artifact.hash))
            connection.execute(sa.delete(artifacts).where(artifacts.c.hash == artifact.hash))
            if (changed := change(said)) is not None:
                store_artifact(connection, SORT, json.dumps(changed).encode(), stored_at_us=1)
    engine.dispose()


def failed(report: dict[str, Any]) -> dict[str, Any]:
    """Return the report with its last gate failed."""
    gates = [*report["gates"][:-1], report["gates"][-1] | {"passed": False}]
    return report | {"gates": gates}


def test_nothing_becomes_champion_without_its_gates(run: Run, tmp_path: Path) -> None:
    """Without a report, with a failed one, or with one against another champion, nothing is activated."""
    (trained,) = run(train.app, "lateness")["trained"]
    assert (None, True) == (trained["champion"], trained["challenge"]["passed"])
    changes: list[tuple[str, Callable[[dict[str, Any]], Any]]] = [
        ("gates.champion", lambda report: report | {"champion": "f" * 64}),
        ("gates.score_drift", failed),
        ("gates", lambda _: None),
    ]
    for field, change in changes:
        tampered(tmp_path / "home", change)
        with pytest.raises(ModelRefused) as refused:
            run(models.app, "activate", trained["bundle_hash"], *PERSONS)
        assert field == refused.value.field
    assert [] == run(models.app, "production")["production"]


def test_back_in_one_command(run: Run, tmp_path: Path) -> None:
    """Two bundles in production one after the other; the way back needs two persons, and ends at the first."""
    (first,) = run(train.app, "lateness", "--activate", *PERSONS)["trained"]
    second = activated(tmp_path / "home", cap_days=25)
    assert second == run(models.app, "production")["production"][0]["hash"]
    with pytest.raises(InputInvalid):
        run(models.app, "rollback", "lateness", "--proposed-by", "lin", "--approved-by", " Lin")
    tampered(tmp_path / "home", lambda _: None)  # what was in production before needs no new report
    back = run(models.app, "rollback", "lateness", *PERSONS)
    (now,) = run(models.app, "production")["production"]
    assert (first["bundle_hash"], back["seq"]) == (now["hash"], now["seq"])
    assert ("lin", "wang", 0) == (now["proposed_by"], now["approved_by"], now["decisions"])
    with pytest.raises(NotFound, match="no earlier lateness bundle"):
        run(models.app, "rollback", "lateness", *PERSONS)
    told = CliRunner().invoke(models.app, ["production"], env={"COLUMNS": "160"})
    assert first["bundle_hash"][:12] in told.stdout


def activated(home: Path, *, cap_days: int) -> str:
    """Bring another bundle into production by event alone; return its hash."""
    settings = load_settings(home=home, database_url=None)
    engine = open_engine(settings.url)
    result = train_lateness_on(read_snapshot(engine, settings), cap_days=cap_days)
    parser = EventParser(Vault(load_keys(settings)), ZoneInfo(settings.zone))
    now_us = SystemClock().now_us()
    with write_unit(engine) as connection:
        name = store_artifact(connection, "bundle", result.bundle, stored_at_us=now_us)
        log = Log(connection, settings.base_currency)
        persons = {"proposed_by": "lin", "approved_by": "wang"}
        activate(log, parser, role="lateness", bundle_hash=name, at_us=now_us, **persons)
        log.flush()
    engine.dispose()
    return name


def test_a_challenger_is_set_against_the_champion(run: Run) -> None:
    """A second run meets the first one's bundle; trained on the same log it has nothing new to show."""
    (first,) = run(train.app, "credit", "--activate", *PERSONS)["trained"]
    (second,) = run(train.app, "credit")["trained"]
    assert first["bundle_hash"] == second["champion"] != second["bundle_hash"]
    said = {gate["name"]: gate["detail"] for gate in second["challenge"]["gates"]}
    assert "may have learned from" in said["better"]
    assert {"latency", "flips"} <= set(said)
    with pytest.raises(ModelRefused) as refused:
        run(models.app, "activate", second["bundle_hash"], *PERSONS)
    assert "gates.better" == refused.value.field


def test_unknown_bundle(run: Run) -> None:
    """A prefix that fits none is said."""
    with pytest.raises(NotFound, match="no bundle"):
        run(models.app, "show", "ffff")


def test_the_report_is_one_page_about_all_that_was_trained(run: Run, tmp_path: Path) -> None:
    """Both anomaly models, in the installation's language, with what the gates against the champion said."""
    file = tmp_path / "report.html"
    trained = run(train.app, "anomaly", "--report", str(file))["trained"]
    made = file.read_text("utf-8")
    assert '<html lang="zh-CN">' in made
    assert all(one["version"] in made for one in trained)
    asked = {gate["name"] for one in trained for gate in one["challenge"]["gates"]}
    assert "feature_drift" in asked
    assert all(name in made for name in asked)
