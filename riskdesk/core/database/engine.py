"""Opening the database so that what it acknowledges stays, on SQLite and on PostgreSQL."""

import os
import sqlite3
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Literal

import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.engine import URL

from riskdesk.core.errors import DatabaseNotDurable, DatabaseUnavailable, SettingInvalid

BEGIN_OPTION: Final = "riskdesk_begin"
"""Execution option of a connection: how SQLite begins, `DEFERRED` (the default) or `IMMEDIATE`."""

_LOCK_WAIT_MS: Final = 10_000
_TURN_S: Final = 0.0005
# Generous, for bulk reads fetch within one transaction; what they stop is a client that hangs.
_POSTGRES_SETTINGS: Final = (
    "SET synchronous_commit = 'on'; SET TIME ZONE 'UTC'; SET statement_timeout = '60s'; "
    f"SET lock_timeout = '{_LOCK_WAIT_MS}ms'; SET idle_in_transaction_session_timeout = '300s'"
)
# A server that is cut off says nothing: after half a minute it counts as gone. Until then the system alone would
# wait, for a quarter of an hour where something was sent, and for ever where an answer is waited for.
_POSTGRES_CONNECT: Final = {
    "connect_timeout": 5,
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 4,
    "tcp_user_timeout": 30_000,
}


def open_engine(url: str | URL, *, readonly: bool = False) -> sa.Engine:
    """Return an engine for the database; it connects on first use.

    Parameters
    ----------
    url
        `sqlite:///path` (the folder is made) or `postgresql://…`, always through psycopg.
    readonly
        Every write is refused by the database, and a file that does not exist is not made.

    Raises
    ------
    SettingInvalid
        Not the URL of one of the two databases.
    DatabaseUnavailable
        `readonly`, and there is no such file.
    """
    try:
        parsed = sa.make_url(url)
    except (exc.ArgumentError, ValueError):
        parsed = URL.create("unreadable")
    backend = parsed.drivername.partition("+")[0]
    if backend == "sqlite":
        return _open_sqlite(parsed, readonly=readonly)
    if backend in {"postgresql", "postgres"}:
        return _open_postgres(parsed.set(drivername="postgresql+psycopg"), readonly=readonly)
    raise SettingInvalid("expected sqlite:///… or postgresql://…", field="RISKDESK_DATABASE_URL")


def assert_durable(connection: sa.Connection) -> None:
    """Read back that a commit on this connection survives a power cut.

    Raises
    ------
    DatabaseNotDurable
        A setting of the database says otherwise; the error names it.
    """
    if connection.dialect.name == "sqlite":
        expected = {"journal_mode": {"wal"}, "synchronous": {"2", "3"}, "foreign_keys": {"1"}}
        ask = "PRAGMA"
    else:
        expected = {"fsync": {"on"}, "full_page_writes": {"on"}, "synchronous_commit": {"on", "remote_apply"}}
        ask = "SHOW"
    for name, wanted in expected.items():
        found = str(connection.exec_driver_sql(f"{ask} {name}").scalar_one()).lower()
        if found not in wanted:
            raise DatabaseNotDurable(f"the database has {name} = {found}, expected {min(wanted)}")


def _open_sqlite(url: URL, *, readonly: bool) -> sa.Engine:
    path = _file_of(url)
    if path is not None:
        if readonly and not path.exists():
            raise DatabaseUnavailable(f"there is no database at {path}; `riskdesk init` makes one")
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = sa.create_engine(url, hide_parameters=True, connect_args={"timeout": _LOCK_WAIT_MS / 1000})

    if path is not None and not readonly:

        @event.listens_for(engine, "do_connect")
        def _on_open(*_asked: Any) -> None:
            _keep_private(path)

    # Python's sqlite3 begins transactions by rules of its own, never at a read and never IMMEDIATE; with
    # isolation_level None it leaves that to us. Source: SQLAlchemy, "Transactions with SQLite and the
    # sqlite3 driver".
    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        _enter_wal(connection)
        # fullfsync matters on macOS only, whose fsync leaves data in the drive's cache.
        for pragma in ("synchronous = FULL", "foreign_keys = ON", "fullfsync = ON"):
            connection.execute(f"PRAGMA {pragma}")
        if readonly:
            connection.execute("PRAGMA query_only = ON")

    @event.listens_for(engine, "begin")
    def _on_begin(connection: sa.Connection) -> None:
        mode: Literal["DEFERRED", "IMMEDIATE"]
        mode = connection.get_execution_options().get(BEGIN_OPTION, "DEFERRED")
        if mode == "IMMEDIATE":
            _wait_for_turn(connection)
        else:
            connection.exec_driver_sql("BEGIN DEFERRED")

    return engine


def _wait_for_turn(connection: sa.Connection) -> None:
    """Begin to write as soon as no other writer does.

    SQLite by itself looks again after 1, 2, 5 and up to 100 milliseconds: of two busy processes one would wait
    for many turns of the other.
    """
    raw: Any = connection.connection.driver_connection
    (patience_ms,) = raw.execute("PRAGMA busy_timeout").fetchone()
    give_up = time.monotonic() + patience_ms / 1000
    raw.execute("PRAGMA busy_timeout = 0")
    try:
        while time.monotonic() < give_up:
            try:
                raw.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if not _is_busy(error):
                    break
                time.sleep(_TURN_S)
            else:
                return
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # a last time, and told as Core tells it
    finally:
        raw.execute(f"PRAGMA busy_timeout = {patience_ms}")


def _keep_private(path: Path) -> None:
    """Make a file that is not there yet, for its owner alone; SQLite gives its log and its index the same mode."""
    with suppress(FileExistsError, FileNotFoundError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _enter_wal(connection: sqlite3.Connection) -> None:
    """Switch to the write-ahead log, patiently: SQLite does not wait by itself for this one lock."""
    give_up = time.monotonic() + _LOCK_WAIT_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not _is_busy(error) or time.monotonic() > give_up:
                raise
            time.sleep(0.01)
        else:
            return


def _is_busy(error: sqlite3.OperationalError) -> bool:
    return error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def _file_of(url: URL) -> Path | None:
    name = url.database
    return None if name in {None, "", ":memory:"} or str(name).startswith("file:") else Path(str(name))


def _open_postgres(url: URL, *, readonly: bool) -> sa.Engine:
    connect_args = {name: value for name, value in _POSTGRES_CONNECT.items() if name not in url.query}
    engine = sa.create_engine(
        url, hide_parameters=True, pool_pre_ping=True, pool_timeout=10, connect_args=connect_args
    )

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.execute(_POSTGRES_SETTINGS)
        if readonly:
            connection.execute("SET default_transaction_read_only = 'on'")
        connection.commit()  # else the pool's rollback would take the settings back

    return engine
