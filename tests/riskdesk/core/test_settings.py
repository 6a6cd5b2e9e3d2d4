from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from riskdesk.core.errors import SettingInvalid
from riskdesk.core.settings import SettingRow, Settings, describe_settings, load_settings

ROWS = describe_settings()
WITH_DEFAULT = [row for row in ROWS if row.default]
KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="


def test_variables_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Values come from the environment with real types."""
    monkeypatch.setenv("RISKDESK_HOME", "~/desk")
    monkeypatch.setenv("RISKDESK_RESERVATION_TTL", "PT36H")
    monkeypatch.setenv("RISKDESK_PORT", "9000")
    settings = load_settings()
    assert Path.home() / "desk" == settings.home
    assert timedelta(hours=36) == settings.reservation_ttl
    assert 9000 == settings.port


def test_keyword_overrides_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a command was given wins over the environment."""
    monkeypatch.setenv("RISKDESK_PORT", "9000")
    assert 9001 == load_settings(port=9001).port


def test_empty_variable_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable that is set to nothing, as compose files do, counts as not set."""
    monkeypatch.setenv("RISKDESK_DATABASE_URL", "")
    assert load_settings().url.startswith("sqlite:///")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_setting_is_described_in_both_languages(row: SettingRow) -> None:
    """A new setting cannot come without its texts."""
    assert row.text.zh.endswith("。")
    assert row.text.en.endswith(".")
    assert row.text.zh != row.text.en


@pytest.mark.parametrize("row", WITH_DEFAULT, ids=lambda row: row.name)
def test_described_default_can_be_set(row: SettingRow, monkeypatch: pytest.MonkeyPatch) -> None:
    """The default that the documentation shows is one that the variable takes, with the same effect."""
    before = load_settings()
    monkeypatch.setenv(row.name, row.default)
    assert before == load_settings()


def test_secrets_have_no_default() -> None:
    """There is no key that everybody knows."""
    secrets = {row.name: row.default for row in ROWS if row.type == "secret"}
    assert {"RISKDESK_ENCRYPTION_KEY": "", "RISKDESK_MATCHING_KEY": ""} == secrets


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RISKDESK_ZONE", "Mars/Olympus"),
        ("RISKDESK_ZONE", "../../etc/passwd"),
        ("RISKDESK_BASE_CURRENCY", "RMB"),
        ("RISKDESK_LANGUAGE", "fr"),
        ("RISKDESK_CALENDAR", "china"),
        ("RISKDESK_CALLER_CLOCK_SKEW", "-PT5M"),
        ("RISKDESK_RESERVATION_TTL", "a week"),
        ("RISKDESK_CACHE_BYTES", "0"),
        ("RISKDESK_PORT", "65536"),
        ("RISKDESK_WORKERS", "0"),
        ("RISKDESK_MAX_BODY_BYTES", "1 MiB"),
        ("RISKDESK_LOG_LEVEL", "loud"),
        ("RISKDESK_LOG_JSON", "perhaps"),
    ],
)
def test_wrong_value_names_its_variable(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An operator reads which variable to mend."""
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingInvalid) as caught:
        load_settings()
    assert name == caught.value.field


def test_unknown_keyword_is_refused() -> None:
    """A misspelt override does not go unheard."""
    with pytest.raises(SettingInvalid, match="RISKDESK_PROT"):
        load_settings(prot=9000)


def test_settings_are_frozen() -> None:
    """Nothing changes them while the program runs."""
    with pytest.raises(ValidationError, match="frozen"):
        load_settings().port = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("postgresql://u:p@db/desk", "postgresql+psycopg://u:p@db/desk"),
        ("postgres://u@db/desk", "postgresql+psycopg://u@db/desk"),
        ("postgresql+psycopg://u@db/desk", "postgresql+psycopg://u@db/desk"),
        ("sqlite:////var/desk.db", "sqlite:////var/desk.db"),
        (None, "sqlite:////srv/desk/riskdesk.db"),
    ],
)
def test_url_names_the_driver(given: str | None, expected: str) -> None:
    """PostgreSQL goes through psycopg; without a URL the database is a file in the home."""
    assert expected == load_settings(home=Path("/srv/desk"), database_url=given).url


def test_representation_hides_secrets() -> None:
    """Neither keys nor the database's password show when settings are printed."""
    settings = load_settings(
        database_url="postgresql://u:hunter2@db/desk", encryption_key=KEY, matching_key=KEY.lower()
    )
    for shown in (repr(settings), str(settings)):
        assert "hunter2" not in shown
        assert KEY[:8].lower() not in shown.lower()
    assert Settings is type(settings)


@pytest.mark.parametrize(
    "text", ["[", "[]", '{"wage": ["1.00"]}', '{"order": "1.00"}', '{"order": [50000]}'], ids=repr
)
def test_approval_limits_that_are_no_lists_by_document_are_refused(text: str) -> None:
    """No JSON, no object, no such document, no list, a number instead of a decimal text."""
    with pytest.raises(SettingInvalid) as caught:
        load_settings(approval_limits=text)
    assert "RISKDESK_APPROVAL_LIMITS" == caught.value.field
