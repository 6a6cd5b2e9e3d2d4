import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from riskdesk.cli.app import app
from riskdesk.core.clock import SystemClock, parse_time
from riskdesk.core.crypto import Vault
from riskdesk.core.database.tables import webhook_endpoints, webhook_outbox
from riskdesk.core.database.unit import read_unit, write_unit
from riskdesk.core.errors import InputInvalid, NotFound
from riskdesk.core.keys import load_keys
from riskdesk.core.settings import Settings, load_settings
from serving.webhooks import outbox, store
from serving.webhooks.notices import Notice
from serving.webhooks.signing import SEALED_AS, unseal

URL = "https://erp.example/riskdesk"


@pytest.fixture(autouse=True)
def _home(settings: Settings, migrated_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home with keys and tables, named by the environment as an operator does."""
    settings.home.mkdir(exist_ok=True)
    (settings.home / "riskdesk.db").write_bytes(migrated_file.read_bytes())
    monkeypatch.setenv("RISKDESK_HOME", str(settings.home))


@pytest.fixture
def engine(settings: Settings) -> sa.Engine:
    """The database of the home."""
    from riskdesk.core.database.engine import open_engine

    return open_engine(settings.url)


def said(*words: str) -> Any:
    """Return what a command says as JSON."""
    result = CliRunner().invoke(app, ["webhooks", *words, "--json"], catch_exceptions=False)
    assert 0 == result.exit_code
    return json.loads(result.stdout.splitlines()[-1])


def test_an_endpoint_is_added_listed_and_disabled(engine: sa.Engine) -> None:
    """Its secret is shown once and kept as ciphertext that the company's key opens."""
    added = said("add", URL, "--kinds", "verdict_recorded,decision_recorded", "--caller", "erp")
    with read_unit(engine) as connection:
        (kept,) = store.all_endpoints(connection)
    assert added["secret"] == Vault(load_keys(load_settings())).open(SEALED_AS, kept.secret)
    assert added["secret"] not in kept.secret
    (row,) = said("list")["endpoints"]
    assert (URL, "erp", False, ["decision_recorded", "verdict_recorded"]) == (
        row["url"],
        row["caller"],
        row["disabled"],
        row["kinds"],
    )
    assert added["secret"] not in json.dumps(said("list"))
    assert {"disabled": added["endpoint_id"]} == said("disable", added["endpoint_id"])
    assert said("list")["endpoints"][0]["disabled"]
    with pytest.raises(NotFound):
        said("disable", added["endpoint_id"])
    engine.dispose()


def test_a_secret_is_changed_in_two_steps(engine: sa.Engine) -> None:
    """Both secrets are kept as one ciphertext until the change is finished; an endpoint that ended has none to change."""
    added = said("add", URL)
    endpoint_id, vault = added["endpoint_id"], Vault(load_keys(load_settings()))

    def kept() -> list[str]:
        with read_unit(engine) as connection:
            (one,) = store.all_endpoints(connection)
        return unseal(vault, one.secret).secrets.split()

    assert {"endpoint_id": endpoint_id, "ended": False} == said("rotate", endpoint_id, "--finish")
    second = said("rotate", endpoint_id)["secret"]
    assert [second, added["secret"]] == kept()
    third = said("rotate", endpoint_id)["secret"]
    assert [third, second] == kept()
    assert {"endpoint_id": endpoint_id, "ended": True} == said("rotate", endpoint_id, "--finish")
    assert [third] == kept()
    for words in (["rotate", endpoint_id], ["rotate", endpoint_id, "--finish"]):
        assert 0 == CliRunner().invoke(app, ["webhooks", *words], catch_exceptions=False).exit_code
    said("disable", endpoint_id)
    for words in (["rotate", endpoint_id], ["rotate", "nobody", "--finish"]):
        with pytest.raises(NotFound):
            said(*words)
    engine.dispose()


def listed(language: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return what `webhooks list` prints for people, in a terminal wide enough for the whole table."""
    monkeypatch.setenv("RISKDESK_LANGUAGE", language)
    monkeypatch.setenv("COLUMNS", "200")
    return CliRunner().invoke(app, ["webhooks", "list"], catch_exceptions=False).stdout


def test_an_unfinished_change_of_a_secret_is_seen(engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Since when and until what both secrets sign, in both languages; nothing of it once it is finished."""
    added = said("add", URL)
    endpoint_id = added["endpoint_id"]
    quiet = {"state": "none", "since": None}
    assert quiet == said("list")["endpoints"][0]["secret_change"]
    before_us = SystemClock().now_us()
    second = said("rotate", endpoint_id)["secret"]
    change = said("list")["endpoints"][0]["secret_change"]
    assert "unfinished" == change["state"]
    assert before_us <= parse_time(change["since"], field="since") <= SystemClock().now_us()
    until = f"riskdesk webhooks rotate {endpoint_id} --finish"
    for language, words in (
        ("en", f"unfinished since {change['since']}"),
        ("zh", f"自 {change['since']} 起未完成"),
    ):
        told = listed(language, monkeypatch)
        assert words in told
        assert until in told
        assert not {second, added["secret"]} & set(told.split())
    said("rotate", endpoint_id, "--finish")
    assert quiet == said("list")["endpoints"][0]["secret_change"]
    assert until not in listed("en", monkeypatch)
    engine.dispose()


def test_a_change_from_before_the_upgrade_is_seen_too(
    engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two secrets that were sealed without a time are an unfinished change of unknown beginning."""
    said("add", URL)
    sealed = Vault(load_keys(load_settings())).encrypt(SEALED_AS, "whsec_new whsec_old")
    with write_unit(engine) as connection:
        connection.execute(sa.update(webhook_endpoints).values(secret=sealed))
    assert {"state": "unfinished", "since": None} == said("list")["endpoints"][0]["secret_change"]
    assert "since before the upgrade" in listed("en", monkeypatch)
    engine.dispose()


def test_a_secret_that_does_not_open_is_seen(engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list comes all the same and names the endpoint; of one that was disabled nothing is said."""
    endpoint_id = said("add", URL)["endpoint_id"]
    with write_unit(engine) as connection:
        connection.execute(sa.update(webhook_endpoints).values(secret="AAAA"))
    assert {"state": "unreadable", "since": None} == said("list")["endpoints"][0]["secret_change"]
    for language, words in (("en", "add it anew"), ("zh", "请重新添加")):
        assert words in listed(language, monkeypatch)
    said("disable", endpoint_id)
    assert "add it anew" not in listed("en", monkeypatch)
    engine.dispose()


@pytest.mark.parametrize(
    "words",
    [["http://erp.example/"], ["https://127.0.0.1/"], [URL, "--kinds", "orders"], [URL, "--kinds", ""]],
)
def test_what_cannot_be_told_is_refused(words: list[str], engine: sa.Engine) -> None:
    """A wrong address or kind leaves no endpoint."""
    with pytest.raises(InputInvalid):
        said("add", *words)
    assert [] == said("list")["endpoints"]
    engine.dispose()


def test_an_address_within_the_house_needs_the_operators_word() -> None:
    """`--private` takes plain HTTP to a private address."""
    assert said("add", "http://10.0.0.7:8080/riskdesk", "--private")["endpoint_id"]


def test_dead_notices_are_shown_and_tried_anew(engine: sa.Engine) -> None:
    """What was given up is listed with its reason; one event or all are tried again."""
    endpoint_id = said("add", URL, "--kinds", "decision_recorded")["endpoint_id"]
    with write_unit(engine) as connection:
        about = {"subject": "order:O1", "outcome": "block"}
        assert 2 == outbox.enqueue(
            connection, [Notice("decision_recorded", one, "erp", about) for one in ("d1", "d2")], 5
        )
        dying = {"next_try_us": None, "dead_at_us": 6, "tries": 18, "last_error": "silent"}
        connection.execute(sa.update(webhook_outbox).values(dying))
    rows = said("dead")["dead"]
    assert {("d1", "silent", 18, endpoint_id), ("d2", "silent", 18, endpoint_id)} == {
        (row["decision_id"], row["error"], row["tries"], row["endpoint_id"]) for row in rows
    }
    assert 1 == len(said("dead", "--limit", "1")["dead"])
    assert {"revived": 1} == said("retry", rows[0]["event_id"])
    with pytest.raises(NotFound):
        said("retry", rows[0]["event_id"])
    assert {"revived": 1} == said("retry")
    assert [] == said("dead")["dead"]
    assert 2 == said("list")["waiting"]
    engine.dispose()


@pytest.mark.parametrize("words", [["list"], ["dead"], ["retry"], ["add", URL]])
def test_people_are_answered_too(words: list[str]) -> None:
    """Without `--json` a command says what it did in words."""
    result = CliRunner().invoke(app, ["webhooks", *words], catch_exceptions=False)
    assert 0 == result.exit_code
    assert result.stdout.strip()
