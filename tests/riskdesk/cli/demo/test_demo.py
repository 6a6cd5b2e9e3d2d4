import json
import math
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from riskdesk.cli.demo.service import _free_port
from riskdesk.cli.demo.stages import _serve_on, fresh_home
from riskdesk.core.errors import SetupIncomplete
from riskdesk.core.settings import Settings

COMMAND = [sys.executable, "-c", "from riskdesk.cli import main; main()"]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What `riskdesk demo --once --json` prints on its last line."""
    home = tmp_path_factory.mktemp("demo")
    command = [*COMMAND, "demo", "--once", "--json", "--events", "60000"]
    environment = os.environ | {"RISKDESK_HOME": str(home)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=400, check=False)
    assert 0 == done.returncode, done.stderr[-2000:]
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


def test_demo_tells_what_it_promises(told: dict[str, Any]) -> None:
    """Metrics, grades, decisions of all outcomes, and no value that differs from history."""
    assert {
        "events",
        "customers",
        "credit",
        "anomaly",
        "decisions",
        "grades",
        "parity",
        "seconds",
    } <= told.keys()
    assert {"approve", "review", "block"} == {answer["outcome"] for answer in told["decisions"]}
    for place in ("order", "payment"):
        assert 5 <= sum(answer["subject"].startswith(place) for answer in told["decisions"])
    assert 0 == told["parity"]["differences"] < told["parity"]["compared"]
    assert [] == told["replay"]["differing"]
    assert ["A", "B", "C", "D"] == [row["grade"] for row in told["grades"]]


def test_every_decision_of_the_demo_adds_up(told: dict[str, Any]) -> None:
    """Contributions sum to the log-odds of the probability shown; what is held names its evidence."""
    for answer in told["decisions"]:
        for score in answer["contributions"].values():
            total = score["bias"] + math.fsum(score["values"].values())
            assert score["log_odds"] == pytest.approx(total, abs=1e-9)
            assert score["probability"] == pytest.approx(1 / (1 + math.exp(-total)), abs=1e-9)
        if answer["outcome"] != "approve":
            assert answer["reasons"]
            assert all(reason["evidence"] for reason in answer["reasons"])


def test_taken_port_is_refused() -> None:
    """The answers of another program would be taken for ours."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(SetupIncomplete, match="is taken"):
            _free_port("127.0.0.1", other.getsockname()[1])


def test_demo_ends_with_its_service() -> None:
    """A service that dies is said, not waited for."""
    command = [sys.executable, "-c", "raise SystemExit(7)"]
    with subprocess.Popen(command) as died, pytest.raises(SetupIncomplete, match="code 7"):
        _serve_on(died)


def test_running_home_is_not_removed(settings: Settings) -> None:
    """A second demonstration does not take the database from under the first."""
    first = fresh_home(settings, "demo")
    code = (
        "from riskdesk.cli.demo.stages import fresh_home\n"
        "from riskdesk.core.settings import load_settings\n"
        "fresh_home(load_settings(), 'demo')\n"
    )
    environment = os.environ | {"RISKDESK_HOME": str(settings.home)}
    second = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert "a demonstration runs in this home" in second.stderr
    assert first.home.exists()


def test_home_of_others_is_left_alone(settings: Settings) -> None:
    """Only what a demonstration made is ever removed."""
    (settings.home / "demo").mkdir(parents=True)
    (settings.home / "demo" / "books.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(SetupIncomplete, match="was not made by a demonstration"):
        fresh_home(settings, "demo")
    assert (settings.home / "demo" / "books.txt").exists()


def test_service_without_set_up_is_one_sentence(tmp_path: Path) -> None:
    """`riskdesk serve` before `riskdesk init` says what to do, without a traceback."""
    environment = os.environ | {"RISKDESK_HOME": str(tmp_path / "none")}
    done = subprocess.run(
        [*COMMAND, "serve", "--port", "0"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert 2 == done.returncode
    assert "riskdesk init" in done.stderr
    assert "Traceback" not in done.stderr
