"""What must not be read in a log: values under telling names, and long numbers wherever they stand."""

import re
from collections.abc import Mapping
from typing import Any, Final

REDACTED: Final = "[redacted]"

_WORDS: Final = frozenset(
    [
        "account",
        "accounts",
        "address",
        "addresses",
        "authorization",
        "bank",
        "body",
        "cipher",
        "contact",
        "cookie",
        "credential",
        "credentials",
        "email",
        "iban",
        "ip",
        "key",
        "keys",
        "mobile",
        "passport",
        "passwd",
        "password",
        "person",
        "phone",
        "phones",
        "secret",
        "session_token",
        "plain",
        "token",
        "tokens",
    ]
)
_NAMES: Final = frozenset({"id_number", "id_card", "national_id", "tax_number"})
# A number that measures: `body_bytes` says how long a body was, not what it said.
_UNITS: Final = frozenset({"bytes", "count", "days", "ms", "us", "seconds", "total"})
_WORD = re.compile(r"[^a-z0-9]+")

# Ids of ours and hashes stand as they are (an alternative that matches first); then nine digits or more,
# or groups of them as accounts, cards and phones are written: 6222 0212 3456, 138-1234-5678.
_DIGITS = re.compile(
    r"(?P<kept>\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b"
    r"|\b(?=[0-9]*[a-f])[0-9a-f]{32,64}\b)"
    r"|\d{9,}|(?<!\d)\d{3,6}(?:[ -]\d{3,4}){2,}\d*"
)


def redact(value: Any, name: str = "") -> Any:
    """Return `value` as it may be logged under `name`; containers are redacted within.

    Numbers are kept (a `seq`, a duration), unless their name tells that they are personal.

    >>> redact({"payee_account": "6222021234", "seq": 182344, "note": "from 6222021234567890"})
    {'payee_account': '[redacted]', 'seq': 182344, 'note': 'from [redacted]'}
    """
    if value is None or isinstance(value, bool):
        return value
    if name and _is_personal(name, value):
        return REDACTED
    if isinstance(value, Mapping):
        return {_without_long_numbers(str(key)): redact(item, str(key)) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [redact(item) for item in value]
    return _redact_scalar(value)


def _redact_scalar(value: Any) -> Any:
    if isinstance(value, (int, float)):
        return value
    if isinstance(value, (bytes, bytearray, memoryview)):
        return REDACTED
    return _without_long_numbers(value if isinstance(value, str) else repr(value))


def _is_personal(name: str, value: Any) -> bool:
    words = _WORD.split(name.lower())
    if isinstance(value, (int, float)) and words[-1] in _UNITS:
        return False
    return not _WORDS.isdisjoint(words) or "_".join(words) in _NAMES


def _without_long_numbers(text: str) -> str:
    return _DIGITS.sub(lambda match: match["kept"] or REDACTED, text)
