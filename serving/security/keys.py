"""API keys: `rd_<key id>_<secret>`, shown once, checked in constant time."""

import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from riskdesk.core.database.handles import Engine
from riskdesk.core.database.unit import read_unit, write_unit
from riskdesk.core.errors import Forbidden, InputInvalid, Unauthenticated
from serving.security.store import StoredKey, find_key, insert_key

SCOPES: Final = frozenset({"score", "events", "read", "verdict", "desk"})
"""What a key may do: score, write events, read decisions and credit, record verdicts, use the desk."""

_FORMAT: Final = re.compile(r"rd_([a-z0-9]{12})_([A-Za-z0-9_-]{43})")
_CALLER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_FRESH_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: a name, and what it may do."""

    name: str
    scopes: frozenset[str]

    def require(self, scope: str) -> None:
        """Raise `Forbidden` where the scope is not among the caller's."""
        if scope not in self.scopes:
            raise Forbidden(f"this key lacks the scope {scope!r}")


def make_key(engine: Engine, caller: str, scopes: Iterable[str], *, now_us: int) -> str:
    """Make a key and return it in full; it cannot be shown again.

    Raises
    ------
    InputInvalid
        The caller's name or a scope is not one.
    """
    wanted = frozenset(scopes)
    if not _CALLER.fullmatch(caller):
        raise InputInvalid("expected 1 to 64 letters, digits, dots, dashes, underscores", field="caller")
    if not wanted or wanted - SCOPES:
        raise InputInvalid(f"expected some of {', '.join(sorted(SCOPES))}", field="scopes")
    key_id = "".join(secrets.choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(12))
    secret = secrets.token_urlsafe(32)
    digest = hashlib.sha256(secret.encode()).digest()
    with write_unit(engine) as connection:
        insert_key(connection, StoredKey(key_id, digest, caller, wanted, now_us, None))
    return f"rd_{key_id}_{secret}"


class KeyRing:
    """Checks keys; what the database said of one is believed for five seconds."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._seen: dict[str, tuple[float, StoredKey | None]] = {}

    def caller_of(self, key: str) -> Caller:
        """Return who calls with this key.

        Raises
        ------
        Unauthenticated
            Unknown, wrong or revoked.
        """
        match = _FORMAT.fullmatch(key)
        caller = None if match is None else _opened(self._find(match[1]), match[2])
        if caller is None:
            raise Unauthenticated(
                "expected a valid key in the header Authorization: Bearer …", field="Authorization"
            )
        return caller

    def known(self, key: str) -> Caller | None:
        """Return who calls with this key, where that is certain without asking the database; else None."""
        match = _FORMAT.fullmatch(key)
        seen = None if match is None else self._fresh(match[1])
        return None if match is None or seen is None else _opened(seen[1], match[2])

    def remembers(self, key: str) -> bool:
        """Tell whether the key is checked without asking the database."""
        match = _FORMAT.fullmatch(key)
        return match is None or self._fresh(match[1]) is not None

    def _fresh(self, key_id: str) -> tuple[float, StoredKey | None] | None:
        seen = self._seen.get(key_id)
        return seen if seen is not None and time.monotonic() - seen[0] < _FRESH_SECONDS else None

    def _find(self, key_id: str) -> StoredKey | None:
        seen = self._fresh(key_id)
        if seen is not None:
            return seen[1]
        with read_unit(self._engine) as connection:
            stored = find_key(connection, key_id)
        if len(self._seen) > 10_000:
            self._seen.clear()
        self._seen[key_id] = (time.monotonic(), stored)
        return stored


def _opened(stored: StoredKey | None, secret: str) -> Caller | None:
    """Return whom a secret makes known: None where it is not the key's, or the key is unknown or revoked."""
    digest = hashlib.sha256(secret.encode()).digest()
    if stored is None or not hmac.compare_digest(digest, stored.secret_hash):
        return None
    return None if stored.revoked_at_us is not None else Caller(stored.caller, stored.scopes)
