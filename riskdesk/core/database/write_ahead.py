"""SQLite's write-ahead log is carried into the database beside the calls, and not by whichever commits the thousandth page."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Any, Final, cast

import sqlalchemy as sa
from sqlalchemy import event

from riskdesk.core.logs import get_logger

_log = get_logger("riskdesk.database")

_EVERY_S: Final = 0.25
_PAGES_MOST: Final = 8_000
"""With more pages, 32 MB, the log begins anew: commits that follow each other without a pause never let it."""
_WAIT_MS: Final = 5
"""For readers of what was, who would hold all writers up; then it is tried again."""
_PAGES_AT_LAST: Final = 40_000
"""Where a commit carries over by itself, should the thread be gone."""


class WriteAhead:
    """Carries over what was committed, in a thread of its own; of use for SQLite, and idle on another database.

    A commit is durable in the write-ahead log already: nothing depends on when this is done.

    Parameters
    ----------
    engine
        Of which no connection is in use.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._file = Path(f"{engine.url.database}-wal")
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="write-ahead", daemon=True)
        self.begun_anew = 0

    def start(self) -> None:
        """Begin."""
        if self._engine.dialect.name != "sqlite":
            return
        event.listen(self._engine, "connect", _leave_it)
        self._engine.dispose()  # connections that were opened before carry over by themselves
        self._thread.start()

    def stop(self) -> None:
        """End; the last connection that closes carries over what is left."""
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join(timeout=30)

    def _run(self) -> None:
        """Work on a connection that stays open: as long as it does, the database is seen to be in use."""
        with closing(_open(self._engine)) as connection:
            seen, failed = 0, ""
            while not self._ending.wait(_EVERY_S):
                try:
                    written = self._file.stat().st_mtime_ns
                    if written != seen:
                        self._carry_over(connection)
                    seen, failed = written, ""
                except FileNotFoundError:
                    continue
                except (OSError, sqlite3.Error) as error:  # a disk that is full or gone is told by the calls
                    if str(error) != failed:  # and here once: lines would fill it further
                        _log.warning("write_ahead.not_carried_over", error=str(error))
                    failed = str(error)

    def _carry_over(self, connection: sqlite3.Connection) -> None:
        _, pages, _ = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        if pages > _PAGES_MOST:  # few are left now: holding the writers up for them takes a moment
            busy, _, _ = connection.execute("PRAGMA wal_checkpoint(RESTART)").fetchone()
            self.begun_anew += not busy


def _open(engine: sa.Engine) -> sqlite3.Connection:
    """Return a connection of its own to the database, with a patience of its own."""
    pooled = engine.raw_connection()
    connection: Any = pooled.driver_connection
    pooled.detach()
    connection.execute(f"PRAGMA busy_timeout = {_WAIT_MS}")
    return cast("sqlite3.Connection", connection)


def _leave_it(connection: Any, _record: Any) -> None:
    connection.execute(f"PRAGMA wal_autocheckpoint = {_PAGES_AT_LAST}")
