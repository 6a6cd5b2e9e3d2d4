import json
import re
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from features.catalogue.parameters import DEFAULT_PARAMETERS
from features.catalogue.program import NAMES
from features.history.reader import Reader
from features.offline import History
from riskdesk.cli.app import app
from riskdesk.core.calendar import WorkingCalendar
from riskdesk.core.database.engine import open_engine
from riskdesk.core.database.unit import read_unit
from riskdesk.core.errors import InputInvalid
from riskdesk.core.settings import load_settings

MONEY = {"amount": "1200.00", "currency": "CNY"}


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder beside a home whose log holds twelve orders and as many payments."""
    monkeypatch.setenv("RISKDESK_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("RISKDESK_LANGUAGE", "en")
    rows = []
    for i in range(12):
        when = {"occurred_at": f"2026-03-{i + 1:02d}T10:00:00+08:00", **MONEY}
        rows.append({"kind": "order_placed", "order_id": f"O{i}", "customer_id": f"C{i % 3}", **when})
        paid = {"payment_id": f"P{i}", "kind_of_payment": "supplier", "payee_id": "S1", "requester_id": "E1"}
        rows.append({"kind": "payment_executed", "payee_account": "6222 0212 3456", **paid, **when})
    file = tmp_path / "history.ndjson"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert 0 == run("init").exit_code
    assert 0 == run("import", str(file)).exit_code
    return tmp_path / "vectors"


def run(*words: str) -> Result:
    """Run a command."""
    return CliRunner().invoke(app, list(words))


def test_the_vectors_of_the_log_stand_in_files(out: Path) -> None:
    """What the command wrote is what one history in memory gives, and it says how much that is."""
    told = run("features", "backfill", "--out", str(out), "--partitions", "2", "--json")
    manifest = json.loads(told.stdout.splitlines()[-1])
    assert manifest == json.loads((out / "manifest.json").read_text("utf-8")) | {"out": str(out)}
    assert {"order": 12, "payment": 12, "claim": 0} == manifest["vectors"]
    settings = load_settings()
    with read_unit(open_engine(settings.url)) as connection:
        reader = Reader(WorkingCalendar(settings.calendar, settings.zone))
        history = History.read(connection, reader, DEFAULT_PARAMETERS)
    rows = pq.read_table(out / manifest["files"][0]["name"], filters=[("place", "==", "order")])
    found = np.stack([rows.column(name).to_numpy() for name in NAMES], axis=1)
    np.testing.assert_array_equal(history.vectors(history.order_queries()), found)


def test_the_result_is_a_sentence(out: Path) -> None:
    """For people: how many of what, and where."""
    told = run("features", "backfill", "--out", str(out), "--place", "order", "--memory", "1GB")
    assert re.match(r"12 orders, 0 payments, 0 claims of \d+ events:", told.stdout)
    assert str(out) in told.stdout.replace("\n", "")


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (["--partitions", "2", "--memory", "1GB"], "partitions"),
        (["--memory", "much"], "memory"),
        (["--memory", "1MB"], "memory"),
        (["--partitions", "0"], "partitions"),
    ],
)
def test_what_cannot_be_is_refused(out: Path, words: list[str], field: str) -> None:
    """The field is named, and no folder is made."""
    told = run("features", "backfill", "--out", str(out), *words)
    assert isinstance(told.exception, InputInvalid)
    assert field == told.exception.field
    assert not out.exists()
