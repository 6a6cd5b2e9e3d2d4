import json
from pathlib import Path

import pytest
import sqlalchemy as sa
import typer
from typer.testing import CliRunner

from riskdesk.cli.imports import TEXTS, import_command
from riskdesk.core.errors import MappingInvalid
from riskdesk.core.settings import Settings

HEADER = "kind,occurred_at,customer_id,name\n"
GOOD = "customer_registered,2026-01-05T10:00:00+08:00,C1,Ltd\n"
BAD = "customer_registered,yesterday,C2,Ltd\n"


@pytest.fixture
def app(settings: Settings, sqlite_database: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> typer.Typer:
    """The command on a database of the test's own."""
    monkeypatch.setenv("RISKDESK_HOME", str(settings.home))
    monkeypatch.setenv("RISKDESK_DATABASE_URL", str(sqlite_database.url))
    monkeypatch.setenv("RISKDESK_LANGUAGE", "en")
    app = typer.Typer()
    app.command("import")(import_command)
    return app


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with a good row and a bad one."""
    path = tmp_path / "customers.csv"
    path.write_text(HEADER + GOOD + BAD, "utf-8")
    return path


def test_refused_rows_are_no_failure(app: typer.Typer, path: Path) -> None:
    """The exit code is 0, and the report names the row, the field and where it can be mended."""
    result = CliRunner().invoke(app, [str(path), "--source", "crm"])

    assert 0 == result.exit_code
    assert "customers.csv row 3 occurred_at: expected a time" in result.stdout
    assert "mend them and import that file" in result.stdout
    assert "events: 1 taken, 0 repeated, 0 refused" in result.stdout


def test_the_report_as_json_is_the_last_line(app: typer.Typer, path: Path) -> None:
    """`--json` ends with one JSON object that holds the counts; nothing else goes to standard output."""
    result = CliRunner().invoke(app, [str(path), "--json"])

    said = json.loads(result.stdout.splitlines()[-1])
    assert {"read": 2, "taken": 1, "repeated": 0, "refused": 1, "passed": 0} == said["rows"]
    assert ("canonical", "import", 1) == (said["mapping"], said["source"], len(result.stdout.splitlines()))


def test_nothing_read_is_a_failure(app: typer.Typer, tmp_path: Path) -> None:
    """Where not one row can be read the exit code is 1 and the reason is said."""
    path = tmp_path / "empty.csv"
    path.write_text("", "utf-8")

    result = CliRunner().invoke(app, [str(path), str(tmp_path / "missing.csv")])

    assert 1 == result.exit_code
    assert "empty.csv as a whole" in result.stdout
    assert "there is no such file" in result.stdout
    assert "not one row could be read" in result.stderr


def test_a_dry_run_says_so(app: typer.Typer, path: Path) -> None:
    """`--dry-run` reports what would happen, and the next import finds nothing in the log."""
    dry = CliRunner().invoke(app, [str(path), "--dry-run"])
    wet = CliRunner().invoke(app, [str(path), "--json"])

    assert "nothing was written" in dry.stdout
    assert 1 == json.loads(wet.stdout)["events"]["taken"]


def test_an_unknown_mapping_is_refused(app: typer.Typer, path: Path) -> None:
    """A mapping that does not exist raises, and names the presets."""
    result = CliRunner().invoke(app, [str(path), "--mapping", "sap"])

    assert isinstance(result.exception, MappingInvalid)
    assert "canonical" in str(result.exception)


def test_the_report_speaks_chinese(app: typer.Typer, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The language of the settings is that of the report."""
    monkeypatch.setenv("RISKDESK_LANGUAGE", "zh")

    result = CliRunner().invoke(app, [str(path)])

    assert "第 3 行" in result.stdout
    assert TEXTS["taken"].zh in result.stdout
