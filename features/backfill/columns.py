"""The kernel's int64 arrays as columns of files, named after the constants of the layout."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa

from features.kernel import layout as L
from features.kernel.arrays import Floats, Ints
from features.kernel.tables import Q_WIDTH


def _names(prefix: str, width: int) -> tuple[str, ...]:
    """Return a name for each of the first `width` columns; those without a constant get their number."""
    found = {value: name.lower() for name, value in vars(L).items() if name.startswith(prefix)}
    return tuple(found.get(i, f"{prefix.lower()}{i}") for i in range(width))


EVENT_COLUMNS: Final = _names("E_", L.E_WIDTH)
"""Names of the columns of an event array, such as `e_seq`."""

QUERY_COLUMNS: Final = _names("Q_", L.Q_SLOTS)
"""Names of the columns of a query before its slots, such as `q_as_of`."""

POSITION: Final = "position"
"""Column that numbers all queries from 0, in order of `seq`."""

EVENT_SCHEMA: Final = pa.schema([(name, pa.int64()) for name in EVENT_COLUMNS])
PARTIAL_SCHEMA: Final = pa.schema(
    [("bucket", pa.int64()), ("plan", pa.int64()), (POSITION, pa.int64()), ("row", pa.binary())]
)
"""What one plan answers a query: a row of float64, as its bytes, so that they stay as they are."""


class Asked(NamedTuple):
    """Some queries: positions of shape (n,), queries of shape (n, Q_WIDTH), values given of shape (n, k)."""

    positions: Ints
    queries: Ints
    given: Floats

    def rows(self, begin: int, end: int) -> "Asked":
        """Return those from `begin` to before `end`."""
        return Asked(self.positions[begin:end], self.queries[begin:end], self.given[begin:end])


def query_schema(given: Ints) -> Any:
    """Return the schema of queries that carry these columns of a vector; their values as int64 of the same bits."""
    names = (POSITION, *QUERY_COLUMNS, *(f"g_{column}" for column in given.tolist()))
    return pa.schema([(name, pa.int64()) for name in names])


def batch_of(columns: Sequence[Ints], schema: Any) -> Any:
    """Return a record batch of int64 columns."""
    return pa.record_batch([pa.array(np.ascontiguousarray(column)) for column in columns], schema=schema)


def batch_of_asked(asked: Asked, schema: Any) -> Any:
    """Return a record batch of queries, of a schema that `query_schema` gave."""
    given = np.ascontiguousarray(asked.given).view(np.int64)
    return batch_of([asked.positions, *asked.queries[:, : L.Q_SLOTS].T, *given.T], schema)


def events_of(rows: Any) -> Ints:
    """Return the event array of a table or batch, int64 of shape (E_WIDTH, n)."""
    return np.stack([_ints(rows, name) for name in EVENT_COLUMNS])


def asked_of(rows: Any, given: Ints) -> Asked:
    """Return the queries of a table or batch with these columns of a vector; slots not yet filled."""
    queries = np.full((rows.num_rows, Q_WIDTH), -1, np.int64)
    for at, name in enumerate(QUERY_COLUMNS):
        queries[:, at] = _ints(rows, name)
    values = np.empty((rows.num_rows, len(given)), np.int64)
    for at, column in enumerate(given.tolist()):
        values[:, at] = _ints(rows, f"g_{column}")
    return Asked(_ints(rows, POSITION), queries, values.view(np.float64))


def packed(values: Floats | Ints) -> Any:
    """Return each row of an array of 64-bit numbers of shape (n, k) as its bytes, a binary array of length n."""
    n, width = values.shape
    offsets = np.arange(n + 1, dtype=np.int32) * np.int32(width * values.itemsize)
    data = np.ascontiguousarray(values)
    return pa.Array.from_buffers(pa.binary(), n, [None, pa.py_buffer(offsets), pa.py_buffer(data)])


def unpacked(rows: Any, width: int) -> Floats:
    """Return the float64 array of shape (n, width) that was packed into a binary array; width is not 0."""
    parts = rows.chunks if isinstance(rows, pa.ChunkedArray) else [rows]
    return np.concatenate([np.empty((0, width)), *(_unpacked(part, width) for part in parts)])


def _unpacked(part: Any, width: int) -> Floats:
    _, offsets, data = part.buffers()
    if len(part) == 0:
        return np.empty((0, width))
    begin = int(np.frombuffer(offsets, np.int32)[part.offset])
    return np.frombuffer(data, np.float64, len(part) * width, begin).reshape(-1, width)


def _ints(rows: Any, name: str) -> Ints:
    found: Ints = rows.column(name).to_numpy()
    return found
