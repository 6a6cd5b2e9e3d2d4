from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from features.history import log
from features.imports.appending import TARGET_SECONDS, next_size


def test_chunks_shrink_at_once_and_grow_slowly() -> None:
    """Twice too long halves the next chunk; far too short makes it half as large again, within bounds."""
    assert 100 == next_size(200, 2 * TARGET_SECONDS)
    assert 300 == next_size(200, TARGET_SECONDS / 100)
    assert 50 == next_size(50, 10.0)
    assert 1_000 == next_size(1_000, 0.0)


def test_a_slow_log_is_held_in_small_chunks(
    sqlite_database: sa.Engine,
    run: Callable[..., Any],
    write: Callable[..., Path],
    rows: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where each event costs half a millisecond, chunks settle near fifty events, and all are taken."""
    import time

    take = log.Log._take

    def slow(self: log.Log, *args: Any) -> None:
        time.sleep(0.0005)
        take(self, *args)

    monkeypatch.setattr(log.Log, "_take", slow)
    report = run(sqlite_database, write(*(rows.invoice(n) for n in range(1, 401))))

    assert 400 == report.taken
    assert report.holds.chunks >= 5
    assert report.holds.max_ms >= report.holds.median_ms >= 2
