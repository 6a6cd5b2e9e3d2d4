import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from riskdesk.cli import models, train
from riskdesk.core.errors import InputInvalid, NotFound

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
        assert 0 == result.exit_code
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
    name = trained[0]["bundle_hash"]
    again = run(models.app, "activate", name[:12], *PERSONS)
    shown = run(models.app, "show", name[:12])
    assert [trained[0]["seq"], again["seq"]] == [one["seq"] for one in shown["activations"]]
    assert trained[0]["metrics"] == shown["metrics"]
    file = tmp_path / "bundle.json"
    assert trained[0]["bytes"] == run(models.app, "export", name, str(file))["bytes"] == file.stat().st_size


@pytest.mark.parametrize(
    "persons", [(), ("--proposed-by", "lin"), ("--proposed-by", "lin", "--approved-by", "lin")]
)
def test_activation_needs_two_persons_before_it_trains(run: Run, persons: tuple[str, ...]) -> None:
    """Nothing is trained that could not be activated as asked."""
    with pytest.raises(InputInvalid):
        run(train.app, "credit", "--activate", *persons)
    assert [] == run(models.app, "list")["bundles"]


def test_unknown_bundle(run: Run) -> None:
    """A prefix that fits none is said."""
    with pytest.raises(NotFound, match="no bundle"):
        run(models.app, "show", "ffff")
