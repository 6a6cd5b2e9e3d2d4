"""What riskdesk keeps of an answer: how many bytes of rows, and how it decided; asked of its database."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.inline.home_made import DATABASE
from benchmarks.inline.party import Party, running
from benchmarks.inline.rounds import measure

ASKED: Final = 400
_TABLES: Final = ("decisions", "events")


@dataclass(frozen=True, slots=True)
class Kept:
    """Of one answer, in the mean.

    Parameters
    ----------
    row_bytes
        Bytes of the values of all rows that it left in the ledger and in the log.
    outcomes
        How many of those asked were approved, sent to review, blocked.
    """

    row_bytes: int
    outcomes: dict[str, int]


def ask_what_is_kept(riskdesk: Party) -> Kept:
    """Start riskdesk, ask some hundred times, and look into its database (SQLite)."""
    with running(riskdesk, 1) as server:
        file = Path(server.launch.environment["RISKDESK_HOME"]) / DATABASE
        before = _count(file)
        measure(server, server.launch.lines, clients=8, seconds=600.0, prefix="k", at_most=ASKED)
        return _kept(file, before)


def _count(file: Path) -> int:
    with _readonly(file) as connection:
        return int(connection.execute("SELECT seq FROM log_head").fetchone()[0])


def _kept(file: Path, before: int) -> Kept:
    with _readonly(file) as connection:
        total = sum(_bytes_after(connection, table, before) for table in _TABLES)
        outcomes = connection.execute(
            "SELECT outcome, count(*) FROM decisions WHERE seq > ? GROUP BY outcome ORDER BY 1", (before,)
        ).fetchall()
    counted = {str(outcome): int(count) for outcome, count in outcomes}
    return Kept(round(total / sum(counted.values())), counted)


def _bytes_after(connection: sqlite3.Connection, table: str, seq: int) -> int:
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    sizes = " + ".join(f"coalesce(length(CAST({name} AS BLOB)), 0)" for name in columns)
    query = f"SELECT sum({sizes}) FROM {table} WHERE seq > ?"  # noqa: S608  names of our own tables
    return int(connection.execute(query, (seq,)).fetchone()[0] or 0)


def _readonly(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{file}?mode=ro", uri=True)
