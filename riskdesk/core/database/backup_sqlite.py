"""Copies of SQLite databases page by page, while they are served."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from riskdesk.core.database.copy import Tell, quiet
from riskdesk.core.errors import DatabaseInUse, DatabaseUnavailable

_PAGES: Final = 4_096
"""Pages a step; between steps progress is told."""
_WAIT_SECONDS: Final = 10


def online_copy(engine: sa.Engine, copy: Path, tell: Tell = quiet) -> None:
    """Copy the database of `engine` as of one moment into a new file; writers are not held up.

    Raises
    ------
    DatabaseUnavailable
        It cannot be read, or the copy cannot be written.
    """
    pooled = engine.raw_connection()
    try:
        source: Any = pooled.driver_connection
        with closing(sqlite3.connect(copy)) as target:
            # A transaction of ours pins the snapshot: without it every commit elsewhere begins the copy anew.
            source.execute("BEGIN")
            try:
                source.execute("SELECT count(*) FROM sqlite_master").fetchone()
                source.backup(target, pages=_PAGES, progress=_progress(tell))
            finally:
                source.execute("ROLLBACK")
    except sqlite3.Error as error:
        raise DatabaseUnavailable(f"the database cannot be copied: {error}") from error
    finally:
        pooled.close()


def overwrite(source: Path, target: Path, tell: Tell = quiet) -> None:
    """Replace a database that nobody has open by another, in one transaction of the target.

    Raises
    ------
    DatabaseInUse
        A process has the target open.
    DatabaseUnavailable
        It cannot be written, and is as it was.
    """
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with closing(sqlite3.connect(target, timeout=_WAIT_SECONDS, isolation_level=None)) as writing:
            _take_alone(writing, target)
            writing.execute("PRAGMA synchronous = FULL")
            with closing(sqlite3.connect(source)) as reading:
                reading.backup(writing, pages=-1, progress=_progress(tell))
    except sqlite3.Error as error:
        raise DatabaseUnavailable(f"the database cannot be written: {error}") from error
    target.chmod(0o600)


def _take_alone(connection: sqlite3.Connection, path: Path) -> None:
    """Hold the file so that nobody else can open it; who has it open already is told of.

    In exclusive mode SQLite takes the lock that every user of a write-ahead log shares, so this succeeds
    only where there is no other user, idle ones included.
    """
    connection.execute("PRAGMA busy_timeout = 500")
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    try:
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        connection.execute("COMMIT")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            raise
        raise DatabaseInUse(f"a process has {path} open; stop the service first") from error


def _progress(tell: Tell) -> Any:
    def progress(_status: int, remaining: int, total: int) -> None:
        tell("pages", total - remaining)

    return progress
