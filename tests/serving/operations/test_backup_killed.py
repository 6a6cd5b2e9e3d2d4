"""Backup, restore and migration ended by `kill -9` at random moments: the old state or the new one, and the next run mends."""

import base64
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa

from riskdesk.core.database.backup_file import unpacked
from riskdesk.core.database.copy import contents, is_empty
from riskdesk.core.database.engine import open_engine
from riskdesk.core.database.tables import metadata
from riskdesk.core.database.unit import read_unit

Contents = dict[str, tuple[int, int]]

FORKED = """
import json, os, sys, time
import features.history.log, riskdesk.core.database.backup, riskdesk.core.database.backup_restore
from riskdesk.cli import app, main

for line in sys.stdin:
    words, settings, told, seconds = json.loads(line)
    child = os.fork()
    if child == 0:
        os.environ.update(settings)
        os.dup2(os.open(told, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
        os.dup2(1, 2)
        sys.argv = ["riskdesk", *words]
        sys.exit(main())
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, 9)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
"""Runs commands in forks of a process that has imported already, so that a kill seldom strikes the imports."""

kills = pytest.mark.parametrize(
    "kills", [2, pytest.param(15, marks=pytest.mark.prove)], ids=["slice", "long"]
)


class Ran(NamedTuple):
    """A command that ended: its exit code (-9: killed), what it said, and how long it ran."""

    code: int
    said: str
    seconds: float


class Commands:
    """Runs commands of `riskdesk`, and kills them."""

    def __init__(self, told: Path, keys: dict[str, str]) -> None:
        self._told = told
        self._keys = keys
        self._rng = Random(67)
        self._process = subprocess.Popen(
            [sys.executable, "-c", FORKED], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, house: Any, *words: str, keys: bool = True, at_most: float | None = None) -> Ran:
        """Run a command on a house, to its end or to a random moment before `at_most` seconds."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        settings = {"RISKDESK_HOME": str(house.settings.home), "RISKDESK_DATABASE_URL": house.settings.url}
        settings |= self._keys if keys else {}
        house.engine.dispose()
        began = time.monotonic()
        killed_after = None if at_most is None else self._rng.uniform(0.0, at_most)
        asked = json.dumps([words, settings, str(self._told), killed_after])
        print(asked, file=self._process.stdin, flush=True)
        code = int(self._process.stdout.readline())
        said = self._told.read_text("utf-8") if self._told.exists() else ""
        return Ran(code, said, time.monotonic() - began)

    def close(self) -> None:
        """End the process."""
        self._process.communicate(timeout=30)


@pytest.fixture(scope="module")
def commands(tmp_path_factory: pytest.TempPathFactory, world: ModuleType) -> Iterator[Commands]:
    """Runs commands and kills them."""
    keys = {
        "RISKDESK_ENCRYPTION_KEY": base64.b64encode(world.KEYS.encryption).decode(),
        "RISKDESK_MATCHING_KEY": base64.b64encode(world.KEYS.matching).decode(),
    }
    made = Commands(tmp_path_factory.mktemp("commands") / "told.txt", keys)
    yield made
    made.close()


def all_contents(engine: sa.Engine) -> Contents | None:
    """Return number and sum of hashes of the rows of every table; None where nothing is held."""
    with read_unit(engine) as connection:
        if is_empty(connection):
            return None
        return {table.name: contents(connection, table) for table in metadata.sorted_tables}


@contextmanager
def house_at(house: Any, world: ModuleType, url: str, home: Path) -> Iterator[Any]:
    """Give a house on another database, in which there may be nothing, with the same keys."""
    other = world.opened(world.settings_of(home, url), house.keys)
    yield other
    other.engine.dispose()


def saved_in(file: Path, folder: Path) -> Contents | None:
    """Return what a backup holds; it is the one that its manifest tells of."""
    with unpacked(file, folder) as (_, saved):
        return all_contents(saved)


@kills
def test_a_killed_backup_leaves_no_file_or_a_whole_one(
    any_house: Any, commands: Commands, tmp_path: Path, kills: int
) -> None:
    """The next run writes the missing file, or refuses the whole one by name; nothing half-done lies about."""
    held, folder = all_contents(any_house.engine), tmp_path / "saved"
    whole = commands.run(any_house, "backup", str(folder / "whole.zip"))
    assert 0 == whole.code, whole.said
    for turn in range(kills):
        file = folder / f"{turn}.zip"
        commands.run(any_house, "backup", str(file), at_most=whole.seconds)
        stood = file.exists()
        after = commands.run(any_house, "backup", str(file))
        assert (2, True) == (after.code, str(file) in after.said) if stood else 0 == after.code, after.said
        assert held == saved_in(file, tmp_path / "unpacked")
    assert held == all_contents(any_house.engine)
    expected = {"whole.zip", *(f"{turn}.zip" for turn in range(kills))}
    assert expected == {path.name for path in folder.iterdir()}


@kills
def test_a_killed_restore_leaves_what_was_or_what_was_saved(
    any_house: Any, world: ModuleType, commands: Commands, tmp_path: Path, kills: int
) -> None:
    """Two backups are restored in turn over each other, each killed first and then run again to its end."""
    states, files = [], []
    for name in ("one", "two"):
        files.append(tmp_path / f"{name}.zip")
        assert 0 == commands.run(any_house, "backup", str(files[-1])).code
        states.append(all_contents(any_house.engine))
        any_house.append(world.registered(f"C-{name}"))
    took = commands.run(any_house, "restore", str(files[1]), "--replace")
    assert 0 == took.code, took.said
    for turn in range(kills):
        wanted = turn % 2
        words = ("restore", str(files[wanted]), "--replace")
        commands.run(any_house, *words, at_most=took.seconds)
        assert all_contents(any_house.engine) in states
        after = commands.run(any_house, *words)
        assert 0 == after.code, after.said
        assert states[wanted] == all_contents(any_house.engine)
        assert any_house.broken_at() is None
    left = [path.name for path in any_house.settings.home.iterdir()] if kills else []
    assert [] == [name for name in left if not name.startswith("riskdesk.db")]


@kills
def test_a_killed_restore_into_an_empty_home_can_be_run_again(
    house: Any, world: ModuleType, commands: Commands, tmp_path: Path, kills: int
) -> None:
    """The home holds nothing or all of it; of what it holds the next run says how to replace it; keys come along."""
    file, home = tmp_path / "full.zip", tmp_path / "other"
    assert 0 == commands.run(house, "backup", str(file), "--with-keys").code
    held, longest = all_contents(house.engine), 1.0
    for _ in range(kills):
        with house_at(house, world, f"sqlite:///{home / 'riskdesk.db'}", home) as other:
            commands.run(other, "restore", str(file), keys=False, at_most=longest)
            stood = all_contents(other.engine)
            assert stood in (None, held)
            after = commands.run(other, "restore", str(file), keys=False)
            if stood is not None:
                assert (2, True) == (after.code, "--replace" in after.said), after.said
                after = commands.run(other, "restore", str(file), "--replace", keys=False)
            else:
                longest = after.seconds
            assert 0 == after.code, after.said
            assert held == all_contents(other.engine)
        assert ["keys.json", "riskdesk.db"] == sorted(path.name for path in home.iterdir())
        shutil.rmtree(home)


def emptied(url: str) -> None:
    """Throw away all that a database holds, its tables too."""
    if url.startswith("sqlite"):
        shutil.rmtree(Path(str(sa.make_url(url).database)).parent, ignore_errors=True)
        return
    engine = open_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()


@kills
def test_a_killed_move_can_be_run_again(
    any_house: Any, world: ModuleType, commands: Commands, tmp_path: Path, postgres_url: str, kills: int
) -> None:
    """From either kind to the other: the new database holds nothing or all of it, and the next run ends well."""
    held, longest = all_contents(any_house.engine), 2.0
    to_file = any_house.engine.dialect.name == "postgresql"
    url = f"sqlite:///{tmp_path / 'moved' / 'riskdesk.db'}" if to_file else postgres_url
    for _ in range(kills):
        commands.run(any_house, "migrate-database", "--to", url, at_most=longest)
        with house_at(any_house, world, url, tmp_path / "moved") as moved:
            assert all_contents(moved.engine) in (None, held)
        after = commands.run(any_house, "migrate-database", "--to", url)
        longest = after.seconds
        assert 0 == after.code, after.said
        with house_at(any_house, world, url, tmp_path / "moved") as moved:
            assert held == all_contents(moved.engine)
            assert moved.broken_at() is None
        emptied(url)
    assert held == all_contents(any_house.engine)
