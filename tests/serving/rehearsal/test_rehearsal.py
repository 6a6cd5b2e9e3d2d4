import base64
import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from typer.testing import CliRunner

from riskdesk.cli.app import app
from riskdesk.core import jit
from riskdesk.core.settings import Settings
from serving.rehearsal import done
from serving.rehearsal.rehearse import rehearse

COMPILED = """
import gc
from numba.core.dispatcher import Dispatcher
def compiled():
    found = [one for one in gc.get_objects() if isinstance(one, Dispatcher)]
    ours = [one for one in found if one.py_func.__module__.split(".")[0] in ("features", "models", "serving")]
    return sorted({f"{one.py_func.__module__}.{one.py_func.__name__}{one_of}" for one in ours for one_of in one.signatures})
"""
REHEARSED = (
    COMPILED
    + """
import json
from riskdesk.core.settings import load_settings
from serving.rehearsal.rehearse import rehearse
list(rehearse(load_settings()))
print(json.dumps(compiled()))
"""
)
SERVED = (
    COMPILED
    + """
import json, sys
from starlette.testclient import TestClient
from riskdesk.cli.demo.company import NOW_US
from riskdesk.core.clock import FixedClock
from riskdesk.core.settings import load_settings
from serving.app import create_app
calls = json.load(sys.stdin)
with TestClient(create_app(load_settings(), FixedClock(NOW_US))) as client:
    for method, path, body in calls["calls"]:
        reply = client.request(method, path, json=body, headers=calls["headers"])
        assert reply.status_code == 200, reply.text
print(json.dumps(compiled()))
"""
)

GROWN = (
    COMPILED
    + """
import json
import numpy as np
from features.kernel.arena import Arena
from models.scoring.isolation import isolation_one, isolation_rank
from models.scoring.loaded import load
from riskdesk.core.settings import load_settings
from serving.rehearsal.bundles import smallest
from serving.runtime import open_runtime
arena = Arena()
for key in range(1, 20_000):
    arena.restore(0, key, np.zeros((arena.postings.shape[0], 0), np.int64))
forest = load(smallest("order_anomaly", open_runtime(load_settings()).parameters)).forest
row = np.full(len(forest.medians), np.nan)
isolation_rank(forest, row), isolation_one(forest, row)
print(json.dumps(compiled()))
"""
)


@pytest.fixture
def apart(house: Any, world: ModuleType) -> Any:
    """Run a program in a process of its own on the house; return the JSON of its last line."""
    environment = os.environ | {
        "RISKDESK_HOME": str(house.settings.home),
        "RISKDESK_DATABASE_URL": house.settings.url,
        "RISKDESK_ENCRYPTION_KEY": base64.b64encode(world.KEYS.encryption).decode(),
        "RISKDESK_MATCHING_KEY": base64.b64encode(world.KEYS.matching).decode(),
        "RISKDESK_LOG_LEVEL": "error",
    }

    def run(program: str, said: Any = None) -> Any:
        told = json.dumps(said)
        ended = subprocess.run(
            [sys.executable, "-c", program],
            input=told,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert 0 == ended.returncode, ended.stderr[-2_000:]
        return json.loads(ended.stdout.splitlines()[-1])

    return run


def test_what_an_answer_runs_was_rehearsed(
    house: Any, world: ModuleType, rows: list[dict[str, Any]], apart: Any
) -> None:
    """No kernel that a service needs for orders, payments, events, verdicts and credit is left to be compiled."""
    order = next(row for row in rows if row["kind"] == "order_placed")
    paid = next(row for row in rows if row["kind"] == "payment_executed")
    asked = world.order(
        "O-1", order["customer_id"], salesperson_id=order.get("salesperson_id"), ip="10.1.2.3"
    )
    # a key of a few events is read in another way than one of many
    house.append(world.registered("C-FEW"), world.limit("C-FEW", "90000.00"))
    known = world.payment("P-1", payee_id=paid["payee_id"], requester_id=paid.get("requester_id", "E12"))
    calls = [
        ("POST", "/v1/orders/score", asked),
        ("POST", "/v1/orders/score", world.order("O-2", "C-NEW")),
        ("POST", "/v1/orders/score", {**asked, "order_id": "O-3"}),
        ("POST", "/v1/orders/score", world.order("O-5", "C-FEW")),
        ("POST", "/v1/payments/score", known),
        ("POST", "/v1/payments/score", world.payment("P-2")),
        (
            "POST",
            "/v1/events",
            [{"kind": "order_cancelled", "occurred_at": asked["occurred_at"], "order_id": "O-3"}],
        ),
        ("GET", f"/v1/customers/{order['customer_id']}/credit", None),
        ("POST", "/v1/orders/score", {**asked, "order_id": "O-4"}),
    ]
    rehearsed, served = apart(REHEARSED), apart(SERVED, {"calls": calls, "headers": house.headers()})
    assert served
    assert [] == [one for one in served if one not in rehearsed]


def test_what_only_large_companies_and_forests_run_was_rehearsed(apart: Any) -> None:
    """An index that grows, and a forest with its reasons, find their kernels compiled."""
    rehearsed, used = apart(REHEARSED), apart(GROWN)
    assert {"features.kernel.index.enter_all", "models.scoring.isolation._fill"} <= {
        name.partition("(")[0] for name in used
    }
    assert [] == [one for one in used if one not in rehearsed]


def test_a_rehearsal_leaves_a_mark_and_nothing_else(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each step is said in both languages before it is taken; the installation itself is not touched."""
    monkeypatch.setattr(done, "cache_folder", lambda _part: str(tmp_path / "code"))
    home = settings.model_copy(update={"home": tmp_path / "untouched"})
    assert not done.is_done()
    steps = list(rehearse(home))
    assert all(step.render("zh") != step.render("en") for step in steps)
    assert (2, True, False) == (len(steps), done.is_done(), home.home.exists())


@pytest.mark.parametrize("currency", ["JPY", "KWD"])
def test_books_in_any_currency_are_rehearsed(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, currency: str
) -> None:
    """Currencies without decimals, and with three of them."""
    monkeypatch.setattr(done, "cache_folder", lambda _part: str(tmp_path / "code"))
    list(rehearse(settings.model_copy(update={"base_currency": currency})))
    assert done.is_done()


def test_where_nothing_can_be_kept_there_is_no_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a folder for machine code nothing is remembered, and nothing fails."""
    monkeypatch.setattr(done, "cache_folder", lambda _part: "")
    done.say_done()
    assert not done.is_done()


@pytest.mark.parametrize(("language", "word"), [("zh", "就绪"), ("en", "ready")])
def test_init_says_that_all_is_compiled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, word: str
) -> None:
    """Once rehearsed on this machine it is done at once; people and programs are told."""
    monkeypatch.setattr("serving.rehearsal.rehearse.is_done", lambda: True)
    environment = {"RISKDESK_HOME": str(tmp_path), "RISKDESK_LANGUAGE": language}
    told = CliRunner().invoke(app, ["init"], env=environment)
    assert (0, True) == (told.exit_code, word in told.stdout)
    said = CliRunner().invoke(app, ["init", "--json"], env=environment)
    assert json.loads(said.stdout.splitlines()[-1])["compiled"]


def test_machine_code_is_kept_where_the_program_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It goes below `XDG_CACHE_HOME`, under the digest of the sources as ever; without any place numba chooses."""
    beside = Path(jit.cache_folder.__wrapped__("features"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(
        "riskdesk.core.jit.os.access", lambda path, _mode: Path(path).is_relative_to(tmp_path)
    )
    assert str(tmp_path / "riskdesk" / beside.name) == jit.cache_folder.__wrapped__("features")
    monkeypatch.setattr("riskdesk.core.jit.os.access", lambda _path, _mode: False)
    assert "" == jit.cache_folder.__wrapped__("features")
