"""API keys in the database: only the hash of the secret is kept."""

from dataclasses import dataclass

import sqlalchemy as sa

from riskdesk.core.database.tables import api_keys


@dataclass(frozen=True, slots=True)
class StoredKey:
    """One key as it is stored.

    Parameters
    ----------
    key_id
        Public part.
    secret_hash
        SHA-256 of the secret part, 32 bytes.
    caller
        Name of the system or person that calls with it.
    scopes
        What it may do.
    created_at_us, revoked_at_us
        When it was made and taken back.
    """

    key_id: str
    secret_hash: bytes
    caller: str
    scopes: frozenset[str]
    created_at_us: int
    revoked_at_us: int | None


def insert_key(connection: sa.Connection, key: StoredKey) -> None:
    """Keep a new key."""
    connection.execute(
        sa.insert(api_keys).values(
            key_id=key.key_id,
            secret_hash=key.secret_hash,
            caller=key.caller,
            scopes=" ".join(sorted(key.scopes)),
            created_at_us=key.created_at_us,
        )
    )


def find_key(connection: sa.Connection, key_id: str) -> StoredKey | None:
    """Return the key, revoked or not, or None."""
    row = connection.execute(sa.select(api_keys).where(api_keys.c.key_id == key_id)).one_or_none()
    return None if row is None else _stored(row)


def all_keys(connection: sa.Connection) -> list[StoredKey]:
    """Return all keys, oldest first."""
    return [
        _stored(row) for row in connection.execute(sa.select(api_keys).order_by(api_keys.c.created_at_us))
    ]


def revoke_key(connection: sa.Connection, key_id: str, at_us: int) -> bool:
    """Take a key back; tell whether there was one to take back."""
    done = connection.execute(
        sa.update(api_keys)
        .where(api_keys.c.key_id == key_id, api_keys.c.revoked_at_us.is_(None))
        .values(revoked_at_us=at_us)
    )
    return done.rowcount == 1


def _stored(row: sa.Row[tuple[object, ...]]) -> StoredKey:
    return StoredKey(
        key_id=row.key_id,
        secret_hash=bytes(row.secret_hash),
        caller=row.caller,
        scopes=frozenset(str(row.scopes).split()),
        created_at_us=row.created_at_us,
        revoked_at_us=row.revoked_at_us,
    )
