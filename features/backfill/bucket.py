"""One bucket of queries becomes one file of vectors."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from features.backfill.assemble import assemble
from features.backfill.columns import Asked
from features.backfill.folder import file_name, whole
from features.catalogue.program import NAMES
from features.kernel import layout as L
from features.kernel.arrays import Floats, Ints
from features.query import PLACES

PLACE_NAMES: Final = {number: name for name, number in PLACES.items()}

SCHEMA: Final = pa.schema(
    [
        ("seq", pa.int64()),
        ("document", pa.int64()),
        ("as_of_us", pa.int64()),
        ("place", pa.string()),
        *((name, pa.float64()) for name in NAMES),
    ]
)
"""Columns of a file of vectors: where in the log, the document's code, the moment, and the features."""

_GROUP_ROWS: Final = 10_000
# No dictionaries of values: they would make one of NaNs whose bits differ.
_OPTIONS: Final[dict[str, Any]] = {"compression": "zstd", "use_dictionary": ["place"]}


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file of vectors.

    Parameters
    ----------
    name, rows
        Its name, and how many vectors it holds.
    first_seq, last_seq
        Where in the log they begin and end.
    """

    name: str
    rows: int
    first_seq: int
    last_seq: int

    def to_json(self) -> dict[str, str | int]:
        """Return it as the manifest holds it."""
        return asdict(self)


def write_bucket(out: Path, bucket: int, asked: Asked, partials: Iterable[Any], limits: Ints) -> WrittenFile:
    """Assemble the vectors of a bucket and write its file; a file of that name is replaced as a whole.

    Parameters
    ----------
    out
        Folder of the files.
    bucket
        Its number.
    asked, partials, limits
        As `assemble` takes them; at least one query.
    """
    vectors = assemble(asked, partials, limits)
    queries = asked.queries
    name = file_name(bucket)
    with (
        whole(out / name) as part,
        pq.ParquetWriter(part, SCHEMA, **_OPTIONS) as writer,
    ):
        for begin in range(0, len(queries), _GROUP_ROWS):
            writer.write_batch(
                _batch(queries[begin : begin + _GROUP_ROWS], vectors[begin : begin + _GROUP_ROWS])
            )
    seqs = queries[:, L.Q_SEQ]
    return WrittenFile(name, len(queries), int(seqs[0]), int(seqs[-1]))


def _batch(queries: Ints, vectors: Floats) -> Any:
    known = (queries[:, column] for column in (L.Q_SEQ, L.Q_DOCUMENT, L.Q_AS_OF))
    places = pa.array([PLACE_NAMES[place] for place in queries[:, L.Q_PLACE].tolist()], pa.string())
    columns = [pa.array(np.ascontiguousarray(column)) for column in (*known, *vectors.T)]
    return pa.record_batch([*columns[:3], places, *columns[3:]], schema=SCHEMA)
