"""Backups: the whole database in one file, as it stood at a moment while it was served."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from riskdesk.core.database import migrate
from riskdesk.core.database.backup_file import DATABASE, Manifest, count_rows, opened, pack, sha256_of
from riskdesk.core.database.backup_sqlite import online_copy
from riskdesk.core.database.copy import Tell, copy_all, quiet
from riskdesk.core.database.tables import log_head, metadata
from riskdesk.core.database.unit import read_unit, write_unit
from riskdesk.core.errors import BackupInvalid, Conflict
from riskdesk.core.scratch import scratch_folder

Verify = Callable[[sa.Connection], None]
"""Raises where what a database holds is not whole."""


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
    with scratch_folder(file.parent) as folder:
        database = folder / DATABASE
        if engine.dialect.name == "sqlite":
            online_copy(engine, database, tell)
        else:
            _copied(engine, database, tell)
        manifest = _described(engine, database, about, verify)
        packed = folder / "backup.zip"
        pack(packed, database, manifest, about.keys)
        _publish(packed, file)
    _sync_folder(file.parent)
    return manifest


def _copied(engine: sa.Engine, database: Path, tell: Tell) -> None:
    with opened(f"sqlite:///{database}") as target:
        migrate.upgrade(target)
        with read_unit(engine) as source, write_unit(target) as writing:
            copy_all(source, writing, tell)


def _described(engine: sa.Engine, database: Path, about: About, verify: Verify) -> Manifest:
    with opened(f"sqlite:///{database}") as copy, read_unit(copy) as connection:
        verify(connection)
        head = connection.execute(sa.select(log_head.c.seq, log_head.c.chain)).one()
        counts = {table.name: count_rows(connection, table.name) for table in metadata.sorted_tables}
    return Manifest(
        program=about.program,
        taken_from=engine.dialect.name,
        taken_at=about.taken_at,
        revision=migrate.head(),
        seq=head.seq,
        chain=bytes(head.chain).hex(),
        counts=counts,
        sha256=sha256_of(database),
        keys_fingerprint=about.keys_fingerprint,
        holds_keys=about.keys is not None,
    )


def _publish(packed: Path, file: Path) -> None:
    """Give a finished file its name; one that is there already stays."""
    try:
        os.link(packed, file)  # unlike a rename, this replaces nothing
    except FileExistsError:
        raise Conflict("there is such a file already", field=str(file)) from None
    except OSError:  # a file system without hard links
        packed.rename(file)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
