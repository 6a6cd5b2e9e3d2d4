"""The unit of work: one transaction around one thing done, committed at the edge or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import sqlalchemy as sa
from sqlalchemy import exc

from riskdesk.core.database.engine import BEGIN_OPTION
from riskdesk.core.errors import DatabaseNotMigrated, DatabaseUnavailable

_SQLITE_GENERIC_ERROR: Final = 1
# PostgreSQL: undefined_table, undefined_column.
_MISSING_STATES: Final = frozenset({"42P01", "42703"})


@contextmanager
def write_unit(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Give a connection inside a writing transaction; leaving commits it, an exception undoes it.

    On SQLite the transaction holds the one write lock from its beginning (`BEGIN IMMEDIATE`, waiting up
    to ten seconds), so what is read in it is still true when it commits. On PostgreSQL it is READ
    COMMITTED: whoever needs that order locks the row that gives it.

    Raises
    ------
    DatabaseUnavailable
        Locked for too long, gone or full: nothing was kept, or the commit's answer was lost.
    DatabaseNotMigrated
        A table or column is missing.
    """
    with _named_failures(), engine.connect() as connection:
        connection.execution_options(**{BEGIN_OPTION: "IMMEDIATE"})
        with connection.begin():
            yield connection


@contextmanager
def read_unit(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Give a connection on which every query sees the database as of the first one; it keeps no writes.

    Raises
    ------
    DatabaseUnavailable
        Gone, or a query took too long.
    DatabaseNotMigrated
        A table or column is missing.
    """
    with _named_failures(), engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin() as transaction:
            yield connection
            transaction.rollback()


@contextmanager
def _named_failures() -> Iterator[None]:
    try:
        yield
    except exc.TimeoutError as error:
        raise DatabaseUnavailable("all connections to the database are in use") from error
    except (exc.OperationalError, exc.InterfaceError) as error:
        if _is_wrong_statement(error):
            _raise_if_missing(error)
            raise
        raise DatabaseUnavailable(f"the database does not answer: {_first_line(error)}") from error
    except exc.ProgrammingError as error:
        _raise_if_missing(error)
        raise
    except exc.DBAPIError as error:
        if error.connection_invalidated or type(error) is exc.DatabaseError:
            raise DatabaseUnavailable(f"the database failed: {_first_line(error)}") from error
        raise


def _is_wrong_statement(error: exc.DBAPIError) -> bool:
    """Return whether SQLite blames the statement: it calls that an operational error too."""
    return getattr(error.orig, "sqlite_errorcode", None) == _SQLITE_GENERIC_ERROR


def _raise_if_missing(error: exc.DBAPIError) -> None:
    said = _first_line(error)
    is_missing = said.startswith(("no such table", "no such column")) or "has no column named" in said
    if is_missing or getattr(error.orig, "sqlstate", None) in _MISSING_STATES:
        raise DatabaseNotMigrated(f"{said}; `riskdesk init` brings the tables up to date") from error


def _first_line(error: exc.DBAPIError) -> str:
    return str(error.orig).partition("\n")[0]
