import base64
import json
import stat
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from riskdesk.cli.app import app
from riskdesk.cli.backup import verify_log
from riskdesk.core.database import migrate
from riskdesk.core.database.backup import About, back_up
from riskdesk.core.database.backup_file import MANIFEST, unpacked
from riskdesk.core.database.backup_restore import restore
from riskdesk.core.database.copy import contents, is_empty
from riskdesk.core.database.engine import open_engine
from riskdesk.core.database.tables import metadata
from riskdesk.core.database.unit import read_unit
from riskdesk.core.errors import BackupInvalid, Conflict, CopyDiffers, DatabaseInUse, RiskdeskError

ABOUT = About(program="0.1.0", taken_at="2026-11-20T10:00:00Z", keys_fingerprint="0" * 16)
Run = Callable[..., dict[str, Any]]


def decided(house: Any, world: ModuleType, number: int = 6) -> list[str]:
    """Score some orders and payments; return the ids of the decisions."""
    with house.open() as client:
        found = [client.post("/v1/orders/score", json=world.order(f"O-{k}", f"C-{k}")) for k in range(number)]
        found += [client.post("/v1/payments/score", json=world.payment(f"P-{k}")) for k in range(number)]
    house.engine.dispose()
    return [reply.json()["decision_id"] for reply in found]


def all_contents(engine: sa.Engine) -> dict[str, tuple[int, int]]:
    """Return number and sum of hashes of the rows of every table."""
    with read_unit(engine) as connection:
        return {table.name: contents(connection, table) for table in metadata.sorted_tables}


def elsewhere(house: Any, world: ModuleType, url: str, home: Path) -> Any:
    """Return a house on another database, with the same keys and clock."""
    other = world.opened(world.settings_of(home, url), house.keys)
    other.clock = house.clock
    return other


@pytest.fixture
def run(world: ModuleType) -> Run:
    """Run a command on a house and return what it said as JSON."""

    def run(house: Any, *words: str, code: int = 0, keys: bool = True) -> dict[str, Any]:
        environment = {
            "RISKDESK_HOME": str(house.settings.home),
            "RISKDESK_DATABASE_URL": house.settings.url,
        }
        if keys:
            environment |= {
                "RISKDESK_ENCRYPTION_KEY": base64.b64encode(world.KEYS.encryption).decode(),
                "RISKDESK_MATCHING_KEY": base64.b64encode(world.KEYS.matching).decode(),
            }
        result = CliRunner().invoke(app, [*words, "--json"], env=environment)
        if code == 0 and result.exception is not None:
            raise result.exception
        assert code == result.exit_code, result.output
        said: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
        return said

    return run


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database of each kind in turn, in which there is nothing yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'other' / 'riskdesk.db'}"
    return str(request.getfixturevalue("postgres_url"))


def test_a_backup_can_be_restored_into_either_kind(
    any_house: Any, world: ModuleType, run: Run, tmp_path: Path, empty_url: str
) -> None:
    """Every table comes back row by row, the chain is whole, and every decision replays to what it was."""
    ids = decided(any_house, world)
    file = tmp_path / "saved" / "one.zip"
    said = run(any_house, "backup", str(file))
    assert (any_house.count("events"), any_house.count("decisions")) == (said["seq"], len(ids))
    assert 0o600 == stat.S_IMODE(file.stat().st_mode)
    other = elsewhere(any_house, world, empty_url, tmp_path / "other")
    restored = run(other, "restore", str(file))
    assert restored["keys"]
    assert all_contents(any_house.engine) == all_contents(other.engine)
    other.is_proven()
    assert len(ids) == other.replay().replayed
    with other.open() as client:  # numbering goes on, and a retry decides nothing anew
        assert ids[0] == client.post("/v1/orders/score", json=world.order("O-0", "C-0")).json()["decision_id"]
        later = client.post("/v1/orders/score", json=world.order("O-later", "C-1")).json()
    assert later["as_of_seq"] >= said["seq"]
    other.is_proven()
    other.engine.dispose()


def test_a_backup_under_load_is_of_one_moment(
    house: Any, world: ModuleType, run: Run, tmp_path: Path
) -> None:
    """While four callers are answered, what is saved is whole: every decision in it with its fact, replaying."""
    stop = threading.Event()
    answered: list[str] = []

    def ask(process: Any, name: str) -> None:
        with process.caller() as caller:
            for k in range(10_000):
                if stop.is_set():
                    return
                status, said = caller.post("/v1/orders/score", world.order(f"{name}-{k}", f"C-{k % 7}"))
                assert 200 == status
                answered.append(said["decision_id"])

    with world.running(house) as (process,):
        threads = [threading.Thread(target=ask, args=(process, f"T{n}")) for n in range(4)]
        for thread in threads:
            thread.start()
        while len(answered) < 20:
            stop.wait(0.01)
        before = set(answered)
        said = run(house, "backup", str(tmp_path / "busy.zip"))
        while_saving = len(answered) - len(before)
        stop.set()
        for thread in threads:
            thread.join(timeout=60)
    assert while_saving > 0
    other = elsewhere(house, world, f"sqlite:///{tmp_path / 'other' / 'riskdesk.db'}", tmp_path / "other")
    run(other, "restore", str(tmp_path / "busy.zip"))
    saved = {name for (name,) in other.ask("SELECT decision_id FROM decisions")}
    assert before <= saved
    assert len(saved) == said["counts"]["decisions"] == other.replay().replayed
    other.is_proven()
    other.engine.dispose()


def test_what_is_held_is_replaced_only_when_asked(
    any_house: Any, world: ModuleType, run: Run, tmp_path: Path
) -> None:
    """Restoring over a database in use refuses, then puts back what was saved when it is told to."""
    run(any_house, "backup", str(tmp_path / "first.zip"))
    saved = all_contents(any_house.engine)
    decided(any_house, world, 1)
    later = all_contents(any_house.engine)
    any_house.engine.dispose()
    with pytest.raises(Conflict, match="`--replace` throws them away"):
        run(any_house, "restore", str(tmp_path / "first.zip"))
    assert later == all_contents(any_house.engine)
    any_house.engine.dispose()
    run(any_house, "restore", str(tmp_path / "first.zip"), "--replace")
    assert saved == all_contents(any_house.engine)


def test_a_served_database_is_not_replaced(any_house: Any, run: Run, tmp_path: Path) -> None:
    """What a serving process has in memory would be of another log, so it has to be stopped first."""
    run(any_house, "backup", str(tmp_path / "first.zip"))
    with any_house.open(), pytest.raises(DatabaseInUse, match="stop the service first"):
        run(any_house, "restore", str(tmp_path / "first.zip"), "--replace")
    any_house.is_proven()


def test_a_backup_replaces_no_file(house: Any, run: Run, tmp_path: Path) -> None:
    """An older backup is never written over."""
    (tmp_path / "there.zip").write_text("older", encoding="utf-8")
    with pytest.raises(Conflict):
        run(house, "backup", str(tmp_path / "there.zip"))
    assert "older" == (tmp_path / "there.zip").read_text(encoding="utf-8")
    assert ["there.zip"] == [path.name for path in tmp_path.iterdir() if path.name != "home"]


def test_a_folder_that_cannot_be_written_is_told(house: Any, run: Run, tmp_path: Path) -> None:
    """A path through a file is no folder: one sentence with the file's name, and no traceback."""
    (tmp_path / "plain").write_text("a file", encoding="utf-8")
    with pytest.raises(BackupInvalid, match=r"one\.zip: the file cannot be written"):
        run(house, "backup", str(tmp_path / "plain" / "one.zip"))


def test_without_hard_links_it_is_written_all_the_same(
    house: Any, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Network and memory-stick file systems know no links."""

    def refuse(*_paths: Any) -> None:
        raise PermissionError

    monkeypatch.setattr("riskdesk.core.database.backup.os.link", refuse)
    run(house, "backup", str(tmp_path / "one.zip"))
    assert zipfile.is_zipfile(tmp_path / "one.zip")


def changed(file: Path, to: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """Write a copy of a backup with other contents."""
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(to, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return to


def flipped(name: str, content: bytes) -> bytes:
    """Change one byte in the middle of the database."""
    middle = len(content) // 2
    return (
        content
        if name == MANIFEST
        else content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
    )


def miscounted(name: str, content: bytes) -> bytes:
    """Say of the decisions that there was one more."""
    said = json.loads(content) if name == MANIFEST else None
    if said is None:
        return content
    said["counts"]["decisions"] += 1
    return json.dumps(said).encode()


def of_the_future(name: str, content: bytes) -> bytes:
    """Say of the tables that they are of a revision that is not known."""
    return content.replace(migrate.head().encode(), b"9999") if name == MANIFEST else content


@pytest.mark.parametrize("change", [flipped, miscounted, of_the_future])
def test_a_damaged_backup_restores_nothing(
    house: Any, run: Run, tmp_path: Path, change: Callable[[str, bytes], bytes]
) -> None:
    """A changed byte, a wrong count, unknown tables: said in a sentence, and the database is as it was."""
    run(house, "backup", str(tmp_path / "good.zip"))
    bad = changed(tmp_path / "good.zip", tmp_path / "bad.zip", change)
    before = all_contents(house.engine)
    house.engine.dispose()
    with pytest.raises(BackupInvalid):
        run(house, "restore", str(bad), "--replace")
    assert before == all_contents(house.engine)


@pytest.mark.parametrize("content", [None, b"", b"no zip", b"PK\x03\x04 cut off"])
def test_what_is_no_backup_is_told(house: Any, run: Run, tmp_path: Path, content: bytes | None) -> None:
    """A missing file, an empty one and another one are refused by name."""
    file = tmp_path / "other.zip"
    if content is not None:
        file.write_bytes(content)
    house.engine.dispose()
    with pytest.raises(BackupInvalid, match=r"other\.zip"):
        run(house, "restore", str(file), "--replace")


def test_a_broken_log_is_not_saved(house: Any, run: Run, tmp_path: Path) -> None:
    """A backup of a log that somebody changed by hand does not come to be."""
    with house.engine.begin() as connection:
        connection.execute(sa.text("UPDATE events SET amount_minor = amount_minor + 1 WHERE seq = 100"))
    with pytest.raises(BackupInvalid, match="seq 100"):
        run(house, "backup", str(tmp_path / "bad.zip"))
    assert not (tmp_path / "bad.zip").exists()


def test_a_log_that_does_not_verify_is_not_restored(house: Any, tmp_path: Path) -> None:
    """Where the check of the restored log fails, the target stays as it was."""

    def refuse(_connection: Any) -> None:
        raise BackupInvalid("broken")

    back_up(house.engine, tmp_path / "one.zip", ABOUT, verify_log)
    target = open_engine(f"sqlite:///{tmp_path / 'target' / 'riskdesk.db'}")
    with unpacked(tmp_path / "one.zip", tmp_path) as (_, source), pytest.raises(BackupInvalid):
        restore(source, target, refuse)
    assert not (tmp_path / "target" / "riskdesk.db").exists()


def test_keys_are_in_a_backup_only_when_asked(
    house: Any, world: ModuleType, run: Run, tmp_path: Path
) -> None:
    """Without them a new home is told that they are missing; with them it can open what was sealed."""
    decided(house, world, 1)
    run(house, "backup", str(tmp_path / "plain.zip"))
    assert run(house, "backup", str(tmp_path / "full.zip"), "--with-keys")["holds_keys"]
    content = (tmp_path / "plain.zip").read_bytes()
    assert base64.b64encode(world.KEYS.encryption) not in content
    assert ["riskdesk.db", MANIFEST] == zipfile.ZipFile(tmp_path / "plain.zip").namelist()
    for name, has_keys in (("plain", False), ("full", True)):
        home = tmp_path / name
        other = elsewhere(house, world, f"sqlite:///{home / 'riskdesk.db'}", home)
        assert has_keys == run(other, "restore", str(tmp_path / f"{name}.zip"), keys=False)["keys"]
        assert has_keys == (home / "keys.json").exists()
        other.engine.dispose()


def test_other_keys_are_refused(house: Any, world: ModuleType, run: Run, tmp_path: Path) -> None:
    """A home whose keys open nothing of the backup is not filled with it."""
    run(house, "backup", str(tmp_path / "one.zip"))
    other = elsewhere(house, world, f"sqlite:///{tmp_path / 'other' / 'riskdesk.db'}", tmp_path / "other")
    CliRunner().invoke(app, ["init"], env={"RISKDESK_HOME": str(tmp_path / "other")})
    with pytest.raises(Conflict, match="keys"):
        run(other, "restore", str(tmp_path / "one.zip"), keys=False)
    with read_unit(other.engine) as connection:
        assert is_empty(connection)
    other.engine.dispose()


def test_a_database_moves_to_the_other_kind_and_back(
    house: Any, world: ModuleType, run: Run, tmp_path: Path, postgres_url: str
) -> None:
    """From SQLite to PostgreSQL and back every row is the same, decisions replay, numbering goes on."""
    ids = decided(house, world)
    moved = elsewhere(house, world, postgres_url, tmp_path / "moved")
    rows = run(house, "migrate-database", "--to", postgres_url)["rows"]
    assert {name: count for name, (count, _) in all_contents(house.engine).items()} == rows
    assert all_contents(house.engine) == all_contents(moved.engine)
    with moved.open() as client:
        assert ids[0] == client.post("/v1/orders/score", json=world.order("O-0", "C-0")).json()["decision_id"]
        assert 200 == client.post("/v1/orders/score", json=world.order("O-new", "C-1")).status_code
    moved.is_proven()
    moved.engine.dispose()
    back = elsewhere(house, world, f"sqlite:///{tmp_path / 'back' / 'riskdesk.db'}", tmp_path / "back")
    run(moved, "migrate-database", "--to", back.settings.url)
    assert all_contents(moved.engine) == all_contents(back.engine)
    back.is_proven()
    back.engine.dispose()
    moved.engine.dispose()


def test_a_database_that_holds_rows_is_no_place_to_move_to(
    house: Any, world: ModuleType, run: Run, postgres_house: Any
) -> None:
    """What is there already is neither mixed nor lost."""
    postgres_house.append(world.registered("C-OTHER"))
    before = all_contents(postgres_house.engine)
    with pytest.raises(Conflict, match="name an empty one"):
        run(house, "migrate-database", "--to", postgres_house.settings.url)
    assert before == all_contents(postgres_house.engine)


def test_a_move_that_is_done_is_compared_and_told_again(any_house: Any, run: Run, tmp_path: Path) -> None:
    """Whoever does not know whether the command came to its end runs it again; nothing is written."""
    target = tmp_path / "target" / "riskdesk.db"
    first = run(any_house, "migrate-database", "--to", f"sqlite:///{target}")
    bytes_before = target.read_bytes()
    assert first == run(any_house, "migrate-database", "--to", f"sqlite:///{target}")
    assert bytes_before == target.read_bytes()
    with pytest.raises(Conflict):  # a database is no copy of itself
        run(any_house, "migrate-database", "--to", any_house.settings.url)


def test_a_source_that_goes_on_is_noticed(
    house: Any, world: ModuleType, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fact appended after the copy began would be lost, so the copy is given up and the target is empty."""

    def append_one(_connection: Any) -> None:
        world.append(house.engine, [world.registered("C-LATE")])

    monkeypatch.setattr("riskdesk.cli.backup.verify_log", append_one)
    target = f"sqlite:///{tmp_path / 'target' / 'riskdesk.db'}"
    with pytest.raises(CopyDiffers, match="stop the service"):
        run(house, "migrate-database", "--to", target)
    monkeypatch.undo()
    engine = open_engine(target)
    with read_unit(engine) as connection:
        assert is_empty(connection)
    engine.dispose()
    assert run(house, "migrate-database", "--to", target)["rows"]["events"] == house.count("events")


def test_a_copy_that_came_out_otherwise_is_noticed(
    house: Any, run: Run, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row lost on the way is found by comparing, and nothing is kept."""
    import riskdesk.core.database.copy as copying

    write = copying._write_postgres
    monkeypatch.setattr(
        copying, "_write_postgres", lambda target, table, rows: write(target, table, rows[1:])
    )
    with pytest.raises(CopyDiffers):
        run(house, "migrate-database", "--to", postgres_url)
    engine = open_engine(postgres_url)
    with read_unit(engine) as connection:
        assert is_empty(connection)
    engine.dispose()


def test_no_table_numbers_its_rows_by_itself() -> None:
    """Copies carry rows only: a column with a sequence of the database's own would have to be carried too."""
    numbered = [
        str(column)
        for table in metadata.sorted_tables
        for column in table.columns
        if column.primary_key and isinstance(column.type, sa.Integer) and column.autoincrement is not False
    ]
    assert [] == numbered


def test_a_database_without_tables_cannot_be_saved(tmp_path: Path) -> None:
    """A home that was never set up says so."""
    engine = open_engine(f"sqlite:///{tmp_path / 'riskdesk.db'}")
    with pytest.raises(RiskdeskError, match="revision none"):
        back_up(engine, tmp_path / "one.zip", ABOUT, verify_log)
    engine.dispose()
