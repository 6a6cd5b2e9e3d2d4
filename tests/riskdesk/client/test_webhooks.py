import hmac
import json
from typing import Any

import pytest

from riskdesk.client import AnswerUnreadable, Notice, SignatureInvalid, read_webhook

SECRET = "whsec_known"
NOW = 1_763_640_000
BODY = json.dumps(
    {
        "event_id": "e1",
        "kind": "verdict_recorded",
        "created_at": "2025-11-20T12:00:00+00:00",
        "decision_id": "d1",
        "subject": "order:25SH00137",
        "revision": 0,
        "checkpoint": "order",
        "outcome": "review",
        "seq": 9,
        "verdict": "cleared",
        "action": "release",
        "typology": None,
        "added_later": 1,
    }
).encode()


def signed(body: bytes = BODY, secret: str = SECRET, at: int | str = NOW) -> str:
    """Return a header as the documentation says it is made."""
    return f"t={at},v1=" + hmac.new(secret.encode(), f"{at}.".encode() + body, "sha256").hexdigest()


def read(body: bytes, signature: str | None, **options: Any) -> Notice:
    """Read a webhook at a fixed moment."""
    return read_webhook(body, signature, SECRET, **({"now_seconds": NOW + 1} | options))


def test_a_signed_notice_is_read() -> None:
    """The receiver learns what to do with which document."""
    notice = read(BODY, signed())
    assert ("release", "order:25SH00137", 9) == (notice.action, notice.subject, notice.seq)


def test_a_secret_may_be_changed_in_flight() -> None:
    """Of several signatures one that fits is enough."""
    old = signed(secret="whsec_old").partition(",")[2]
    assert "e1" == read(BODY, f"{signed().partition(',')[0]},{old},{signed().partition(',')[2]}").event_id


@pytest.mark.parametrize(
    "signature",
    [
        None,
        "",
        "v1=abc",
        "t=1,v1=",
        signed(secret="whsec_other"),
        signed(body=BODY + b" "),
        signed(at=NOW - 400),
        signed(at=NOW + 400),
        signed(at=NOW).replace("t=", "t=x"),
        signed(at="-1"),
        f"t={NOW},{signed(at=NOW + 1)}",
        signed().replace("v1=", "v0="),
        signed().replace("v1=", "v1=é"),
        "t=" + "9" * 5000 + ",v1=x",
    ],
)
def test_what_was_not_signed_so_is_refused(signature: str | None) -> None:
    """Missing, malformed, of another secret, body or time."""
    with pytest.raises(SignatureInvalid):
        read(BODY, signature)


def test_the_tolerance_is_the_receivers() -> None:
    """Who accepts more delay says so."""
    assert "e1" == read(BODY, signed(at=NOW - 400), tolerance_seconds=600).event_id


def test_what_is_signed_and_no_notice_is_said_so() -> None:
    """It was not forged; the client may be too old."""
    with pytest.raises(AnswerUnreadable):
        read(b'{"kind": "news"}', signed(b'{"kind": "news"}'))
