import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from riskdesk.cli.app import app

ORDERS = [
    {"kind": "order_placed", "order_id": f"O{day}", "customer_id": "C1", "amount": "10.00", "currency": "CNY",
     "occurred_at": f"2025-03-{day:02}T10:00:00+08:00"}
    for day in range(1, 16)
]  # fmt: skip


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home that `riskdesk init` made."""
    monkeypatch.setenv("RISKDESK_HOME", str(tmp_path / "home"))
    assert 0 == CliRunner().invoke(app, ["init"]).exit_code
    return tmp_path


def told(*words: str) -> dict[str, Any]:
    """Return what a command says in JSON."""
    result = CliRunner().invoke(app, [*words, "--json"])
    assert 0 == result.exit_code, result.output
    found: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    return found


def test_an_import_takes_the_baselines_and_nothing_is_left(home: Path) -> None:
    """After the import the history has its Mondays; the command finds nothing more."""
    assert {"taken": 0, "head": 0} == told("baselines")
    file = home / "orders.ndjson"
    file.write_text("\n".join(json.dumps(row) for row in ORDERS), encoding="utf-8")
    assert 15 == told("import", str(file))["events"]["taken"]
    left = told("baselines")
    assert 0 == left["taken"]
    # Mondays from the second day on, until 180 days after the last order
    assert 15 + 28 == left["head"]
    assert "已计算 0 天的公司基线；日志序号 43\n" == CliRunner().invoke(app, ["baselines"]).stdout


def test_the_calendar_says_how_far_it_is_certain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Country by setting or option; a year that is not decreed is said to follow the rules."""
    said = told("calendar", "--year", "2026")
    assert ("CN", 2026, True, 248, 117) == tuple(
        said[name] for name in ("country", "last_certain_year", "certain", "working_days", "days_off")
    )
    assert "2026-02-14" in said["made_up"]
    monkeypatch.setenv("RISKDESK_CALENDAR", "DE")
    assert ("DE", []) == (told("calendar")["country"], told("calendar")["made_up"])
    assert "US" == told("calendar", "--country", "US")["country"]
    monkeypatch.setenv("RISKDESK_LANGUAGE", "en")
    shown = CliRunner().invoke(app, ["calendar", "--country", "CN", "--year", "2030"]).stdout
    assert "2030 is not published yet" in shown
