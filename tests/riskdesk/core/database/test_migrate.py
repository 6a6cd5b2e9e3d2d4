import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from riskdesk.core.database import migrate
from riskdesk.core.database.tables import metadata
from riskdesk.core.errors import DatabaseNotMigrated

ENV = """
from alembic import context
context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
"""
FIRST = """
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic import op
revision = "0001"
down_revision = None
def upgrade():
    op.create_table("things", sa.Column("name", sa.String, primary_key=True))
"""
SECOND = """
from alembic import op
revision = "0002"
down_revision = "0001"
def upgrade():
    op.execute("INSERT INTO things VALUES ('one')")
"""
BROKEN = """
from alembic import op
revision = "0003"
down_revision = "0002"
def upgrade():
    op.execute("INSERT INTO things VALUES ('two')")
    op.execute("INSERT INTO things VALUES ('one')")
"""


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    """A folder with two migrations, its path as awkward as paths are."""
    folder = tmp_path / "100% ours"
    (folder / "versions").mkdir(parents=True)
    (folder / "env.py").write_text(ENV, encoding="utf-8")
    (folder / "script.py.mako").write_text("", encoding="utf-8")
    (folder / "versions" / "0001.py").write_text(FIRST, encoding="utf-8")
    (folder / "versions" / "0002.py").write_text(SECOND, encoding="utf-8")
    return folder


def things(engine: sa.Engine) -> list[str]:
    """Return the rows that the migrations made."""
    with engine.connect() as connection:
        return [str(name) for name in connection.exec_driver_sql("SELECT name FROM things").scalars()]


def test_upgrade_reaches_head(engine: sa.Engine, scripts: Path) -> None:
    """An empty database gets all migrations, and its revision can be read."""
    assert None is migrate.current(engine)
    migrate.upgrade(engine, scripts=str(scripts))
    assert "0002" == migrate.current(engine) == migrate.head(scripts=str(scripts))
    assert ["one"] == things(engine)


def test_upgrade_again_changes_nothing(engine: sa.Engine, scripts: Path) -> None:
    """What is up to date stays as it is."""
    migrate.upgrade(engine, scripts=str(scripts))
    migrate.upgrade(engine, scripts=str(scripts))
    assert ["one"] == things(engine)


def test_check_names_both_revisions(engine: sa.Engine, scripts: Path) -> None:
    """Missing, older and newer tables are refused with what is there and what is needed."""
    with pytest.raises(DatabaseNotMigrated, match="revision none, this program needs 0002"):
        migrate.check(engine, scripts=str(scripts))
    migrate.upgrade(engine, scripts=str(scripts))
    migrate.check(engine, scripts=str(scripts))
    (scripts / "versions" / "0002.py").unlink()
    with pytest.raises(DatabaseNotMigrated, match="revision 0002, this program needs 0001"):
        migrate.check(engine, scripts=str(scripts))


def test_broken_migration_leaves_everything(engine: sa.Engine, scripts: Path) -> None:
    """A migration that fails takes its own rows and its revision back, on both databases."""
    migrate.upgrade(engine, scripts=str(scripts))
    (scripts / "versions" / "0003.py").write_text(BROKEN, encoding="utf-8")
    with pytest.raises(sa.exc.IntegrityError):
        migrate.upgrade(engine, scripts=str(scripts))
    assert "0002" == migrate.current(engine)
    assert ["one"] == things(engine)


def test_processes_upgrade_at_once(engine: sa.Engine, scripts: Path) -> None:
    """Of several processes that start together one migrates, and none fails."""
    slow = FIRST.replace("def upgrade():", "def upgrade():\n    import time; time.sleep(1)")
    (scripts / "versions" / "0001.py").write_text(slow, encoding="utf-8")
    program = (
        "import sys; from riskdesk.core.database import migrate; "
        "from riskdesk.core.database.engine import open_engine; "
        "migrate.upgrade(open_engine(sys.argv[1]), scripts=sys.argv[2])"
    )
    url = engine.url.render_as_string(hide_password=False)
    started = [
        subprocess.Popen([sys.executable, "-c", program, url, str(scripts)], stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    assert [b""] * 3 == [process.communicate(timeout=60)[1] for process in started]
    assert [0] * 3 == [process.returncode for process in started]
    assert ["one"] == things(engine)


def test_migrations_make_the_tables_of_the_program(database: sa.Engine) -> None:
    """What the migrations make is what the queries are written against, on both databases."""
    migrate.check(database)
    with database.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert [] == compare_metadata(context, metadata)


def test_the_latest_revision_is_the_one_that_is_named() -> None:
    """The service knows it without looking through the migrations."""
    assert migrate.HEAD == migrate._directory(migrate.SCRIPTS).get_current_head()
