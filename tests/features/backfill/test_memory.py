import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from features.backfill.run import Backfill
from features.backfill.sizes import Sizes
from features.kernel import layout as L
from features.kernel.arrays import Ints
from features.offline import History

Tiled = Callable[[Ints, int, int], Ints]
Check = Callable[[Path, History, str], None]

MEMORY = 700_000_000

MEASURED = """
import json, resource, sys
import numpy as np
from pathlib import Path
from features.backfill.run import Backfill
from features.backfill.sizes import Sizes

folder, out, horizon, memory = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
chunks = (np.load(path) for path in sorted(folder.glob("*.npy")))
Backfill(out, sizes=Sizes(memory)).of_chunks(chunks, horizon)
print(json.dumps(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024))
"""


def company_of(history: History, tiled: Tiled, copies: int) -> History:
    """Return a history that many times as long, of a hundred companies."""
    events = tiled(history.events, copies, 100)
    return History(events, int(events[L.E_SEQ, -1]), history.parameters)


def peak_bytes(history: History, tiled: Tiled, folder: Path, copies: int) -> int:
    """Return the most memory that a backfill of so many copies takes, in a process of its own."""
    log, out = folder / f"log-{copies}", folder / f"out-{copies}"
    log.mkdir()
    for begin in range(0, copies, 200):
        part = tiled(history.events, min(200, copies - begin), 100)
        part[L.E_SEQ] += begin * history.horizon
        part[L.E_OCCURRED] += begin * L.DAY
        part[L.E_KNOWN] += begin * L.DAY
        np.save(log / f"{begin:06d}.npy", part)
    horizon = copies * history.horizon
    words = [sys.executable, "-c", MEASURED, str(log), str(out), str(horizon), str(MEMORY)]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    peak: int = json.loads(done.stdout.splitlines()[-1])
    return peak


@pytest.mark.prove
def test_memory_stays_within_what_was_given(history: History, tiled: Tiled, tmp_path: Path) -> None:
    """Four times the events, two million of them, take no more memory than was allowed, and hardly more."""
    small, large = (peak_bytes(history, tiled, tmp_path, copies) for copies in (2_600, 10_400))
    assert large < MEMORY
    assert large < 1.25 * small


@pytest.mark.prove
def test_a_bigger_company_is_what_memory_gives(
    history: History,
    tiled: Tiled,
    chunks: Callable[[Ints, int], list[Ints]],
    assert_written: Check,
    tmp_path: Path,
) -> None:
    """A hundred thousand events of a hundred companies, in several partitions and buckets, bit by bit."""
    bigger = company_of(history, tiled, 550)
    sizes = Sizes(partitions=5, most_bucket_rows=3_000)
    Backfill(tmp_path, sizes=sizes).of_chunks(chunks(bigger.events, 50_000), bigger.horizon)
    assert_written(tmp_path, bigger, "both")
