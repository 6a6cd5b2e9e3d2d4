import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from riskdesk.core.database import write_ahead
from riskdesk.core.database.engine import open_engine
from riskdesk.core.database.unit import read_unit, write_unit
from riskdesk.core.database.write_ahead import WriteAhead


def fill(engine: sa.Engine, count: int) -> None:
    """Commit so many rows of 4,000 bytes one by one."""
    for _ in range(count):
        with write_unit(engine) as connection:
            connection.exec_driver_sql("INSERT INTO filled (text) VALUES (?)", ("x" * 4_000,))


def test_commits_are_carried_over_and_the_log_begins_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its file stays small under commits without a pause; readers see all that was committed, also afterwards."""
    monkeypatch.setattr(write_ahead, "_EVERY_S", 0.01)
    monkeypatch.setattr(write_ahead, "_PAGES_MOST", 50)
    engine = open_engine(f"sqlite:///{tmp_path / 'filled.db'}")
    with write_unit(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE filled (id INTEGER PRIMARY KEY, text TEXT)")
    carrier = WriteAhead(engine)
    carrier.start()
    written, give_up = 0, time.monotonic() + 60
    while carrier.begun_anew < 3 and time.monotonic() < give_up:
        fill(engine, 20)
        written += 20
    carrier.stop()
    assert carrier.begun_anew >= 3
    with read_unit(engine) as connection:
        assert written == connection.exec_driver_sql("SELECT count(*) FROM filled").scalar_one()
        assert (
            write_ahead._PAGES_AT_LAST == connection.exec_driver_sql("PRAGMA wal_autocheckpoint").scalar_one()
        )
    engine.dispose()
    again = open_engine(f"sqlite:///{tmp_path / 'filled.db'}")
    with read_unit(again) as connection:
        assert written == connection.exec_driver_sql("SELECT count(*) FROM filled").scalar_one()
    again.dispose()


def test_a_disk_that_is_full_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is tried again and again, and said again once it had been well in between."""
    monkeypatch.setattr(write_ahead, "_EVERY_S", 0.001)
    engine = open_engine(f"sqlite:///{tmp_path / 'filled.db'}")
    with write_unit(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE filled (id INTEGER PRIMARY KEY, text TEXT)")
    told: list[str] = []
    tries, over = iter(range(60)), threading.Event()

    class Disk(WriteAhead):
        """Full on thirty tries, well on one, full on the others."""

        def _carry_over(self, connection: sqlite3.Connection) -> None:
            tried = next(tries, None)
            if tried is None:
                over.set()
            if tried != 30:
                raise sqlite3.OperationalError("database or disk is full")
            super()._carry_over(connection)
            self._file.touch()  # there is more

    class Lines:
        """Notes what is said."""

        def warning(self, event: str, **_: object) -> None:
            told.append(event)

    monkeypatch.setattr(write_ahead, "_log", Lines())
    carrier = Disk(engine)
    carrier.start()
    fill(engine, 1)
    assert over.wait(timeout=30)
    carrier.stop()
    assert ["write_ahead.not_carried_over"] * 2 == told
    engine.dispose()


def test_a_reader_that_stays_holds_nobody_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it reads cannot be carried over; commits go on, and it is done when the reader has gone."""
    monkeypatch.setattr(write_ahead, "_PAGES_MOST", 10)
    engine = open_engine(f"sqlite:///{tmp_path / 'filled.db'}")
    with write_unit(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE filled (id INTEGER PRIMARY KEY, text TEXT)")
    carrier = WriteAhead(engine)
    with closing(write_ahead._open(engine)) as own:
        carried_over_beside_a_reader(engine, carrier, own)
    engine.dispose()


def carried_over_beside_a_reader(engine: sa.Engine, carrier: WriteAhead, own: sqlite3.Connection) -> None:
    """Commit and carry over while a reader stays, and after it has gone."""
    with read_unit(engine) as reader:
        assert 0 == reader.exec_driver_sql("SELECT count(*) FROM filled").scalar_one()
        fill(engine, 30)
        begin = time.monotonic()
        carrier._carry_over(own)
        assert (0, True) == (carrier.begun_anew, time.monotonic() - begin < 2)
        assert 0 == reader.exec_driver_sql("SELECT count(*) FROM filled").scalar_one()
        fill(engine, 1)
    carrier._carry_over(own)
    assert 1 == carrier.begun_anew
    with read_unit(engine) as connection:
        assert 31 == connection.exec_driver_sql("SELECT count(*) FROM filled").scalar_one()


def test_another_database_needs_none(postgres_database: sa.Engine) -> None:
    """On PostgreSQL nothing is begun, and stopping ends nothing."""
    carrier = WriteAhead(postgres_database)
    carrier.start()
    assert not carrier._thread.is_alive()
    carrier.stop()
