"""The header by which a receiver knows who speaks: `t=<seconds>,v1=<hex of HMAC-SHA256>`."""

import hmac
from typing import Final

HEADER: Final = "Riskdesk-Signature"
EVENT_ID: Final = "Riskdesk-Event-Id"


def sign(secret: str, body: bytes, at_seconds: int) -> str:
    """Return the header's value for a body sent at a time.

    The time is signed with the body, so that what was overheard cannot be sent again later.

    >>> sign("whsec_x", b"{}", 0)[:14]
    't=0,v1=7038aea'
    """
    digest = hmac.digest(secret.encode(), f"{at_seconds}.".encode() + body, "sha256").hex()
    return f"t={at_seconds},v1={digest}"
