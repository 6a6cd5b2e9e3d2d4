"""The signed cookie of the desk: who signed in by which key, and the token that its forms carry."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from itsdangerous import BadData, URLSafeSerializer

from riskdesk.core.clock import SECOND_US
from riskdesk.core.errors import Forbidden
from riskdesk.core.keys import load_keys
from riskdesk.core.settings import Settings

COOKIE: Final = "riskdesk_desk"
LANGUAGE_COOKIE: Final = "riskdesk_language"
PATH: Final = "/desk"
LIFETIME: Final = timedelta(hours=8)
"""A working day; then the key is asked for again."""

# What the vault digests under the same key always holds a NUL, so that this can be no digest of its.
_PURPOSE: Final = b"riskdesk desk session 1"


@dataclass(frozen=True, slots=True)
class Session:
    """One visitor's session.

    Parameters
    ----------
    token
        Sent back by every form of the session's pages.
    issued_us
        When it began, microseconds since the epoch, UTC.
    key_id
        Public part of the API key that signed in; None before.
    """

    token: str
    issued_us: int
    key_id: str | None = None

    def check(self, token: str) -> None:
        """Refuse a form that does not carry the session's token.

        Raises
        ------
        Forbidden
            The form came from elsewhere, or from a session that is over.
        """
        if not hmac.compare_digest(token.encode(), self.token.encode()):
            raise Forbidden("the form does not belong to this session", field="token")


def session_key(settings: Settings) -> bytes:
    """Return the 32 bytes that sign sessions: derived from the matching key, never that key itself."""
    return hmac.digest(load_keys(settings).matching, _PURPOSE, "sha256")


def begin(now_us: int, key_id: str | None = None) -> Session:
    """Return a new session, with a token of its own."""
    return Session(secrets.token_urlsafe(24), now_us, key_id)


class SessionSigner:
    """Writes sessions as text that only the holder of the key can write.

    >>> signer = SessionSigner(b"k" * 32)
    >>> signer.read(signer.write(Session("token", 5)), now_us=6)
    Session(token='token', issued_us=5, key_id=None)
    """

    def __init__(self, key: bytes) -> None:
        self._serializer = URLSafeSerializer(
            key,
            salt="riskdesk.desk",
            signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
        )

    def write(self, session: Session) -> str:
        """Return the session as the cookie's text; signed, not secret."""
        return str(self._serializer.dumps([session.token, session.issued_us, session.key_id]))

    def read(self, text: str | None, *, now_us: int) -> Session | None:
        """Return the session of a cookie, or None where it is absent, altered or over."""
        try:
            said: Any = self._serializer.loads(text or "")
            session = Session(*said)
        except (BadData, TypeError):
            return None
        age_us = now_us - session.issued_us
        return session if 0 <= age_us < LIFETIME.total_seconds() * SECOND_US else None
