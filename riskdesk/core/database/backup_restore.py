"""Putting a database back from another one: a backup's, or one that moves to the other kind."""

import time
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from riskdesk.core.database import migrate
from riskdesk.core.database.backup import Verify
from riskdesk.core.database.backup_sqlite import overwrite
from riskdesk.core.database.copy import Tell, contents, copy_all, is_empty, let_it_take_long, quiet
from riskdesk.core.database.tables import log_head, metadata
from riskdesk.core.database.unit import read_unit, write_unit
from riskdesk.core.errors import Conflict, CopyDiffers, DatabaseInUse

_WAIT_SECONDS: Final = 2


def refuse_if_held(target: sa.Engine, instead: str) -> None:
    """Refuse a target that holds rows.

    Parameters
    ----------
    instead
        What whoever is refused may do.

    Raises
    ------
    Conflict
        It does.
    """
    path = file_of(target)
    if path is not None and not path.exists():
        return
    with read_unit(target) as connection:
        if not is_empty(connection):
            raise Conflict(f"the database holds rows already; {instead}", field="database")


def restore(source: sa.Engine, target: sa.Engine, verify: Verify, tell: Tell = quiet) -> None:
    """Replace all that `target` holds by what `source` holds, in one transaction of the target.

    Nobody may use the target meanwhile: what a serving process keeps in memory would be of another log.

    Raises
    ------
    DatabaseInUse
        Other connections to it are open.
    """
    path, saved = file_of(target), file_of(source)
    if path is not None and saved is not None:
        with read_unit(source) as connection:
            verify(connection)
        source.dispose()  # folds the write-ahead log into the file
        overwrite(saved, path, tell)
        return
    if target.dialect.name == "postgresql":
        _refuse_company(target)
    move(source, target, verify, tell)


def move(source: sa.Engine, target: sa.Engine, verify: Verify, tell: Tell = quiet) -> dict[str, int]:
    """Copy all rows of `source` into the tables of `target`, made or brought up to date before.

    Parameters
    ----------
    source
        May be served meanwhile, but what is appended after the copy began is not in it: then the copy is
        given up.
    verify
        Called on the target before its transaction is committed.

    Returns
    -------
    dict of str to int
        Rows of each table.

    Raises
    ------
    CopyDiffers
        The source went on, or rows came out otherwise; the target is as it was.
    """
    migrate.check(source)
    migrate.upgrade(target)
    with write_unit(target) as writing:
        with read_unit(source) as reading:
            counts = copy_all(reading, writing, tell)
            head = _head(reading)
        verify(writing)
        with read_unit(source) as reading:
            if _head(reading) != head:
                raise CopyDiffers("facts were appended to the source meanwhile; stop the service first")
    return counts


def moved_already(source: sa.Engine, target: sa.Engine, verify: Verify) -> dict[str, int] | None:
    """Return the rows of each table if `target` holds exactly what `source` holds, else None.

    So it is where a run of `move` was cut off after its commit. A database is no copy of itself.
    """
    path = file_of(target)
    if source.url == target.url or (path is not None and not path.exists()):
        return None
    if migrate.current(target) != migrate.head():
        return None
    migrate.check(source)
    with read_unit(source) as ours, read_unit(target) as theirs:
        for one in (ours, theirs):
            let_it_take_long(one)
        if is_empty(theirs) or _head(ours) != _head(theirs):
            return None
        counts = {}
        for table in metadata.sorted_tables:
            held = contents(theirs, table)
            if held != contents(ours, table):
                return None
            counts[table.name] = held[0]
        verify(theirs)
    return counts


def file_of(engine: sa.Engine) -> Path | None:
    """Return the file of an SQLite database; None for PostgreSQL."""
    name = engine.url.database
    return Path(name) if engine.dialect.name == "sqlite" and name else None


def _head(connection: sa.Connection) -> tuple[int, bytes]:
    head = connection.execute(sa.select(log_head.c.seq, log_head.c.chain)).one()
    return head.seq, bytes(head.chain)


def _refuse_company(target: sa.Engine) -> None:
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND usename = current_user AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    target.dispose()
    give_up = time.monotonic() + _WAIT_SECONDS
    while (count := _count(target, others)) and time.monotonic() < give_up:
        time.sleep(0.1)  # a run that was killed a moment ago leaves one for so long
    if count:
        raise DatabaseInUse(f"other connections to the database are open ({count}); stop the service first")


def _count(engine: sa.Engine, query: str) -> int:
    with read_unit(engine) as connection:
        return int(connection.exec_driver_sql(query).scalar_one())
