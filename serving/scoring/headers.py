"""Headers of a call to score, read by hand: declared as parameters each takes 15 µs of the framework's time (2026-11)."""

from typing import Any, Final

from fastapi import Request

from riskdesk.core.errors import InputInvalid
from riskdesk.core.i18n import Language, choose_language

_MOST_MS: Final = 60_000

ACCEPT_LANGUAGE: Final[dict[str, Any]] = {
    "name": "Accept-Language",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "zh-CN or en.",
}
DOCUMENTED: Final[dict[str, Any]] = {
    "parameters": [
        ACCEPT_LANGUAGE,
        {
            "name": "X-Deadline-Ms",
            "in": "header",
            "required": False,
            "schema": {"type": "integer", "minimum": 1, "maximum": _MOST_MS},
            "description": "How long the call may wait for its turn; then it is dropped undecided, with 503.",
        },
    ]
}
"""What the interface's document says of them."""


def language_of(request: Request) -> Language:
    """Return the language that the caller asks for, else the company's."""
    return choose_language(
        request.headers.get("accept-language"), request.app.state.runtime.settings.language
    )


def deadline_ms_of(request: Request) -> int | None:
    """Return how many milliseconds the call may wait for its turn; None where it does not say.

    Raises
    ------
    InputInvalid
        No whole number from 1 to 60,000.
    """
    return read_deadline_ms(request.headers.get("x-deadline-ms"))


def read_deadline_ms(named: str | None) -> int | None:
    """Return the milliseconds that a header names; raises as `deadline_ms_of`."""
    if named is None:
        return None
    is_number = named.isascii() and named.isdigit() and len(named) <= 5
    if not is_number or not 1 <= int(named) <= _MOST_MS:
        raise InputInvalid("expected whole milliseconds from 1 to 60000", field="X-Deadline-Ms")
    return int(named)
