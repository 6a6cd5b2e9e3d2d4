"""The programs of the page run against the service, and say what the interface says even where they cannot run."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
import uvicorn

from riskdesk.client import Client, Decision, Order, Verdict
from riskdesk.core.settings import Settings
from serving.app import create_app
from serving.scoring.schemas import OrderToScore
from serving.security.keys import make_key

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "how-to" / "call-the-service.md").read_text("utf-8")
ADDRESS = "http://127.0.0.1:8700"


def block(language: str) -> str:
    """Return the one block of the page in this language."""
    (found,) = re.findall(rf"^```{re.escape(language)}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    return str(found)


def curl_line() -> str:
    """Return the call by curl, its time set to now."""
    (found,) = [
        text for text in re.findall(r"^```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL) if "curl" in text
    ]
    return re.sub(r'"occurred_at": "[^"]+"', f'"occurred_at": "{datetime.now(UTC).isoformat()}"', found)


@pytest.fixture
def served(settings: Settings, sqlite_database: sa.Engine) -> Iterator[dict[str, str]]:
    """The service on a port of its own; where it is, and a key."""
    house = settings.model_copy(update={"database_url": str(sqlite_database.url), "log_level": "error"})
    key = make_key(sqlite_database, "erp", ["score", "read", "verdict"], now_us=int(time.time() * 1e6))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(create_app(house), log_config=None, access_log=False)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            give_up = time.monotonic() + 60
            while not server.started and thread.is_alive() and time.monotonic() < give_up:
                time.sleep(0.02)
            yield {"address": f"http://127.0.0.1:{listener.getsockname()[1]}", "KEY": key}
        finally:
            server.should_exit = True
            thread.join(timeout=60)


def needed(tool: str) -> str:
    """Return where a tool is; the test is skipped on a machine without it."""
    found = shutil.which(tool)
    if found is None:
        pytest.skip(f"{tool} is not on this machine")
    return found


def run(command: list[str], environment: Mapping[str, str], said: bytes = b"") -> list[str]:
    """Run a program of the page and return the lines that it printed."""
    done = subprocess.run(
        command, env=os.environ | dict(environment), input=said, capture_output=True, timeout=120, check=False
    )
    assert 0 == done.returncode, done.stderr.decode()
    return done.stdout.decode().splitlines()


def written(path: Path, program: str, served: Mapping[str, str] | None = None) -> str:
    """Write a program, pointed at the service under test."""
    assert served is None or ADDRESS in program
    path.write_text(program if served is None else program.replace(ADDRESS, served["address"]), "utf-8")
    return str(path)


def test_curl_gets_an_answer(served: dict[str, str]) -> None:
    """The command of the page is answered with a decision."""
    line = curl_line().replace(ADDRESS, served["address"])
    (said,) = run([needed("bash"), "-c", line], served) if shutil.which("curl") else [needed("curl")]
    answer = json.loads(said)
    assert ("order:25SH00137", "review") == (answer["subject"], answer["outcome"])


def test_python_gets_answers(served: dict[str, str], tmp_path: Path) -> None:
    """Both clients of the page run as they stand, and the order is decided once."""
    program = written(tmp_path / "score.py", block("python score"), served)
    first = run([sys.executable, program], served)
    assert "review" == first[0]
    assert len(first) > 1
    assert ["review"] == run(
        [sys.executable, written(tmp_path / "a.py", block("python async"), served)], served
    )


def test_polling_learns_of_a_release(served: dict[str, str], tmp_path: Path) -> None:
    """The program of the page says to wait until somebody has judged, then what was said."""
    program = written(tmp_path / "poll.py", block("python poll"), served)
    order = Order(
        order_id="25SH00141",
        customer_id="C1042",
        amount=Decimal("85000.00"),
        currency="CNY",
        occurred_at=datetime.now(UTC),
    )
    with Client(served["address"], served["KEY"]) as client:
        held = client.score_order(order)
        assert isinstance(held, Decision)
        environment = served | {"DECISION_ID": held.decision_id}
        assert ["wait"] == run([sys.executable, program], environment)
        client.record_verdict(held.decision_id, Verdict(verdict="cleared", action="release"))
    assert ["release"] == run([sys.executable, program], environment)


def test_java_gets_an_answer(served: dict[str, str], tmp_path: Path) -> None:
    """The program of the page compiles and prints the outcome."""
    program = written(tmp_path / "ScoreOrder.java", block("java score"), served)
    assert ["review"] == run([needed("java"), program], served)


def test_javascript_gets_an_answer(served: dict[str, str], tmp_path: Path) -> None:
    """The program of the page prints the outcome."""
    program = written(tmp_path / "score.mjs", block("javascript score"), served)
    assert ["review"] == run([needed("node"), program], served)


@pytest.mark.parametrize("language", ["java", "javascript", "python"])
def test_no_answer_is_a_review(language: str, tmp_path: Path) -> None:
    """Where nobody listens, each program gives up at its deadline and says review."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        nowhere = {"address": f"http://127.0.0.1:{probe.getsockname()[1]}", "KEY": "rd_none"}
    names = {"java": ("ScoreOrder.java", "java"), "javascript": ("score.mjs", "node")}
    name, tool = names.get(language, ("score.py", sys.executable))
    program = written(tmp_path / name, block(f"{language} score"), nowhere)
    begun = time.monotonic()
    assert ["review"] == run([needed(tool), program], nowhere)
    assert time.monotonic() - begun < 60.0


def test_calls_are_those_of_the_interface(settings: Settings) -> None:
    """Paths, headers and fields that curl, Java and JavaScript name are in the interface's document."""
    document = create_app(settings).openapi()
    fields = set(OrderToScore.model_fields)
    needed_fields = {name for name, info in OrderToScore.model_fields.items() if info.is_required()}
    said = document["paths"]["/v1/orders/score"]["post"]
    known = {one["name"] for one in said["parameters"] if one["in"] == "header"} | {"Content-Type"}
    schemes = document["components"]["securitySchemes"].values()
    assert {"bearer"} == {one["scheme"] for one in schemes}
    for program in (curl_line(), block("java score"), block("javascript score")):
        assert {"/v1/orders/score"} == set(re.findall(re.escape(ADDRESS) + r"([\w/]+)", program))
        headers = set(re.findall(r'"(Authorization|Content-Type|Accept-[\w-]+|X-[\w-]+)', program))
        assert {"Authorization", "Content-Type", "Accept-Language"} <= headers <= known | {"Authorization"}
        named = set(
            re.findall(r'["\s{](order_id|[a-z]+(?:_[a-z]+)+|amount|currency|reserve|ip)"?: ', program)
        )
        assert set() == named - fields
        assert needed_fields <= named
