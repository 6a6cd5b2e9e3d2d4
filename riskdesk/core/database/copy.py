"""All rows of one database copied into an empty other one, from SQLite to PostgreSQL or back."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import sqlalchemy as sa

from riskdesk.core.database.tables import log_head, metadata
from riskdesk.core.errors import CopyDiffers

CHUNK_ROWS: Final = 5_000
"""Rows read and written at a time: what the copy holds in memory."""

Tell = Callable[[str, int], None]
"""Is told the table and how many of its rows are copied by now, after every chunk."""


def quiet(_table: str, _rows: int) -> None:
    """Tell nobody."""


def is_empty(connection: sa.Connection) -> bool:
    """Return whether the database holds nothing of ours, apart from tables as `riskdesk init` makes them."""
    standing = set(sa.inspect(connection).get_table_names())
    for table in metadata.sorted_tables:
        if table.name not in standing:
            continue
        held = sa.select(sa.literal(1)).select_from(table).limit(1)
        if table is log_head:
            held = held.where(log_head.c.seq > 0)
        if connection.execute(held).first() is not None:
            return False
    return True


def clear(connection: sa.Connection) -> None:
    """Delete every row of every table."""
    for table in reversed(metadata.sorted_tables):
        connection.execute(sa.delete(table))


def copy_all(source: sa.Connection, target: sa.Connection, tell: Tell = quiet) -> dict[str, int]:
    """Replace all rows of `target` by those of `source`; both have the tables of this program.

    The log's head is a row like any other, so numbering goes on where it stood. Every table is read
    again from the target and compared by number and content of its rows.

    Parameters
    ----------
    source
        Inside a `read_unit`: one snapshot, whatever is appended meanwhile.
    target
        Inside a `write_unit`: an exception leaves it as it was.
    tell
        Told of progress.

    Returns
    -------
    dict of str to int
        Rows of each table.

    Raises
    ------
    CopyDiffers
        A table came out otherwise.
    """
    for one in (source, target):
        let_it_take_long(one)
    clear(target)
    counts = {}
    for table in metadata.sorted_tables:
        read = _copy_table(source, target, table, tell)
        if read != contents(target, table):
            raise CopyDiffers(f"the rows of {table.name} came out otherwise than they were read", field="to")
        counts[table.name] = read[0]
    if target.dialect.name == "postgresql":
        target.exec_driver_sql("ANALYZE")
    return counts


def let_it_take_long(connection: sa.Connection) -> None:
    """Lift PostgreSQL's limits of time for this transaction: a long copy is not a client that hangs."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")


def contents(connection: sa.Connection, table: sa.Table) -> tuple[int, int]:
    """Return the number of rows and a sum of their hashes, the same for the same rows in any order."""
    return _summed(_chunks(connection, table))


def _copy_table(source: sa.Connection, target: sa.Connection, table: sa.Table, tell: Tell) -> tuple[int, int]:
    write = _write_postgres if target.dialect.name == "postgresql" else _write_sqlite
    done, total = 0, 0
    for rows in _chunks(source, table):
        write(target, table, rows)
        count, hashes = _summed([rows])
        done, total = done + count, total + hashes
        tell(table.name, done)
    return done, total


def _chunks(connection: sa.Connection, table: sa.Table) -> Iterable[Sequence[sa.Row[Any]]]:
    result = connection.execute(sa.select(table), execution_options={"yield_per": CHUNK_ROWS})
    return result.partitions()


def _summed(chunks: Iterable[Sequence[sa.Row[Any]]]) -> tuple[int, int]:
    count, total = 0, 0
    for rows in chunks:
        count += len(rows)
        for row in rows:
            total += int.from_bytes(hashlib.blake2b(repr(tuple(row)).encode(), digest_size=16).digest())
    return count, total


def _write_sqlite(target: sa.Connection, table: sa.Table, rows: Sequence[sa.Row[Any]]) -> None:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    marks = ", ".join("?" for _ in table.columns)
    target.exec_driver_sql(
        f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})',  # noqa: S608  names of our own tables
        [tuple(row) for row in rows],
    )


def _write_postgres(target: sa.Connection, table: sa.Table, rows: Sequence[sa.Row[Any]]) -> None:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    driver: Any = target.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(tuple(row))
