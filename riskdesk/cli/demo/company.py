"""The demonstration's company: generated, written as a file, imported as any file is."""

import json
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from riskdesk.core.clock import to_us
from riskdesk.core.settings import Settings

END_DAY: Final = date(2026, 11, 19)
"""A Thursday: the books end with it, and the demonstration takes place on the working day after."""
NOW: Final = datetime(2026, 11, 20, 10, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY: Final = NOW.date()
NOW_US: Final = to_us(NOW)

MONTHS: Final = 24
"""Long enough for customers to be graded in the past and followed afterwards."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class MadeCompany:
    """What was made.

    Parameters
    ----------
    rows
        The rows, as they stand in `file`.
    file
        NDJSON in the canonical layout.
    anomalies
        Documents that are planted anomalies.
    """

    rows: list[Row]
    file: Path
    anomalies: frozenset[str]


def make(settings: Settings, *, events: int, seed: int) -> MadeCompany:
    """Generate the company and write its books as a file, as an order system would export them."""
    from training.synth.company import CompanySpec, generate
    from training.synth.truth import Truth

    truth: list[Truth] = []
    spec = CompanySpec(seed=seed, events=events, months=MONTHS, end_day=END_DAY, zone=settings.zone)
    rows = [dict(row) for row in generate(spec, truth)]
    file = settings.home / "books.ndjson"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    with file.open("w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    return MadeCompany(rows, file, frozenset(t.subject for t in truth if t.is_anomaly))


def at(hour: int, minute: int, *, day: date = TODAY) -> str:
    """Return a moment of the demonstration's day as ISO 8601 text."""
    return datetime.combine(day, time(hour, minute), tzinfo=NOW.tzinfo).isoformat()
