"""The header by which a receiver knows who speaks: `t=<seconds>,v1=<hex of HMAC-SHA256>`, a `v1` for each secret."""

import hmac
from typing import Final

HEADER: Final = "Riskdesk-Signature"
EVENT_ID: Final = "Riskdesk-Event-Id"


def sign(secret: str, body: bytes, at_seconds: int) -> str:
    """Return the header's value for a body sent at a time.

    The time is signed with the body, so that what was overheard cannot be sent again later.

    Parameters
    ----------
    secret
        The endpoint's; while one is being changed both, the new one first, with a space between: each signs.

    >>> sign("whsec_x", b"{}", 0)[:14], sign("whsec_new whsec_old", b"{}", 0).count(",v1=")
    ('t=0,v1=7038aea', 2)
    """
    signed = f"{at_seconds}.".encode() + body
    digests = (hmac.digest(one.encode(), signed, "sha256").hex() for one in secret.split())
    return f"t={at_seconds}," + ",".join(f"v1={digest}" for digest in digests)
