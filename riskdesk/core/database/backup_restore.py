"""Putting a database back from another one: a backup's, or one that moves to the other kind."""

from pathlib import Path

import sqlalchemy as sa

from riskdesk.core.database import migrate
from riskdesk.core.database.backup import Verify
from riskdesk.core.database.backup_sqlite import overwrite
from riskdesk.core.database.copy import Tell, copy_all, is_empty, quiet
from riskdesk.core.database.tables import log_head
from riskdesk.core.database.unit import read_unit, write_unit
from riskdesk.core.errors import Conflict, CopyDiffers, DatabaseInUse


def refuse_if_held(target: sa.Engine) -> None:
    """Refuse a target that holds rows.

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
            raise Conflict("the database holds rows already", field="database")


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
    with read_unit(target) as connection:
        count = connection.exec_driver_sql(others).scalar_one()
    if count:
        raise DatabaseInUse(f"other connections to the database are open ({count}); stop the service first")
