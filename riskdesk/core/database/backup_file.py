"""The file of a backup: a zip of `riskdesk.db`, an SQLite database, and of `manifest.json`.

The database is SQLite whichever kind it was taken from. So a backup of PostgreSQL can be restored into
SQLite and the other way round, and an older one is brought up to date by the same migrations as a
database in use.
"""

import os
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import file_digest
from pathlib import Path
from typing import Final

import msgspec
import sqlalchemy as sa

from riskdesk.core.database import migrate
from riskdesk.core.database.engine import open_engine
from riskdesk.core.database.unit import read_unit
from riskdesk.core.errors import BackupInvalid
from riskdesk.core.scratch import scratch_folder

DATABASE: Final = "riskdesk.db"
MANIFEST: Final = "manifest.json"
KEYS: Final = "keys.json"


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


def pack(packed: Path, database: Path, manifest: Manifest, keys: str | None) -> None:
    """Write the zip, with the key file's content where it shall be in it."""
    with zipfile.ZipFile(packed, "x", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.write(database, DATABASE)
        if keys is not None:
            archive.writestr(KEYS, keys)
        archive.writestr(MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)))
    packed.chmod(0o600)
    with packed.open("rb") as file:
        os.fsync(file.fileno())


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
    with scratch_folder(folder) as inner:
        database = inner / DATABASE
        with _archive(file) as archive:
            manifest = _manifest(archive, file)
            try:
                archive.extract(DATABASE, inner)
            except (zipfile.BadZipFile, KeyError, EOFError, OSError) as error:
                raise BackupInvalid(f"the file is damaged: {error}", field=str(file)) from None
        if sha256_of(database) != manifest.sha256:
            raise BackupInvalid("the database in it is not the one that was saved", field=str(file))
        with opened(f"sqlite:///{database}") as engine:
            _check(engine, manifest, file)
            migrate.upgrade(engine)
            yield manifest, engine


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
        counts = {name: count_rows(connection, name) for name in manifest.counts}
    if (seq, bytes(chain).hex(), counts) != (manifest.seq, manifest.chain, manifest.counts):
        raise BackupInvalid("its rows are not those that its manifest tells of", field=str(file))


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


def count_rows(connection: sa.Connection, table: str) -> int:
    """Return how many rows a table has."""
    return int(connection.execute(sa.select(sa.func.count()).select_from(sa.table(table))).scalar_one())


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file in hex."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
