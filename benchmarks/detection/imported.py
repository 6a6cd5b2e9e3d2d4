"""A log filled from files by a mapping, as a user fills it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from features.imports.mapping_file import load_mapping
from features.imports.run import import_files
from riskdesk.core.crypto import Vault
from riskdesk.core.database import migrate
from riskdesk.core.database.engine import open_engine
from riskdesk.core.database.handles import Engine
from riskdesk.core.keys import create_keys
from riskdesk.core.settings import Settings

Say = Callable[[str], None]
EVERY: Final = 10
"""Per cent between two lines of progress."""
WHOLE: Final = "imported"
"""An empty file that says that the import came to its end."""


def imported_log(
    files: Sequence[Path], mapping: str, home: Path, *, base_currency: str = "CNY", say: Say
) -> tuple[Engine, Settings]:
    """Return the log of these files; one that was imported whole into `home` is taken as it is.

    After a broken import the files are fed again: rows that the log holds are passed over.

    Raises
    ------
    SystemExit
        A file is missing.
    """
    missing = [file for file in files if not file.is_file()]
    if missing:
        raise SystemExit(f"skipped: expected {missing[0].name} in {missing[0].parent.name}")
    settings = Settings(home=home, base_currency=base_currency)
    whole = home / WHOLE
    engine = open_engine(settings.url)
    if not whole.exists():
        append_files(engine, settings, files, mapping, say=say)
        whole.touch()
    return engine, settings


def append_files(
    engine: Engine, settings: Settings, files: Sequence[Path], mapping: str, *, say: Say
) -> None:
    """Append the rows of these files to a log, which is made if there is none; say how many were refused."""
    migrate.upgrade(engine)
    vault = Vault(create_keys(settings))
    told: dict[str, int] = {}

    def progress(stage: str, done: int, total: int) -> None:
        percent = 100 * done // max(total, 1) // EVERY * EVERY
        if total and told.get(stage) != percent:
            told[stage] = percent
            say(f"{stage} {percent} %")

    report = import_files(
        engine, vault, settings, list(files), load_mapping(mapping), source=mapping, progress=progress
    )
    say(f"{report.events_taken} events of {report.taken} rows taken, {report.refused} refused")
