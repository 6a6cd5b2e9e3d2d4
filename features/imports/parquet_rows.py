"""Rows of a Parquet file, batch by batch."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from features.imports.cells import Row, Table, as_text
from features.imports.csv_rows import check_columns
from riskdesk.core.errors import EventInvalid

_BATCH: Final = 10_000


def open_parquet(path: Path) -> Table:
    """Open a Parquet file; rows count from 1.

    Raises
    ------
    EventInvalid
        Damaged, or no such file format.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowException, OSError, ValueError, KeyError):
        raise EventInvalid("the file is no Parquet, or is damaged") from None
    return Table(check_columns(list(file.schema_arrow.names)), _rows(file))


def _rows(file: Any) -> Iterator[Row]:
    import pyarrow as pa

    number = 0
    try:
        for batch in file.iter_batches(batch_size=_BATCH):
            names = [name.strip() for name in batch.schema.names]
            for values in zip(*(_plain(column) for column in batch.columns), strict=True):
                number += 1
                yield _row(number, names, values)
    except (pa.ArrowException, OSError, ValueError, KeyError, OverflowError):
        yield Row(number + 1, {}, "the file is damaged from here on")


def _row(number: int, names: list[str], values: tuple[Any, ...]) -> Row:
    cells: dict[str, str] = {}
    for name, value in zip(names, values, strict=True):
        try:
            text = as_text(value)
        except EventInvalid as error:
            return Row(number, cells, f"{name}: {error.detail}")
        if text is not None and text.strip():
            cells[name] = text
    return Row(number, cells)


def _plain(column: Any) -> list[Any]:
    """Return a column as Python values; nanoseconds are cut, for they would come as pandas objects."""
    import pyarrow as pa

    if pa.types.is_timestamp(column.type) and column.type.unit == "ns":
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
    values: list[Any] = column.to_pylist()
    return values
