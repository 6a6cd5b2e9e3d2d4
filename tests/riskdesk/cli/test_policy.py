import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from riskdesk.cli.app import app
from riskdesk.core.errors import InputInvalid

PERSONS = ["--proposed-by", "lin", "--approved-by", "wang"]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home that `riskdesk init` made."""
    monkeypatch.setenv("RISKDESK_HOME", str(tmp_path / "home"))
    assert 0 == CliRunner().invoke(app, ["init"]).exit_code
    return tmp_path


def shown() -> dict[str, object]:
    """Return the policy in force."""
    told: dict[str, object] = json.loads(CliRunner().invoke(app, ["policy", "show", "--json"]).stdout)
    return told


def test_published_policy_is_the_one_in_force(home: Path) -> None:
    """What was shown, edited and published by two persons is what is shown next."""
    before = shown()
    file = home / "policy.json"
    file.write_text(json.dumps(before | {"version": "strict-2"}), encoding="utf-8")
    told = CliRunner().invoke(app, ["policy", "publish", str(file), *PERSONS, "--json"])
    assert ("strict-2", 1) == (json.loads(told.stdout)["version"], json.loads(told.stdout)["seq"])
    assert before | {"version": "strict-2"} == shown()


def test_one_person_cannot_publish(home: Path) -> None:
    """Who proposes does not approve; nothing changes."""
    before = shown()
    file = home / "policy.json"
    file.write_text(json.dumps(before | {"version": "mine"}), encoding="utf-8")
    told = CliRunner().invoke(app, ["policy", "publish", str(file), *PERSONS[:3], "lin"])
    assert isinstance(told.exception, InputInvalid)
    assert "approved_by" == told.exception.field
    assert before == shown()


def test_contradicting_policy_is_refused(home: Path) -> None:
    """A field that no policy has is named, and nothing is published."""
    file = home / "policy.json"
    file.write_text(json.dumps(shown() | {"leniency": 1}), encoding="utf-8")
    told = CliRunner().invoke(app, ["policy", "publish", str(file), *PERSONS])
    assert isinstance(told.exception, InputInvalid)
    assert "leniency" in str(told.exception)
