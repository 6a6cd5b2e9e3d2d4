"""Bringing the tables to the state this program needs, from the installed package alone.

Alembic is imported where tables are changed: a service that finds them as they should be does without its 11 MB.
"""

from typing import Any, Final

import sqlalchemy as sa

from riskdesk.core.database.unit import read_unit, write_unit
from riskdesk.core.errors import DatabaseNotMigrated

SCRIPTS: Final = "riskdesk.core.database:migrations"
"""Where the migrations are: a package and a folder in it, wherever that is installed."""

HEAD: Final = "0009"
"""The latest of them."""

# Any number that nothing else locks by: the bytes of "risk".
_ADVISORY_LOCK: Final = 0x7269736B


def upgrade(engine: sa.Engine, *, scripts: str = SCRIPTS) -> None:
    """Bring the tables to `head` in one transaction; of two processes at once, the second finds it done.

    Raises
    ------
    DatabaseUnavailable
        The database is gone or locked; the tables are as they were.
    """
    with write_unit(engine) as connection:
        if connection.dialect.name == "postgresql":
            # A long migration is not a client that hangs, and neither is who waits for it.
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
            connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})")
        from alembic import command

        config = _config(scripts)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def current(engine: sa.Engine) -> str | None:
    """Return the revision of the tables, or None if there are none yet."""
    try:
        with read_unit(engine) as connection:
            found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one_or_none()
    except DatabaseNotMigrated:
        return None
    return None if found is None else str(found)


def head(*, scripts: str = SCRIPTS) -> str:
    """Return the revision that this program needs."""
    if scripts == SCRIPTS:
        return HEAD
    revision: str | None = _directory(scripts).get_current_head()
    if revision is None:
        raise DatabaseNotMigrated("this installation holds no migrations")
    return revision


def is_known(revision: str, *, scripts: str = SCRIPTS) -> bool:
    """Return whether tables of this revision can be brought to `head`."""
    return any(script.revision == revision for script in _directory(scripts).walk_revisions())


def check(engine: sa.Engine, *, scripts: str = SCRIPTS) -> None:
    """Refuse tables of another revision.

    Raises
    ------
    DatabaseNotMigrated
        They are missing, older or newer; the error names both revisions.
    """
    found, needed = current(engine), head(scripts=scripts)
    if found != needed:
        raise DatabaseNotMigrated(
            f"the tables are at revision {found or 'none'}, this program needs {needed}; "
            "`riskdesk init` brings older ones up to date"
        )


def _directory(scripts: str) -> Any:
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_config(scripts))


def _config(scripts: str) -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", scripts.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
