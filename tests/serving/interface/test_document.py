import http.client
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from riskdesk.core.settings import load_settings
from serving.app import create_app

needs_schemathesis = pytest.mark.skipif(find_spec("schemathesis") is None, reason="not installed")
CONFIGURATION = Path(__file__).with_name("schemathesis.toml")


OF_THE_SERVICE = {
    "database_unavailable",
    "queue_full",
    "internal_error",
    "error",
    "explanation_broken",
    "cipher_broken",
}
"""Codes of errors that no caller can cause."""
EVENING_US = 13 * 3_600 * 1_000_000
"""The examples of the document speak of an hour that has come by then."""


@pytest.fixture
def served(house: Any, world: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The service in a process of its own, in which a call that names no deadline is waited for."""
    monkeypatch.setenv("RISKDESK_DEADLINE", "PT1M")
    monkeypatch.setenv("RISKDESK_DEMO_NOW_US", str(house.clock.now_us() + EVENING_US))
    house.append(world.registered("C1042"))
    with world.running(house) as (service,):
        yield service


@pytest.fixture
def configuration(served: Any, world: ModuleType, tmp_path: Path) -> Path:
    """How Schemathesis is to try it, with ids of what is there."""
    with served.caller() as caller:
        status, made = caller.post("/v1/orders/score", world.order("O-1", "C1042"))
    assert 200 == status
    known = {
        "customers": "C1042",
        "decisions": made["decision_id"],
        "reservations": made["reservation"]["id"],
    }
    lines = [f'{name}.values = ["{value}"]' for name, value in known.items()]
    path = tmp_path / "schemathesis.toml"
    path.write_text(CONFIGURATION.read_text(encoding="utf-8") + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def operations() -> int:
    """Return how many operations the document has."""
    return sum(len(methods) for methods in create_app(load_settings()).openapi()["paths"].values())


def tried(service: Any, configuration: Path, key: str | None, *options: str) -> None:
    """Try every operation of the running service's document with every check; fail with what was found."""
    headers = [] if key is None else ["--header", f"Authorization: Bearer {key}"]
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(configuration), "run"]
    command += [f"http://127.0.0.1:{service.port}/openapi.json", *headers, *options]
    done = subprocess.run(command, cwd=configuration.parent, capture_output=True, text=True, check=False)
    assert 0 == done.returncode, done.stdout + done.stderr
    assert f"Tested: {operations()}\n" in done.stdout, done.stdout
    assert set() == failures(service) & OF_THE_SERVICE


def failures(service: Any) -> set[str]:
    """Return the codes of all errors that the service has answered with."""
    with closing(http.client.HTTPConnection("127.0.0.1", service.port, timeout=30)) as connection:
        connection.request("GET", "/metrics")
        text = connection.getresponse().read().decode()
    lines = [line for line in text.splitlines() if line.startswith("riskdesk_failures_total{")]
    return {line.split('"')[1] for line in lines}


@needs_schemathesis
def test_whatever_is_sent_with_a_key(house: Any, served: Any, configuration: Path) -> None:
    """Every operation answers as the document says, and what it decided can be replayed."""
    tried(served, configuration, house.keys["all"], "--seed", "7", "--max-examples", "5")
    assert house.count("decisions") > 1
    served.stop()
    house.is_proven()


@needs_schemathesis
def test_whatever_is_sent_without_a_key(house: Any, served: Any, configuration: Path) -> None:
    """Nobody gets anything but errors, as the document says, and nothing is kept."""
    kept = house.count("events"), house.count("decisions")
    tried(served, configuration, None, "--seed", "7", "--max-examples", "5")
    assert kept == (house.count("events"), house.count("decisions"))


@needs_schemathesis
@pytest.mark.prove
@pytest.mark.parametrize("key", ["all", "read", None])
def test_whatever_is_sent_for_long(house: Any, served: Any, configuration: Path, key: str | None) -> None:
    """Hundreds of cases for every operation, others in each run; the report names its seed."""
    tried(served, configuration, house.keys[key] if key else None, "--max-examples", "300")
    served.stop()
    house.is_proven()


def answers(house: Any) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield route, status and description of every answer in the document."""
    for path, operations in create_app(house.settings).openapi()["paths"].items():
        for method, said in operations.items():
            for status, answer in said["responses"].items():
                yield f"{method} {path}", status, answer


def test_errors_are_documented_as_they_are_sent(house: Any) -> None:
    """Every error of an operation is a problem document, and says when to come again or how to be known."""
    found = list(answers(house))
    assert len(found) > 40
    for route, status, answer in found:
        if "/v1/" in route and status >= "400":
            assert ["application/problem+json"] == list(answer["content"]), route
        if status in {"401", "503"}:
            assert [{"401": "WWW-Authenticate", "503": "Retry-After"}[status]] == list(answer["headers"])
