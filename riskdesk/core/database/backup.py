"""Backups: one file that holds the whole database as it stood at a moment, and what must be true of it.

The file is a zip of `riskdesk.db`, an SQLite database whichever kind it was taken from, and of
`manifest.json`. So a backup of PostgreSQL can be restored into SQLite and the other way round, and an
older one is brought up to date by the same migrations as a database in use.
"""

import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Final

import msgspec
import sqlalchemy as sa

from riskdesk.core.database import migrate
from riskdesk.core.database.backup_sqlite import online_copy
from riskdesk.core.database.copy import Tell, copy_all, quiet
from riskdesk.core.database.engine import open_engine
from riskdesk.core.database.tables import log_head, metadata
from riskdesk.core.database.unit import read_unit, write_unit
from riskdesk.core.errors import BackupInvalid, Conflict

DATABASE: Final = "riskdesk.db"
MANIFEST: Final = "manifest.json"
KEYS: Final = "keys.json"

Verify = Callable[[sa.Connection], None]
"""Raises where what a database holds is not whole."""


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a backup says of itself.

    Parameters
    ----------
    program
        Version of riskdesk that wrote it.
    taken_from
        `sqlite` or `postgresql`.
    taken_at
        ISO 8601 time in UTC.
    revision
        Of the tables.
    seq, chain
        The log's head: the last number and the chain's last hash in hex.
    counts
        Rows of each table.
    sha256
        Of `riskdesk.db`.
    keys_fingerprint
        Tells whether keys at hand are those of then, and nothing about them.
    holds_keys
        Whether `keys.json` is in the file.
    """

    program: str
    taken_from: str
    taken_at: str
    revision: str
    seq: int
    chain: str
    counts: dict[str, int]
    sha256: str
    keys_fingerprint: str
    holds_keys: bool


@dataclass(frozen=True, slots=True)
class About:
    """What only the caller knows of a backup.

    Parameters
    ----------
    program, taken_at, keys_fingerprint
        As in the manifest.
    keys
        Content of the key file, where it shall be in the backup.
    """

    program: str
    taken_at: str
    keys_fingerprint: str
    keys: str | None = None


@contextmanager
def opened(url: str, *, readonly: bool = False) -> Iterator[sa.Engine]:
    """Give an engine whose connections are closed afterwards.

    The last connection to an SQLite file that closes folds the write-ahead log into it.
    """
    engine = open_engine(url, readonly=readonly)
    try:
        yield engine
    finally:
        engine.dispose()


def back_up(engine: sa.Engine, file: Path, about: About, verify: Verify, tell: Tell = quiet) -> Manifest:
    """Write a backup of the database while it is served, readable by its owner only.

    The copy is verified before the file appears under its name.

    Raises
    ------
    Conflict
        There is such a file already.
    BackupInvalid
        The file cannot be written.
    DatabaseUnavailable, DatabaseNotMigrated
        The database cannot be read.
    """
    if file.exists():
        raise Conflict("there is such a file already", field=str(file))
    migrate.check(engine)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        return _back_up(engine, file, about, verify, tell)
    except OSError as error:
        raise BackupInvalid(f"the file cannot be written: {error.strerror}", field=str(file)) from error


def _back_up(engine: sa.Engine, file: Path, about: About, verify: Verify, tell: Tell) -> Manifest:
    with tempfile.TemporaryDirectory(prefix=".riskdesk-backup-", dir=file.parent) as folder:
        database = Path(folder) / DATABASE
        if engine.dialect.name == "sqlite":
            online_copy(engine, database, tell)
        else:
            _copied(engine, database, tell)
        manifest = _described(engine, database, about, verify)
        packed = Path(folder) / "backup.zip"
        _pack(packed, database, manifest, about.keys)
        _publish(packed, file)
    _sync_folder(file.parent)
    return manifest


def read_keys(file: Path) -> str | None:
    """Return the content of the key file in a backup, or None if it holds none."""
    with _archive(file) as archive:
        return archive.read(KEYS).decode() if KEYS in archive.namelist() else None


@contextmanager
def unpacked(file: Path, folder: Path) -> Iterator[tuple[Manifest, sa.Engine]]:
    """Give a backup's database, checked against its manifest and brought up to date, in a temporary folder.

    Raises
    ------
    BackupInvalid
        It is damaged, or is not what its manifest says.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".riskdesk-restore-", dir=folder) as inner:
        database = Path(inner) / DATABASE
        with _archive(file) as archive:
            manifest = _manifest(archive, file)
            try:
                archive.extract(DATABASE, inner)
            except (zipfile.BadZipFile, KeyError, EOFError, OSError) as error:
                raise BackupInvalid(f"the file is damaged: {error}", field=str(file)) from None
        if _sha256(database) != manifest.sha256:
            raise BackupInvalid("the database in it is not the one that was saved", field=str(file))
        with opened(f"sqlite:///{database}") as engine:
            _check(engine, manifest, file)
            migrate.upgrade(engine)
            yield manifest, engine


def _copied(engine: sa.Engine, database: Path, tell: Tell) -> None:
    with opened(f"sqlite:///{database}") as target:
        migrate.upgrade(target)
        with read_unit(engine) as source, write_unit(target) as writing:
            copy_all(source, writing, tell)


def _described(engine: sa.Engine, database: Path, about: About, verify: Verify) -> Manifest:
    with opened(f"sqlite:///{database}") as copy, read_unit(copy) as connection:
        verify(connection)
        head = connection.execute(sa.select(log_head.c.seq, log_head.c.chain)).one()
        counts = {table.name: _count(connection, table.name) for table in metadata.sorted_tables}
    return Manifest(
        program=about.program,
        taken_from=engine.dialect.name,
        taken_at=about.taken_at,
        revision=migrate.head(),
        seq=head.seq,
        chain=bytes(head.chain).hex(),
        counts=counts,
        sha256=_sha256(database),
        keys_fingerprint=about.keys_fingerprint,
        holds_keys=about.keys is not None,
    )


def _check(engine: sa.Engine, manifest: Manifest, file: Path) -> None:
    """Compare the database as it was saved with the manifest; tables of other revisions have the same head."""
    if migrate.current(engine) != manifest.revision or not migrate.is_known(manifest.revision):
        raise BackupInvalid(
            f"it was written by riskdesk {manifest.program} with tables of revision {manifest.revision}, "
            "which this program does not know",
            field=str(file),
        )
    with read_unit(engine) as connection:
        seq, chain = connection.execute(sa.text("SELECT seq, chain FROM log_head")).one()
        counts = {name: _count(connection, name) for name in manifest.counts}
    if (seq, bytes(chain).hex(), counts) != (manifest.seq, manifest.chain, manifest.counts):
        raise BackupInvalid("its rows are not those that its manifest tells of", field=str(file))


def _count(connection: sa.Connection, table: str) -> int:
    return int(connection.execute(sa.select(sa.func.count()).select_from(sa.table(table))).scalar_one())


def _pack(packed: Path, database: Path, manifest: Manifest, keys: str | None) -> None:
    with zipfile.ZipFile(packed, "x", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.write(database, DATABASE)
        if keys is not None:
            archive.writestr(KEYS, keys)
        archive.writestr(MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)))
    packed.chmod(0o600)
    with packed.open("rb") as file:
        os.fsync(file.fileno())


def _publish(packed: Path, file: Path) -> None:
    """Give a finished file its name; one that is there already stays."""
    try:
        os.link(packed, file)  # unlike a rename, this replaces nothing
    except FileExistsError:
        raise Conflict("there is such a file already", field=str(file)) from None
    except OSError:  # a file system without hard links
        packed.rename(file)


@contextmanager
def _archive(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(file)
    except FileNotFoundError:
        raise BackupInvalid("there is no such file", field=str(file)) from None
    except (zipfile.BadZipFile, OSError):
        raise BackupInvalid("expected a file that `riskdesk backup` wrote", field=str(file)) from None
    with closing(archive):
        yield archive


def _manifest(archive: zipfile.ZipFile, file: Path) -> Manifest:
    try:
        return msgspec.json.decode(archive.read(MANIFEST), type=Manifest)
    except (KeyError, zipfile.BadZipFile, msgspec.DecodeError):
        raise BackupInvalid("expected a file that `riskdesk backup` wrote", field=str(file)) from None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
