"""The same history in SQLite: what it costs to fetch the rows of a request's keys, nothing computed."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from features.history.encode import code_of
from features.kernel import layout as L
from features.kernel.arrays import Ints
from features.kernel.tables import EVENT_COLUMN

COLUMNS: Final = {
    "seq": L.E_SEQ,
    "kind": L.E_KIND,
    "occurred_at_us": L.E_OCCURRED,
    "known_at_us": L.E_KNOWN,
    "document": L.E_DOCUMENT,
    "base_minor": L.E_BASE,
    "delta_minor": L.E_DELTA,
    "count_delta": L.E_COUNT,
    "due_at_us": L.E_DUE,
    "tag": L.E_TAG,
    "flags": L.E_FLAGS,
    "hour": L.E_HOUR,
}
"""What is fetched of a row: what most features read, twelve of the log's columns."""


def store(path: Path, events: Ints, entities: Sequence[str]) -> sqlite3.Connection:
    """Write events into a table with an index (key, seq) for each entity; return the connection."""
    held = COLUMNS | {entity: EVENT_COLUMN[entity] for entity in entities}
    connection = sqlite3.connect(path)
    connection.execute(
        f"CREATE TABLE events ({', '.join(f'{name} INTEGER' for name in held)}, PRIMARY KEY (seq))"
    )
    rows = events[list(held.values())].T.tolist()
    connection.executemany(f"INSERT INTO events VALUES ({', '.join('?' * len(held))})", rows)  # noqa: S608
    for entity in entities:
        connection.execute(f"CREATE INDEX of_{entity} ON events ({entity}, seq)")
    connection.execute("ANALYZE")
    connection.commit()
    return connection


def fetch(connection: sqlite3.Connection, parties: dict[str, str]) -> int:
    """Fetch all rows of each key in the order of the log, a query a key; return how many there were."""
    fetched = 0
    for entity, key in parties.items():
        statement = f"SELECT {', '.join(COLUMNS)} FROM events WHERE {entity} = ? ORDER BY seq"  # noqa: S608
        fetched += len(connection.execute(statement, (code_of(key),)).fetchall())
    return fetched
