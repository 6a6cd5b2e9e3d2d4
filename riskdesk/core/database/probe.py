"""Whether the database takes writes, asked by writing: a lock that was got says nothing of a full disk."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import exc

from riskdesk.core.database.engine import BEGIN_OPTION
from riskdesk.core.database.tables import artifacts, log_head

_PATIENCE_MS: Final = 250
"""For another writer: whoever asks for readiness waits a few seconds itself."""
_BYTES: Final = 65_536
"""Sixteen pages of SQLite's; random, so that no database makes them small."""
_NAME: Final = "probe"


def takes_writes(engine: sa.Engine) -> bool:
    """Return whether a commit stands now.

    It takes the lock that every decision takes, adds pages and gives them back, and commits: nobody else ever
    sees what it wrote. For another writer it waits a quarter of a second.
    """
    try:
        with engine.connect() as connection, _impatient(connection):
            connection.execution_options(**{BEGIN_OPTION: "IMMEDIATE"})
            with connection.begin():
                _write(connection)
    except exc.SQLAlchemyError:
        return False
    return True


def _write(connection: sa.Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_PATIENCE_MS}ms'")
    connection.execute(sa.update(log_head).values(seq=log_head.c.seq))
    row = {"hash": _NAME, "sort": _NAME, "stored_at_us": 0, "content": os.urandom(_BYTES)}
    connection.execute(sa.insert(artifacts).values(row))
    connection.execute(sa.delete(artifacts).where(artifacts.c.hash == _NAME))


@contextmanager
def _impatient(connection: sa.Connection) -> Iterator[None]:
    """Let a connection to SQLite wait no longer for a lock; it goes back to the pool as it came."""
    if connection.dialect.name != "sqlite":
        yield
        return
    raw: Any = connection.connection.driver_connection
    (before_ms,) = raw.execute("PRAGMA busy_timeout").fetchone()
    raw.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
    try:
        yield
    finally:
        raw.execute(f"PRAGMA busy_timeout = {before_ms}")
