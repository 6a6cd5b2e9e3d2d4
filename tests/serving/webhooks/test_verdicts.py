import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from features.imports.mapping_file import load_mapping
from features.imports.run import import_files
from riskdesk.cli.imports import import_command
from riskdesk.core.database.unit import write_unit
from serving.ledger import store as ledger
from serving.ledger.store import Entry
from serving.webhooks.verdicts import enqueue_verdicts

URL = "https://erp.example/riskdesk"
ENTRY = Entry(
    decision_id="d1",
    seq=7,
    horizon=6,
    caller="erp",
    place="order",
    subject_id="25SH00137",
    revision=2,
    checkpoint="delivery",
    as_of_us=1,
    decided_at_us=2,
    outcome="block",
    customer="C1042",
    payee=None,
    request="{}",
    request_hash=b"h",
    query=b"q",
    vector=b"v",
    conclusion="{}",
    versions="{}",
)


def verdict(**said: str) -> dict[str, str]:
    """Return a row as another system's reviewers write it."""
    return {
        "kind": "verdict_recorded",
        "occurred_at": "2025-11-20T10:00:00+08:00",
        "verdict": "cleared",
        "action": "release",
        "reviewer_id": "E9",
        "note": "called C. Li",
        **said,
    }


@pytest.fixture
def file(post: Any, tmp_path: Path) -> Path:
    """A file of verdicts: on two decisions, on one that nobody made, on an order that never passed here."""
    with write_unit(post.runtime.engine) as connection:
        other = replace(ENTRY, decision_id="d2", caller="crm", subject_id="O2", seq=8)
        ledger.insert(connection, [ENTRY, other])
    rows = [
        verdict(decision_id="d1", event_id="v1", subject="order:25SH00137"),
        verdict(decision_id="d2", event_id="v2", subject="order:O2", verdict="confirmed", action="block"),
        verdict(decision_id="d-unknown", event_id="v3", subject="order:O3"),
        verdict(subject="order:O4", event_id="v4"),
    ]
    path = tmp_path / "verdicts.ndjson"
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    return path


def test_imported_verdicts_are_told_once(post: Any, file: Path) -> None:
    """On both databases: as those recorded here, to those who listen for that caller; the file again tells nothing."""
    everybody, only_crm = post.add(URL), post.add(URL, caller="crm")
    post.add(URL, kinds=["decision_recorded"])
    for taken in (4, 0):
        report = import_files(
            post.runtime.engine,
            post.vault,
            post.runtime.settings,
            [file],
            load_mapping("canonical"),
            source="bpm",
            within=enqueue_verdicts,
        )
        assert (taken, 0) == (report.events_taken, report.events_refused)
    said = [(one.endpoint_id, json.loads(one.body)) for one in post.kept()]
    assert {
        (everybody.endpoint_id, "order:25SH00137", "cleared", "release", 2),
        (everybody.endpoint_id, "order:O2", "confirmed", "block", 2),
        (only_crm.endpoint_id, "order:O2", "confirmed", "block", 2),
    } == {(name, body["subject"], body["verdict"], body["action"], body["revision"]) for name, body in said}
    assert 3 == len(said)
    assert {"verdict_recorded"} == {body["kind"] for _, body in said}
    assert all(body["seq"] > 0 and "C. Li" not in json.dumps(body) for _, body in said)


def test_the_command_tells_what_it_imports(post: Any, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`riskdesk import` keeps the notices; a trial run keeps none."""
    monkeypatch.setenv("RISKDESK_HOME", str(post.runtime.settings.home))
    monkeypatch.setenv("RISKDESK_DATABASE_URL", post.runtime.settings.url)
    post.add(URL)
    app = typer.Typer()
    app.command("import")(import_command)
    for options, kept in ((["--dry-run"], 0), ([], 2)):
        result = CliRunner().invoke(app, [str(file), "--source", "bpm", *options], catch_exceptions=False)
        assert (0, kept) == (result.exit_code, len(post.kept()))
