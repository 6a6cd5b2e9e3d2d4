import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from features.backfill.export import Place
from features.backfill.plan import LEVELS, given_at
from features.backfill.run import Backfill
from features.backfill.sizes import Sizes
from features.catalogue.program import CATALOGUE, NAMES
from features.catalogue.sets import fingerprint
from features.kernel.arrays import Ints
from features.offline import History
from riskdesk.core.errors import InputInvalid

Chunks = Callable[[Ints, int], list[Ints]]
Check = Callable[[Path, History, str], None]


@pytest.mark.parametrize(
    ("partitions", "bucket_rows", "chunk_rows"),
    [(1, 100_000, 50_000), (3, 7, 40), (16, 1, 1), (None, 10, 33)],
)
def test_a_backfill_is_what_memory_gives(
    history: History,
    chunks: Chunks,
    assert_written: Check,
    tmp_path: Path,
    partitions: int | None,
    bucket_rows: int,
    chunk_rows: int,
) -> None:
    """However keys, queries and the log are cut, every value has the bits that one history in memory gives."""
    sizes = Sizes(partitions=partitions, most_bucket_rows=bucket_rows)
    Backfill(tmp_path / "out", sizes=sizes).of_chunks(chunks(history.events, chunk_rows), history.horizon)
    assert_written(tmp_path / "out", history, "both")


@pytest.mark.parametrize("place", ["order", "payment", "claim"])
def test_one_place_alone(
    history: History, chunks: Chunks, assert_written: Check, tmp_path: Path, place: Place
) -> None:
    """Who asks for orders gets orders, for payments payments, for claims claims, with the same values."""
    sizes = Sizes(partitions=2, most_bucket_rows=9)
    manifest = Backfill(tmp_path, place, sizes=sizes).of_chunks(chunks(history.events, 40), history.horizon)
    assert_written(tmp_path, history, place)
    assert [place] == [name for name, count in manifest["vectors"].items() if count]


def test_the_manifest_says_what_the_folder_holds(history: History, chunks: Chunks, tmp_path: Path) -> None:
    """How much of the log, which definitions, and which files."""
    manifest = Backfill(tmp_path).of_chunks(chunks(history.events, 100), history.horizon)
    assert manifest == json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    asked = {"order": len(history.order_queries()), "payment": len(history.payment_queries()), "claim": 0}
    assert asked == manifest["vectors"]
    assert history.horizon == manifest["horizon"]
    assert list(NAMES) == manifest["features"]
    assert fingerprint(CATALOGUE, history.parameters) == manifest["catalogue"]
    assert ["vectors-000000.parquet"] == [file["name"] for file in manifest["files"]]


def test_what_is_given_from_level_to_level_is_known(history: History) -> None:
    """The history holds what plans of a later level are given, so that the tests above tell if it gets lost."""
    vectors = np.concatenate(
        [history.vectors(history.order_queries()), history.vectors(history.payment_queries())]
    )
    assert LEVELS > 1
    for level in range(1, LEVELS):
        assert np.isfinite(vectors[:, given_at(level)]).any(axis=0).all()


def test_nothing_happened(tmp_path: Path) -> None:
    """An empty log gives a whole folder without files."""
    manifest = Backfill(tmp_path).of_chunks([], 0)
    assert ([], {"order": 0, "payment": 0, "claim": 0}) == (manifest["files"], manifest["vectors"])
    assert ["manifest.json"] == [path.name for path in tmp_path.iterdir()]


class Stopped(Exception):
    """The run was stopped."""


def stopping_at(stage: str) -> Callable[[str, int, int], None]:
    """Return a listener that stops the run when a stage has begun."""

    def tell(now: str, done: int, _total: int) -> None:
        if now == stage and done > 0:
            raise Stopped

    return tell


@pytest.mark.parametrize("stage", ["log", "partitions", "files"])
def test_a_run_that_broke_off_is_begun_anew(
    history: History, chunks: Chunks, assert_written: Check, tmp_path: Path, stage: str
) -> None:
    """It leaves no manifest, and the next run into the same folder is as good as the first."""
    sizes = Sizes(partitions=2, most_bucket_rows=10)
    with pytest.raises(Stopped):
        Backfill(tmp_path, sizes=sizes, tell=stopping_at(stage)).of_chunks(
            chunks(history.events, 40), history.horizon
        )
    assert not (tmp_path / "manifest.json").exists()
    Backfill(tmp_path).of_chunks(chunks(history.events, 40), history.horizon)
    assert_written(tmp_path, history, "both")


def test_a_finished_folder_is_left_alone(history: History, chunks: Chunks, tmp_path: Path) -> None:
    """A second run into it is refused."""
    Backfill(tmp_path).of_chunks(chunks(history.events, 100), history.horizon)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(InputInvalid, match="finished"):
        Backfill(tmp_path).of_chunks(chunks(history.events, 100), history.horizon)
    assert before == {path: path.read_bytes() for path in tmp_path.iterdir()}


KILLED = """
import os, signal, sys
import numpy as np
from pathlib import Path
from features.backfill.plan import LEVELS, given_at
from features.backfill.run import Backfill
from features.backfill.sizes import Sizes

def tell(stage, done, total):
    if stage == "files" and done >= 10:
        os.kill(os.getpid(), signal.SIGKILL)

events = np.load(sys.argv[1])
Backfill(Path(sys.argv[2]), sizes=Sizes(most_bucket_rows=5), tell=tell).of_chunks([events], int(events[0, -1]))
"""


def test_a_killed_run_leaves_no_manifest(history: History, tmp_path: Path) -> None:
    """Killed between two files: those that stand are whole, and nothing says that the folder is."""
    np_file, out = tmp_path / "events.npy", tmp_path / "out"
    np.save(np_file, history.events)
    done = subprocess.run([sys.executable, "-c", KILLED, str(np_file), str(out)], check=False)
    assert -9 == done.returncode
    left = {path.name for path in out.iterdir()}
    assert {"_work", "vectors-000000.parquet", "vectors-000001.parquet"} == left
