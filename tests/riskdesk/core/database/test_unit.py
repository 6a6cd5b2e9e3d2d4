import contextlib
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from riskdesk.core.database.engine import open_engine
from riskdesk.core.database.unit import read_unit, write_unit
from riskdesk.core.errors import DatabaseNotMigrated, DatabaseUnavailable

METADATA = sa.MetaData()
COUNTERS = sa.Table(
    "counters",
    METADATA,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("value", sa.Integer, nullable=False),
)


@pytest.fixture
def counted(engine: sa.Engine) -> sa.Engine:
    """A database with one counter at 0."""
    with write_unit(engine) as connection:
        METADATA.create_all(connection)
        connection.execute(COUNTERS.insert().values(name="a", value=0))
    return engine


def value_of(engine: sa.Engine) -> int:
    """Return where the counter stands."""
    with read_unit(engine) as connection:
        return int(connection.execute(sa.select(COUNTERS.c.value)).scalar_one())


def add_one(engine: sa.Engine) -> None:
    """Read the counter, then write one more."""
    with write_unit(engine) as connection:
        value = connection.execute(sa.select(COUNTERS.c.value).with_for_update()).scalar_one()
        connection.execute(COUNTERS.update().values(value=value + 1))


def test_unit_commits_at_its_end(counted: sa.Engine) -> None:
    """What was written stands after the unit, also for another engine."""
    add_one(counted)
    other = open_engine(counted.url)
    assert 1 == value_of(other)
    other.dispose()


def test_exception_undoes_the_unit(counted: sa.Engine) -> None:
    """An exception within leaves nothing of the unit, and comes through as it is."""

    def fail_after_writing() -> None:
        with write_unit(counted) as connection:
            connection.execute(COUNTERS.update().values(value=9))
            raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        fail_after_writing()
    assert 0 == value_of(counted)


def test_tables_made_in_an_undone_unit_are_gone(engine: sa.Engine) -> None:
    """Changes of tables belong to the transaction too, on SQLite as well."""

    def fail_after_creating() -> None:
        with write_unit(engine) as connection:
            METADATA.create_all(connection)
            raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        fail_after_creating()
    assert [] == sa.inspect(engine).get_table_names()


def test_no_addition_is_lost(counted: sa.Engine) -> None:
    """Units that read and then write follow each other."""
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(add_one, counted) for _ in range(40)]:
            done.result()
    assert 40 == value_of(counted)


def test_sqlite_holds_the_lock_from_the_beginning(sqlite_engine: sa.Engine) -> None:
    """A second writer waits before it reads: what a unit has read is still true when it commits."""
    order: list[str] = []
    entered = threading.Event()

    def second() -> None:
        entered.wait()
        with write_unit(sqlite_engine):
            order.append("second")

    thread = threading.Thread(target=second)
    thread.start()
    with write_unit(sqlite_engine):
        entered.set()
        thread.join(0.2)
        order.append("first")
    thread.join()
    assert ["first", "second"] == order


def test_reading_sees_one_moment(counted: sa.Engine) -> None:
    """What others commit while a reading unit runs does not show in it."""
    with read_unit(counted) as connection:
        before = connection.execute(sa.select(COUNTERS.c.value)).scalar_one()
        add_one(counted)
        after = connection.execute(sa.select(COUNTERS.c.value)).scalar_one()
    assert (0, 0) == (before, after)
    assert 1 == value_of(counted)


def test_reading_unit_keeps_nothing(counted: sa.Engine) -> None:
    """A write in a reading unit is refused by PostgreSQL and undone on SQLite."""
    with contextlib.suppress(sa.exc.DBAPIError), read_unit(counted) as connection:
        connection.execute(COUNTERS.update().values(value=9))
    assert 0 == value_of(counted)


def test_postgresql_refuses_to_write_in_a_reading_unit(postgres_url: str) -> None:
    """There it is a mistake of ours that is named, and no outage."""
    engine = open_engine(postgres_url)
    with pytest.raises(sa.exc.DBAPIError, match="read-only"), read_unit(engine) as connection:
        METADATA.create_all(connection)
    engine.dispose()


def test_reading_unit_leaves_connections_that_write(counted: sa.Engine) -> None:
    """A connection that served a reading unit can write in the next one."""
    assert 0 == value_of(counted)
    add_one(counted)
    assert 1 == value_of(counted)


def test_locked_database_is_unavailable(sqlite_engine: sa.Engine) -> None:
    """A lock that is not given up in time ends in 503 with a time to retry."""
    impatient = open_engine(sqlite_engine.url)

    @sa.event.listens_for(impatient, "connect")
    def _wait_less(connection: object, _record: object) -> None:
        connection.execute("PRAGMA busy_timeout = 20")  # type: ignore[attr-defined]

    def write() -> None:
        with write_unit(impatient):
            pass

    with write_unit(sqlite_engine), pytest.raises(DatabaseUnavailable, match="locked") as caught:
        write()
    impatient.dispose()
    assert (503, 2) == (caught.value.status, caught.value.retry_after_seconds)


def test_two_writers_take_turns(counted: sa.Engine) -> None:
    """Who waits begins soon after the other one ends: SQLite's own pauses grow to a tenth of a second."""
    other, ended, turns = open_engine(counted.url), threading.Event(), dict.fromkeys("ab", 0)

    def write(engine: sa.Engine, name: str) -> None:
        while not ended.is_set():
            with write_unit(engine):
                time.sleep(0.01)
                turns[name] += 1
                if turns[name] == 60:
                    ended.set()
            time.sleep(0.001)  # what is done outside the lock

    writers = [threading.Thread(target=write, args=one) for one in ((counted, "a"), (other, "b"))]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    other.dispose()
    assert min(turns.values()) > 15, turns


def test_missing_server_is_unavailable() -> None:
    """A PostgreSQL that is not there is 503, for reading and for writing."""
    engine = open_engine("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(DatabaseUnavailable), write_unit(engine):
        pass
    with pytest.raises(DatabaseUnavailable), read_unit(engine):
        pass
    engine.dispose()


def test_lost_connection_is_unavailable(postgres_url: str) -> None:
    """A server that ends the session within a unit is 503, and the next unit works."""
    engine = open_engine(postgres_url)
    killer = open_engine(postgres_url)

    def lose_the_session() -> None:
        with write_unit(engine) as connection, killer.begin() as other:
            pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
            other.execute(sa.text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
            connection.exec_driver_sql("SELECT 1")

    with pytest.raises(DatabaseUnavailable):
        lose_the_session()
    with write_unit(engine) as connection:
        assert 1 == connection.exec_driver_sql("SELECT 1").scalar_one()
    engine.dispose()
    killer.dispose()


def test_damaged_file_is_unavailable(tmp_path: Path) -> None:
    """A file that is no database is 503."""
    path = tmp_path / "riskdesk.db"
    path.write_bytes(b"no database at all, " * 100)
    engine = open_engine(f"sqlite:///{path}")
    with pytest.raises(DatabaseUnavailable), write_unit(engine):
        pass
    engine.dispose()


def test_missing_table_is_not_migrated(engine: sa.Engine) -> None:
    """Tables that are not there are told from a database that is not there."""
    with pytest.raises(DatabaseNotMigrated, match="counters"):
        value_of(engine)


def test_missing_column_is_not_migrated(counted: sa.Engine) -> None:
    """So are columns."""
    with pytest.raises(DatabaseNotMigrated, match="colour"), write_unit(counted) as connection:
        connection.exec_driver_sql("INSERT INTO counters (name, colour) VALUES ('b', 'red')")


def test_wrong_statement_comes_through(counted: sa.Engine) -> None:
    """A mistake in a statement is ours, and is not called an outage."""
    with pytest.raises(sa.exc.DBAPIError, match="syntax"), read_unit(counted) as connection:
        connection.exec_driver_sql("SELEC 1")


def test_broken_constraint_comes_through(counted: sa.Engine) -> None:
    """A row that breaks a constraint is for the caller to understand."""
    with pytest.raises(sa.exc.IntegrityError), write_unit(counted) as connection:
        connection.execute(COUNTERS.insert().values(name="a", value=1))
