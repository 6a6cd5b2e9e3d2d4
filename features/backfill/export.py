"""The log, encoded, in two files: its events, and the queries that scoring its documents asks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import pyarrow.parquet as pq

from features.backfill.columns import EVENT_SCHEMA, Asked, batch_of, batch_of_asked, query_schema
from features.backfill.plan import PLANS, given_at
from features.catalogue.parameters import FeatureParameters
from features.kernel import layout as L
from features.kernel.arena import postings_of
from features.kernel.arrays import Ints
from features.offline import History
from features.query import PLACES

Place = Literal["order", "payment", "claim", "both"]
"""Whose vectors; `both` are orders and payments."""

EVENTS: Final = "events.parquet"
QUERIES: Final = "queries.parquet"

_PLACES: Final = ("order", "payment", "claim")


@dataclass(slots=True)
class Counts:
    """What was written.

    Parameters
    ----------
    upto
        The last `seq`.
    places
        Queries of each place: `order`, `payment`, `claim`.
    postings, asked
        For every plan: postings in its tables, and queries that name a key of it.
    """

    upto: int
    places: dict[str, int]
    postings: Ints
    asked: Ints

    @property
    def queries(self) -> int:
        """Queries of all places."""
        return sum(self.places.values())

    @classmethod
    def none(cls) -> "Counts":
        """Return the counts of nothing."""
        return cls(
            0, dict.fromkeys(_PLACES, 0), np.zeros(len(PLANS), np.int64), np.zeros(len(PLANS), np.int64)
        )


def export(
    chunks: Iterable[Ints], work: Path, place: Place, horizon: int, parameters: FeatureParameters
) -> Iterator[Counts]:
    """Write the events and the queries of the log chunk by chunk; yield what stands there so far.

    Parameters
    ----------
    chunks
        Event arrays in order of `seq`, of shape (E_WIDTH, n).
    work
        Folder for the two files.
    place
        Whose queries.
    horizon
        Last `seq` of the log.
    parameters
        Limits that features compare with.
    """
    counts = Counts.none()
    schema = query_schema(given_at(0))
    with open_writer(work / EVENTS, EVENT_SCHEMA) as events, open_writer(work / QUERIES, schema) as queries:
        for chunk in chunks:
            asked = _queries(History(chunk, horizon, parameters), place)
            positions = np.arange(counts.queries, counts.queries + len(asked))
            events.write_batch(batch_of(list(chunk), EVENT_SCHEMA))
            queries.write_batch(batch_of_asked(Asked(positions, asked, np.empty((len(asked), 0))), schema))
            _count(counts, chunk, asked)
            yield counts


def _queries(history: History, place: Place) -> Ints:
    """Return the queries of one chunk in order of `seq`; each document's is in the chunk of its first event."""
    found = []
    if place in {"order", "both"}:
        found.append(history.order_queries())
    if place in {"payment", "both"}:
        found.append(history.payment_queries())
    if place == "claim":
        found.append(history.claim_queries())
    joined = np.concatenate(found)
    return joined[np.argsort(joined[:, L.Q_SEQ], kind="stable")]


def _count(counts: Counts, chunk: Ints, asked: Ints) -> None:
    counts.upto = int(chunk[L.E_SEQ, -1])
    for place in counts.places:
        counts.places[place] += int((asked[:, L.Q_PLACE] == PLACES[place]).sum())
    tables = postings_of(chunk)[:, L.D_TABLE]
    for plan in PLANS:
        counts.postings[plan.number] += np.isin(tables, plan.tables).sum()
        counts.asked[plan.number] += (asked[:, plan.query_column] != L.NOBODY).sum()


def open_writer(path: Path, schema: Any) -> Any:
    """Return a writer of a Parquet file that is read once and thrown away."""
    return pq.ParquetWriter(path, schema, compression="lz4", use_dictionary=False, write_statistics=False)
