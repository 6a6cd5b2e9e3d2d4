"""What is read from riskdesk's database, and the clock it lives by."""

import os
import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path

from benchmarks.inline.home import settings_in
from benchmarks.inline.home_made import moment_after
from benchmarks.inline.kept import Kept, _kept


def test_bytes_and_outcomes_are_those_of_new_rows(tmp_path: Path) -> None:
    """Two decisions after seq 5: 3 + 1 + 7 and 3 + 1 + 5 bytes, 1 + 4 and 1 of events."""
    file = tmp_path / "small.db"
    connection = sqlite3.connect(file)
    connection.executescript(
        """
        CREATE TABLE decisions (seq INTEGER, outcome TEXT, vector BLOB);
        CREATE TABLE events (seq INTEGER, body TEXT);
        INSERT INTO decisions VALUES (5, 'approve', x'00'), (6, 'approve', x'001122'), (8, 'block', x'001122');
        INSERT INTO events VALUES (4, 'old'), (7, 'four'), (9, NULL);
        """
    )
    connection.commit()
    connection.close()
    assert Kept(row_bytes=13, outcomes={"approve": 1, "block": 1}) == _kept(file, 5)


def test_the_service_lives_on_the_working_day_after_its_books(tmp_path: Path) -> None:
    """Books that end on a Friday or Saturday are served on Monday, those before National Day after it."""
    settings = settings_in(tmp_path)
    assert "2026-11-23T10:30:00+08:00" == moment_after(date(2026, 11, 20), settings).isoformat()
    assert "2026-11-23T10:30:00+08:00" == moment_after(date(2026, 11, 21), settings).isoformat()
    assert "2026-10-08T10:30:00+08:00" == moment_after(date(2026, 9, 30), settings).isoformat()


def test_the_clock_is_moved_in_whoever_imports_it() -> None:
    """As worker processes do."""
    code = (
        "import time, benchmarks.inline.shifted as s; from riskdesk.core.clock import SystemClock;"
        "print(SystemClock().now_us() - time.time_ns() // 1000)"
    )
    environment = os.environ | {"BENCH_OFFSET_US": str(10**15)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert abs(int(done.stdout) - 10**15) < 10**6
