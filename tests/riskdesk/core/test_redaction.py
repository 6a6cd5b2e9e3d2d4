from typing import Any

import pytest

from riskdesk.core.redaction import REDACTED, redact


@pytest.mark.parametrize(
    "name",
    [
        "account",
        "payee_account",
        "phone",
        "address",
        "ip_address",
        "person_id",
        "id_number",
        "Authorization",
        "api_key",
        "X-Api-Key",
        "token",
        "body",
        "request_body",
        "email",
        "iban",
        "password",
        "cookie",
        "ip",
    ],
)
@pytest.mark.parametrize("value", ["short", 12345, ["a"], {"b": "c"}, b"d"])
def test_telling_names_hide_any_value(name: str, value: object) -> None:
    """Whatever stands under such a name is not logged."""
    assert REDACTED == redact(value, name)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("seq", 182_344_000_000),
        ("occurred_at_us", 1_790_000_000_000_000),
        ("body_bytes", 2048),
        ("cache_key_count", 3),
        ("decision_id", "01990000-1234-7123-8123-123456789012"),
        ("bundle", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
        ("timestamp", "2026-11-20T22:14:05.123456Z"),
        ("order_id", "25SH00137"),
        ("note", "2026-11-20 22:14, 85,000.00, seq 18234400"),
        ("salesperson_id", "E77"),
        ("person", None),
        ("ok", True),
        ("pd", 0.021),
    ],
)
def test_what_operators_need_stays(name: str, value: object) -> None:
    """Ids, hashes, times, amounts and counts are logged as they are."""
    assert value == redact(value, name)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from 6222021234567890 today", f"from {REDACTED} today"),
        ("6222 0212 3456 7890", REDACTED),
        ("6222 0212 3456 7890 123", REDACTED),
        ("call 138-1234-5678", f"call {REDACTED}"),
        ("call +8613812345678", f"call +{REDACTED}"),
        ("DE89370400440532013000", f"DE{REDACTED}"),
        ("11010119900307123X", f"{REDACTED}X"),
        ("\N{FULLWIDTH DIGIT SIX}" * 12, REDACTED),
    ],
)
def test_long_numbers_are_hidden_anywhere(text: str, expected: str) -> None:
    """Accounts, cards, phones and persons' numbers in free text, spelt in the usual ways."""
    assert expected == redact(text, "note")


def test_redacts_within_containers() -> None:
    """Names count at every depth, and numbers in keys too."""
    value: dict[str, Any] = {"rows": [{"phone": "1", "n": 1}], "6222021234567890": ("a", "13812345678")}
    assert {"rows": [{"phone": REDACTED, "n": 1}], REDACTED: ["a", REDACTED]} == redact(value)


def test_other_objects_are_shown_redacted() -> None:
    """An exception given as a value is written as text without its numbers."""
    assert f"ValueError('no account {REDACTED}')" == redact(
        ValueError("no account 6222021234567890"), "error"
    )


def test_bytes_are_never_shown() -> None:
    """Raw bytes may be anything."""
    assert REDACTED == redact(b"abc", "payload")
