"""The backfill on one machine: partitions one after the other, then buckets one after the other."""

import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from features.backfill.assemble import with_given
from features.backfill.bucket import WrittenFile, write_bucket
from features.backfill.columns import (
    EVENT_COLUMNS,
    PARTIAL_SCHEMA,
    QUERY_COLUMNS,
    Asked,
    asked_of,
    batch_of_asked,
    events_of,
    query_schema,
)
from features.backfill.export import EVENTS, QUERIES, Counts, open_writer
from features.backfill.partition import by_bucket, partials
from features.backfill.plan import LEVELS, PLANS, EntityPlan, answering, given_at
from features.backfill.sizes import Sizes
from features.backfill.split import batches, split
from features.kernel.arrays import Ints

_BATCH_ROWS = 50_000
_OPTIONS = pa.ipc.IpcWriteOptions(compression="lz4")

Tell = Callable[[str, int, int], None]
"""Called with a stage, how much of it is done, and how much there is."""

Answered = dict[int, list[Path]]
"""Number of a plan -> a file for each partition, in which batch `i` belongs to bucket `i`."""


def run_local(
    work: Path, out: Path, counts: Counts, sizes: Sizes, limits: Ints, tell: Tell
) -> list[WrittenFile]:
    """Compute the vectors of an exported log and write their files.

    Parameters
    ----------
    work
        Folder of the export, for partial results too.
    out
        Folder for the files.
    counts
        What was exported.
    sizes
        How the work is cut.
    limits
        As the kernel takes them.
    tell
        Hears how far it is.
    """
    answered: Answered = {}
    for level in range(LEVELS):
        queries = _queries_of(level, work, answered, sizes.bucket_rows)
        for plan in PLANS:
            if plan.level == level and counts.asked[plan.number]:
                answered[plan.number] = _run_plan(plan, work, queries, counts, sizes, limits)
                tell("partitions", plan.number + 1, len(PLANS))
    written = []
    for bucket, asked in by_bucket(_read(work / QUERIES, given_at(0)), sizes.bucket_rows):
        answers = _answers(answered, bucket)
        written.append(write_bucket(out, bucket, asked, answers, limits))
        tell("files", int(asked.positions[-1]) + 1, counts.queries)
    return written


def _queries_of(level: int, work: Path, answered: Answered, bucket_rows: int) -> Path:
    """Return the file of the queries with what this level has to know from those before."""
    if level == 0:
        return work / QUERIES
    given = given_at(level)
    needed = {plan.number: answered.get(plan.number, []) for plan in answering(given)}
    path = work / f"queries-{level}.parquet"
    schema = query_schema(given)
    with open_writer(path, schema) as writer:
        for bucket, asked in by_bucket(_read(work / QUERIES, given_at(0)), bucket_rows):
            writer.write_batch(batch_of_asked(with_given(asked, _answers(needed, bucket), given), schema))
    return path


def _run_plan(
    plan: EntityPlan, work: Path, source: Path, counts: Counts, sizes: Sizes, limits: Ints
) -> list[Path]:
    """Compute the partitions of one plan; return their files."""
    partitions = sizes.partitions_of(int(counts.postings[plan.number]))
    buckets = -(-counts.queries // sizes.bucket_rows)
    folders = work / f"{plan.number}-events", work / f"{plan.number}-queries"
    events = split(work / EVENTS, EVENT_COLUMNS[plan.event_column], folders[0], partitions)
    queries = split(source, QUERY_COLUMNS[plan.query_column], folders[1], partitions)
    done = []
    for partition in range(partitions):
        pieces = (events_of(batch) for batch in batches(events[partition]))
        asked = (asked_of(batch, plan.given) for batch in batches(queries[partition]))
        path = work / f"{plan.number}-{partition:03d}.arrow"
        _write(path, partials(plan, pieces, asked, limits, sizes.bucket_rows), buckets)
        done.append(path)
    for folder in folders:
        shutil.rmtree(folder)
    return done


def _write(path: Path, found: Iterable[Any], buckets: int) -> None:
    """Write a batch for every bucket, without rows for those that have no query here."""
    empty = pa.RecordBatch.from_pylist([], PARTIAL_SCHEMA)
    with pa.ipc.new_file(path, PARTIAL_SCHEMA, options=_OPTIONS) as writer:
        at = 0
        for rows in found:
            bucket = rows.column("bucket")[0].as_py()
            for _ in range(bucket - at):
                writer.write_batch(empty)
            writer.write_batch(rows)
            at = bucket + 1
        for _ in range(buckets - at):
            writer.write_batch(empty)


def _answers(answered: Answered, bucket: int) -> Iterator[Any]:
    for paths in answered.values():
        for path in paths:
            with pa.OSFile(str(path)) as file, pa.ipc.open_file(file) as reader:
                yield reader.get_batch(bucket)


def _read(path: Path, given: Ints) -> Iterator[Asked]:
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(_BATCH_ROWS):
            yield asked_of(batch, given)
