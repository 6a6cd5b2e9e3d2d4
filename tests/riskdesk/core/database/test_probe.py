import time
from typing import Any

import sqlalchemy as sa

from riskdesk.core.database.probe import takes_writes
from riskdesk.core.database.tables import artifacts, log_head
from riskdesk.core.database.unit import write_unit


def patience(engine: sa.Engine) -> Any:
    """Return how long a connection of the pool waits for a lock."""
    asked = "PRAGMA busy_timeout" if engine.dialect.name == "sqlite" else "SHOW lock_timeout"
    with engine.connect() as connection:
        return connection.exec_driver_sql(asked).scalar_one()


def test_nothing_of_a_probe_stays(database: sa.Engine) -> None:
    """A healthy database takes it; head and artifacts are as before, and so is the pool's patience."""
    with database.connect() as connection:
        head = connection.execute(sa.select(log_head)).all()
    before = patience(database)
    assert takes_writes(database)
    assert takes_writes(database)
    assert before == patience(database)
    with database.connect() as connection:
        assert head == connection.execute(sa.select(log_head)).all()
        assert [] == connection.execute(sa.select(artifacts.c.hash)).all()


def test_another_writer_is_not_waited_for(database: sa.Engine) -> None:
    """While somebody holds what every decision needs the answer is no, well within a probe's time."""
    before = patience(database)
    with write_unit(database) as connection:
        connection.execute(sa.update(log_head).values(seq=log_head.c.seq))
        begun = time.monotonic()
        assert not takes_writes(database)
        assert time.monotonic() - begun < 3.0
    assert before == patience(database)
    assert takes_writes(database)


def test_a_full_or_protected_file_says_no(sqlite_database: sa.Engine) -> None:
    """As does a lock that can be got: a file that cannot grow, and one that takes no writes at all."""
    for pragma, undone in (
        ("max_page_count = 1", "max_page_count = 4294967294"),
        ("query_only = 1", "query_only = 0"),
    ):
        with sqlite_database.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA {pragma}")
        assert not takes_writes(sqlite_database)
        with sqlite_database.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA {undone}")
        assert takes_writes(sqlite_database)


def test_a_database_that_is_not_there_says_no(sqlite_database: sa.Engine) -> None:
    """Without the tables nothing can be kept."""
    with write_unit(sqlite_database) as connection:
        connection.exec_driver_sql("ALTER TABLE artifacts RENAME TO elsewhere")
    assert not takes_writes(sqlite_database)
