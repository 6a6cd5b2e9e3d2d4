"""Statements that several projections share: insert or replace, and lists in parts."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

MOST_PARAMETERS: Final = 500
"""Values in one `IN (...)`."""


def upsert(
    connection: sa.Connection, table: sa.Table, rows: list[dict[str, Any]], *, key: tuple[str, ...]
) -> None:
    """Insert rows, or replace those whose key stands already."""
    insert = sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)
    others = {c.name: insert.excluded[c.name] for c in table.columns if c.name not in key}
    connection.execute(insert.on_conflict_do_update(index_elements=list(key), set_=others), rows)


def parts(names: Iterable[str]) -> Iterator[list[str]]:
    """Cut distinct names into lists that fit one statement."""
    rest = iter(dict.fromkeys(names))
    while part := list(islice(rest, MOST_PARAMETERS)):
        yield part
