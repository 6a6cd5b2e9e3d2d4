"""Statements that several projections share: insert or replace, and lists in parts."""

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from typing import Any, Final

import sqlalchemy as sa

from riskdesk.core.database.prepared import Prepared, replace_in
from riskdesk.core.database.tables import events

MOST_PARAMETERS: Final = 5_000
"""Values in one list of a statement."""

replacing = cache(replace_in)
"""Table and key -> the statement, made once."""


def upsert(
    connection: sa.Connection, table: sa.Table, rows: list[dict[str, Any]], *, key: tuple[str, ...]
) -> None:
    """Insert rows, or replace those whose key stands already."""
    statement: Prepared = replacing(table, key)
    statement.many(connection, rows)


def parts(names: Iterable[str]) -> Iterator[list[str]]:
    """Cut distinct names into lists that fit one statement."""
    rest = iter(dict.fromkeys(names))
    while part := list(islice(rest, MOST_PARAMETERS)):
        yield part


def of_kind(code: int) -> sa.ColumnElement[bool]:
    """Return that an event is of this kind, its code written out: for a parameter SQLite takes no partial index."""
    return events.c.kind == sa.literal_column(str(code))
