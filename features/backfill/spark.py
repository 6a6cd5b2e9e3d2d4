"""The backfill on a cluster: the same two functions on groups that Spark gathers.

Rows travel as Arrow tables; the functions are found by name, so workers need riskdesk installed.
"""

import importlib
import importlib.util
import os
import shutil
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import reduce
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa

from features.backfill.assemble import with_given
from features.backfill.bucket import WrittenFile, write_bucket
from features.backfill.columns import (
    EVENT_COLUMNS,
    PARTIAL_SCHEMA,
    POSITION,
    QUERY_COLUMNS,
    Asked,
    asked_of,
    batch_of_asked,
    events_of,
    packed,
    query_schema,
    unpacked,
)
from features.backfill.export import EVENTS, QUERIES, Counts
from features.backfill.partition import partials
from features.backfill.plan import LEVELS, PLANS, EntityPlan, answering, given_at
from features.backfill.sizes import Sizes
from features.kernel.arrays import Ints
from features.kernel.layout import NOBODY
from features.kernel.tables import Q_WIDTH
from riskdesk.core.errors import SetupIncomplete

_PARTIAL: Final = f"bucket long, plan long, {POSITION} long, row binary"
_WRITTEN: Final = "name string, rows long, first_seq long, last_seq long"
_QUERY: Final = -1
"""Stands for the plan in rows that carry the query itself."""

_PIECE_ROWS: Final = 50_000
_WRITTEN_SCHEMA: Final = pa.schema(
    [("name", pa.string()), ("rows", pa.int64()), ("first_seq", pa.int64()), ("last_seq", pa.int64())]
)


def require_spark(session: Any) -> None:
    """Check that Spark can be used.

    Raises
    ------
    SetupIncomplete
        It is not installed, or no session is given and there is no Java to start one.
    """
    if session is not None:
        return
    if importlib.util.find_spec("pyspark") is None:
        raise SetupIncomplete("Spark is not installed; the extra `riskdesk[spark]` brings it", field="engine")
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java") is None and not (home and (Path(home) / "bin" / "java").exists()):
        raise SetupIncomplete("Spark needs Java 17 or newer, and there is no `java`", field="engine")


def run_spark(
    work: Path, out: Path, counts: Counts, sizes: Sizes, limits: Ints, session: Any
) -> list[WrittenFile]:
    """Compute the vectors of an exported log and write their files; as `run_local`, equal bit by bit.

    Parameters
    ----------
    work, out
        Folders that all workers see under these paths.
    counts, sizes, limits
        As `run_local` takes them; the memory is that of one worker's group.
    session
        The session to use; None to make one on this machine and end it.
    """
    with _unwarned(), _session(session, work) as spark:
        events = spark.read.parquet(str(work / EVENTS))
        plain = spark.read.parquet(str(work / QUERIES))
        as_rows = plain.mapInArrow(_packing(sizes.bucket_rows), _PARTIAL)
        answers: dict[int, Any] = {}
        for level in range(LEVELS):
            queries = plain if level == 0 else _queries_of(level, work, as_rows, answers, spark)
            for plan in PLANS:
                if plan.level == level and counts.asked[plan.number]:
                    partitions = sizes.partitions_of(int(counts.postings[plan.number]))
                    answer = _answering(plan.number, limits, sizes.bucket_rows)
                    answers[plan.number] = _cogrouped(events, queries, plan, partitions, answer)
        write = _writing(out, limits)
        rows = _by_bucket([as_rows, *answers.values()]).applyInArrow(write, _WRITTEN).collect()
    return sorted((WrittenFile(*row) for row in rows), key=lambda file: file.first_seq)


def _queries_of(level: int, work: Path, as_rows: Any, answers: dict[int, Any], spark: Any) -> Any:
    """Return the queries with what a level has to know from those before; kept, so that it is computed once."""
    given = given_at(level)
    for number in [plan.number for plan in answering(given) if plan.number in answers]:
        answers[number] = _kept(answers[number], work / f"answers-{level}-{number}", spark)
    needed = [answers[plan.number] for plan in answering(given) if plan.number in answers]
    schema = ", ".join(f"{name} long" for name in query_schema(given).names)
    found = _by_bucket([as_rows, *needed]).applyInArrow(_giving(given), schema)
    return _kept(found, work / f"queries-{level}", spark)


def _kept(rows: Any, path: Path, spark: Any) -> Any:
    rows.write.parquet(str(path))
    return spark.read.parquet(str(path))


def _by_bucket(parts: list[Any]) -> Any:
    return reduce(lambda left, right: left.unionAll(right), parts).groupBy("bucket")


@contextmanager
def _unwarned() -> Iterator[None]:
    """Keep a warning of Spark's about pandas to itself: only Arrow tables are handed over."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
        yield


@contextmanager
def _session(given: Any, work: Path) -> Iterator[Any]:
    if given is not None:
        yield given
        return
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # else workers run whatever `python3` is
    builder = importlib.import_module("pyspark.sql").SparkSession.builder
    settings = {
        "spark.log.level": "ERROR",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.local.dir": str(work / "spark"),
        "spark.sql.shuffle.partitions": str(2 * (os.cpu_count() or 1)),
    }
    session = (
        builder.appName("riskdesk features backfill").master("local[*]").config(map=settings).getOrCreate()
    )
    try:
        yield session
    finally:
        session.stop()


def _cogrouped(
    events: Any, queries: Any, plan: EntityPlan, partitions: int, answer: Callable[[Any, Any], Any]
) -> Any:
    """Return what one entity answers: events and queries of the same keys, gathered by partition."""
    of_events = _by_partition(events, EVENT_COLUMNS[plan.event_column], partitions)
    of_queries = _by_partition(queries, QUERY_COLUMNS[plan.query_column], partitions)
    return of_events.cogroup(of_queries).applyInArrow(answer, _PARTIAL)


def _by_partition(rows: Any, key: str, partitions: int) -> Any:
    named = rows.where(f"{key} != {NOBODY}").selectExpr("*", f"pmod({key}, {partitions}) as partition")
    return named.groupBy("partition")


# Spark tells by the types of its arguments what a function takes.


def _packing(bucket_rows: int) -> Callable[[Any], Any]:
    def pack(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield _as_partials(asked_of(batch, given_at(0)), bucket_rows)

    return pack


def _answering(number: int, limits: Ints, bucket_rows: int) -> Callable[[Any, Any], Any]:
    def answer(events: pa.Table, queries: pa.Table) -> pa.Table:
        return _answer(PLANS[number], events, queries, limits, bucket_rows)

    return answer


def _giving(given: Ints) -> Callable[[Any], Any]:
    def give(rows: pa.Table) -> pa.Table:
        asked, answers = _apart(rows)
        schema = query_schema(given)
        return pa.Table.from_batches([batch_of_asked(with_given(asked, [answers], given), schema)], schema)

    return give


def _writing(out: Path, limits: Ints) -> Callable[[Any], Any]:
    # A task that runs twice replaces the file by the same.
    def write(rows: pa.Table) -> pa.Table:
        asked, answers = _apart(rows)
        written = write_bucket(out, rows.column("bucket")[0].as_py(), asked, [answers], limits)
        return pa.Table.from_pylist([written.to_json()], _WRITTEN_SCHEMA)

    return write


def _answer(plan: EntityPlan, events: Any, queries: Any, limits: Ints, bucket_rows: int) -> Any:
    """Compute one partition; Spark gathers rows in no order, so they are brought into theirs."""
    asked = asked_of(queries.sort_by(POSITION), plan.given)
    pieces = (events_of(batch) for batch in events.sort_by("e_seq").to_batches(_PIECE_ROWS))
    return pa.Table.from_batches(partials(plan, pieces, [asked], limits, bucket_rows), PARTIAL_SCHEMA)


def _as_partials(asked: Asked, bucket_rows: int) -> Any:
    """Return queries as rows for their buckets, in the shape of answers."""
    numbers = asked.positions // bucket_rows, np.full(len(asked.positions), _QUERY, np.int64)
    row = packed(asked.queries[:, : len(QUERY_COLUMNS)])
    return pa.record_batch([*map(pa.array, (*numbers, asked.positions)), row], schema=PARTIAL_SCHEMA)


def _apart(rows: Any) -> tuple[Asked, Any]:
    """Return the queries of a bucket in order, and the answers."""
    plans = rows.column("plan").to_numpy()
    own = rows.take(np.flatnonzero(plans == _QUERY)).sort_by(POSITION)
    queries = np.full((own.num_rows, Q_WIDTH), -1, np.int64)
    queries[:, : len(QUERY_COLUMNS)] = unpacked(own.column("row"), len(QUERY_COLUMNS)).view(np.int64)
    asked = Asked(own.column(POSITION).to_numpy(), queries, np.empty((own.num_rows, 0)))
    return asked, rows.take(np.flatnonzero(plans != _QUERY))
