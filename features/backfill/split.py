"""Rows of one entity, cut into files by partition of their key."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from features.backfill.partition import partition_of, runs
from features.kernel.layout import NOBODY

_BATCH_ROWS = 50_000
_OPTIONS = pa.ipc.IpcWriteOptions(compression="lz4")


def split(source: Path, key: str, folder: Path, partitions: int) -> list[Path]:
    """Cut a Parquet file into a file for each partition, in the order of its rows; nobody's rows are left out.

    Parameters
    ----------
    source
        The file.
    key
        Name of the column that holds the key.
    folder
        Made for the files.
    partitions
        How many.
    """
    folder.mkdir()
    paths = [folder / f"{partition:03d}.arrow" for partition in range(partitions)]
    with ExitStack() as stack, pq.ParquetFile(source) as file:
        writers = [
            stack.enter_context(pa.ipc.new_stream(path, file.schema_arrow, options=_OPTIONS))
            for path in paths
        ]
        for batch in file.iter_batches(_BATCH_ROWS):
            for partition, rows in _cut(batch, key, partitions):
                writers[partition].write_batch(rows)
    return paths


def _cut(batch: Any, key: str, partitions: int) -> Iterator[tuple[int, Any]]:
    keys = batch.column(key).to_numpy()
    rows = np.flatnonzero(keys != NOBODY)
    of = partition_of(keys[rows], partitions)
    order = np.argsort(of, kind="stable")
    for partition, begin, end in runs(of[order]):
        yield partition, batch.take(rows[order[begin:end]])


def batches(path: Path) -> Iterator[Any]:
    """Yield the rows of a partition's file, a record batch at a time."""
    with pa.OSFile(str(path)) as file, pa.ipc.open_stream(file) as reader:
        yield from reader
