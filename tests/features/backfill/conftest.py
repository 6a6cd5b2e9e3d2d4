"""Companies for backfills: events of a random history, repeated under other keys until there are enough."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from features.catalogue.parameters import DEFAULT_PARAMETERS
from features.history.reader import Reader
from features.kernel import layout as L
from features.kernel.arrays import Floats, Ints
from features.kernel.tables import EVENT_COLUMN
from features.offline import History
from riskdesk.core.calendar import WorkingCalendar
from riskdesk.core.database.engine import open_engine
from riskdesk.core.database.unit import read_unit

PLACES = {"order": L.PLACE_ORDER, "payment": L.PLACE_PAYMENT, "claim": L.PLACE_CLAIM}


def _tiled(events: Ints, copies: int, companies: int) -> Ints:
    """Repeat events a day later each time, with keys and documents of `companies` companies in turn."""
    n = int(events[L.E_SEQ, -1])
    parts = []
    for i in range(copies):
        part = events.copy()
        part[L.E_SEQ] += i * n
        for column in (L.E_OCCURRED, L.E_KNOWN, L.E_DUE, L.E_REF_AT, L.E_NEAR):
            part[column] += np.where(part[column] > 0, i * L.DAY, 0)
        for column in (L.E_DOCUMENT, L.E_REFERENCE):
            part[column] += np.where(part[column] != 0, i * 1_000_003, 0)
        for column in set(EVENT_COLUMN.values()) - {L.E_CLASS}:
            part[column] += np.where(part[column] != 0, i % companies * 7_919, 0)
        parts.append(part)
    return np.concatenate(parts, axis=1)


def _expected(history: History, place: str) -> tuple[Ints, Floats]:
    """Return queries and vectors as one history in memory gives them, in order of `seq`."""
    queries = np.concatenate(
        [
            asked
            for name, asked in (
                ("order", history.order_queries()),
                ("payment", history.payment_queries()),
                ("claim", history.claim_queries()),
            )
            if place == name or (place == "both" and name != "claim")
        ]
    )
    queries = queries[np.argsort(queries[:, L.Q_SEQ])]
    return queries, history.vectors(queries)


def _assert_written(out: Path, history: History, place: str) -> None:
    queries, vectors = _expected(history, place)
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    tables = [pq.read_table(out / file["name"]) for file in manifest["files"]]
    assert len(queries) == sum(table.num_rows for table in tables)
    assert {file["name"] for file in manifest["files"]} | {"manifest.json"} == {
        path.name for path in out.iterdir()
    }
    begin = 0
    for table, file in zip(tables, manifest["files"], strict=True):
        end = begin + table.num_rows
        asked = queries[begin:end]
        for name, column in (("seq", L.Q_SEQ), ("document", L.Q_DOCUMENT), ("as_of_us", L.Q_AS_OF)):
            assert asked[:, column].tolist() == table.column(name).to_pylist()
        assert asked[:, L.Q_PLACE].tolist() == [PLACES[name] for name in table.column("place").to_pylist()]
        assert (asked[0, L.Q_SEQ], asked[-1, L.Q_SEQ]) == (file["first_seq"], file["last_seq"])
        found = np.stack([table.column(name).to_numpy() for name in manifest["features"]], axis=1)
        np.testing.assert_array_equal(vectors[begin:end].view(np.int64), found.view(np.int64))
        begin = end


def _chunks(events: Ints, rows: int) -> list[Ints]:
    return [np.ascontiguousarray(events[:, i : i + rows]) for i in range(0, events.shape[1], rows)]


@pytest.fixture(scope="session")
def chunks() -> Callable[[Ints, int], list[Ints]]:
    """Cuts events as the log is read: chunk by chunk."""
    return _chunks


@pytest.fixture(scope="session")
def tiled() -> Callable[[Ints, int, int], Ints]:
    """Makes many events of few."""
    return _tiled


@pytest.fixture(scope="session")
def assert_written() -> Callable[[Path, History, str], None]:
    """Checks that a folder holds what one history in memory gives, bit by bit."""
    return _assert_written


def _baseline(company: ModuleType, number: int, day: float) -> dict[str, Any]:
    """Return the row of a baseline: uneven shares, so that each class and day has values of its own."""
    places = ("order", "payment", "claim")
    return {
        "kind": "baseline_taken",
        "occurred_at": company.at(day),
        "baseline_id": f"B{number}",
        "day": company.at(day)[:10],
        "horizon": 1,
        "hours": {place: [10**7 + 1000 * i + number for i in range(L.HOUR_CLASSES)] for place in places},
        "weekdays": {
            place: [7 * 10**7 + 999 * i + number for i in range(L.WEEKDAY_CLASSES)] for place in places
        },
        "movements": dict.fromkeys(places, 100 + number),
        "industries": {"C10": [4000, 120_000, 50 + number]},
    }


@pytest.fixture(scope="session")
def history(company: ModuleType, migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> History:
    """The history of three hundred random rows, whose keys are shared by many, with baselines between them."""
    path = tmp_path_factory.mktemp("backfill") / "riskdesk.db"
    shutil.copy(migrated_file, path)
    engine = open_engine(f"sqlite:///{path}")
    rows = company.random_rows(11, 300)
    for i, day in enumerate((30, 90, 200)):
        rows.insert(60 * (i + 1), _baseline(company, i, day))
    company.append(engine, rows)
    with read_unit(engine) as connection:
        found = History.read(connection, Reader(WorkingCalendar()), DEFAULT_PARAMETERS)
    engine.dispose()
    return found
