import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from riskdesk.core.database.engine import assert_durable, open_engine
from riskdesk.core.errors import DatabaseNotDurable, DatabaseUnavailable, SettingInvalid


def test_every_connection_of_the_pool_is_durable(engine: sa.Engine) -> None:
    """A commit on any connection survives a power cut, on both databases."""
    with engine.connect() as first, engine.connect() as second:
        assert_durable(first)
        assert_durable(second)


def test_settings_survive_the_pool(engine: sa.Engine) -> None:
    """A connection that was used and given back is still durable."""
    for _ in range(3):
        with engine.connect() as connection:
            assert_durable(connection)


@pytest.mark.parametrize(
    ("pragma", "name"),
    [
        ("synchronous = NORMAL", "synchronous"),
        ("journal_mode = DELETE", "journal_mode"),
        ("foreign_keys = OFF", "foreign_keys"),
    ],
)
def test_weaker_sqlite_is_refused(sqlite_engine: sa.Engine, pragma: str, name: str) -> None:
    """Each PRAGMA on which durability or integrity rests is read back."""
    raw = sqlite_engine.raw_connection()
    raw.driver_connection.execute(f"PRAGMA {pragma}")  # type: ignore[union-attr]
    raw.close()
    with sqlite_engine.connect() as connection, pytest.raises(DatabaseNotDurable, match=name):
        assert_durable(connection)


def test_database_in_memory_is_refused() -> None:
    """What is kept in memory only is not durable."""
    engine = open_engine("sqlite://")
    with engine.connect() as connection, pytest.raises(DatabaseNotDurable, match="journal_mode = memory"):
        assert_durable(connection)
    engine.dispose()


def test_weaker_postgresql_is_refused(postgres_url: str) -> None:
    """A session that does not wait for the disk is found out."""
    engine = open_engine(postgres_url)
    with engine.connect() as connection:
        connection.exec_driver_sql("SET synchronous_commit = 'off'")
        with pytest.raises(DatabaseNotDurable, match="synchronous_commit = off"):
            assert_durable(connection)
    engine.dispose()


def test_a_server_that_is_cut_off_counts_as_gone(postgres_url: str) -> None:
    """Half a minute of silence ends a connection: no call, and no lock, waits for a dead line. Else the URL says so."""
    asked = {
        "keepalives_idle": "10",
        "keepalives_interval": "5",
        "keepalives_count": "4",
        "tcp_user_timeout": "30000",
    }
    for more in ({}, {"tcp_user_timeout": "7000", "keepalives_idle": "3"}):
        engine = open_engine(sa.make_url(postgres_url).update_query_dict(more))
        with engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            told = driver.info.get_parameters()
        assert asked | more == {name: told.get(name) for name in asked}
        engine.dispose()


def test_readonly_refuses_writes(engine: sa.Engine) -> None:
    """A reading engine reads, and the database itself refuses its writes."""
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (n INTEGER)")
        connection.exec_driver_sql("INSERT INTO t VALUES (7)")
    reader = open_engine(engine.url, readonly=True)
    with reader.connect() as connection:
        assert 7 == connection.exec_driver_sql("SELECT n FROM t").scalar_one()
        with pytest.raises(sa.exc.DBAPIError, match=r"readonly|read-only"):
            connection.exec_driver_sql("INSERT INTO t VALUES (8)")
    reader.dispose()


def test_readonly_makes_no_file(tmp_path: Path) -> None:
    """Reading a database that is not there says so and leaves nothing behind."""
    with pytest.raises(DatabaseUnavailable, match="riskdesk init"):
        open_engine(f"sqlite:///{tmp_path / 'none' / 'riskdesk.db'}", readonly=True)
    assert not (tmp_path / "none").exists()


def test_folder_is_made_for_its_owner_only(tmp_path: Path) -> None:
    """The folder of a new database is closed to others."""
    engine = open_engine(f"sqlite:///{tmp_path / 'home' / 'riskdesk.db'}")
    with engine.connect() as connection:
        assert_durable(connection)
    engine.dispose()
    assert 0o700 == (tmp_path / "home").stat().st_mode & 0o777


def test_a_new_database_is_for_its_owner_only(tmp_path: Path) -> None:
    """Its file, log and index are closed to others, even in a folder that is open; one that stands keeps its mode."""
    path = tmp_path / "riskdesk.db"
    tmp_path.chmod(0o755)
    engine = open_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (a INTEGER)")
        modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}
    engine.dispose()
    assert dict.fromkeys(("riskdesk.db", "riskdesk.db-wal", "riskdesk.db-shm"), 0o600) == modes
    path.chmod(0o640)
    with open_engine(f"sqlite:///{path}").connect() as connection:
        connection.exec_driver_sql("SELECT a FROM t")
    assert 0o640 == path.stat().st_mode & 0o777


def test_waits_for_who_writes_before_the_log_is_on(tmp_path: Path) -> None:
    """Turning on the write-ahead log waits for a writer in the old mode, where SQLite itself would not."""
    path = tmp_path / "riskdesk.db"
    writer = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    writer.execute("CREATE TABLE t (n INTEGER)")
    writer.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.2, writer.execute, ("COMMIT",))
    release.start()
    engine = open_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        assert_durable(connection)
    release.join()
    engine.dispose()
    writer.close()


def test_parameters_do_not_reach_errors(engine: sa.Engine) -> None:
    """An error of the database does not repeat the values that were sent."""
    with engine.connect() as connection, pytest.raises(sa.exc.DBAPIError) as caught:
        connection.execute(sa.text("SELECT * FROM nothing WHERE account = :a"), {"a": "6222021234567890"})
    assert "6222021234567890" not in str(caught.value)


@pytest.mark.parametrize("url", ["mysql://host/db", "not a url", ""])
def test_other_databases_are_refused(url: str) -> None:
    """What is neither SQLite nor PostgreSQL is refused by the name of its setting."""
    with pytest.raises(SettingInvalid, match="RISKDESK_DATABASE_URL"):
        open_engine(url)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg", "postgresql+psycopg2"])
def test_postgresql_is_always_psycopg(scheme: str) -> None:
    """Whatever driver a URL names, the one that is installed is used."""
    engine = open_engine(f"{scheme}://user@localhost/riskdesk")
    assert "postgresql+psycopg" == engine.url.drivername
    engine.dispose()
