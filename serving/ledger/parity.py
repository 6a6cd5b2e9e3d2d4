"""Served vectors against history: promise 1, checked on what the ledger holds.

Memory: the log stands in memory as a whole, events and postings; of the ledger one page does.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec
import numpy as np
import numpy.typing as npt

from features.catalogue.parameters import FeatureParameters
from features.catalogue.program import NAMES
from features.history.reader import Reader
from features.kernel import layout as L
from features.kernel.tables import Q_WIDTH
from features.offline import History
from riskdesk.core.database.handles import Engine
from riskdesk.core.database.unit import read_unit
from riskdesk.core.errors import NotFound
from serving.activation.loader import catalogue_fingerprint
from serving.ledger import store
from serving.ledger.store import Entry

PAGE: Final = 5_000
"""Decisions in memory at a time."""

_NAMED: Final = 20
_WIDTH: Final = 8
"""Bytes of a column, of queries and of vectors alike."""

Progress = Callable[[int, int, int], None]
"""Called after each page: decisions read, the `seq` of the last one, the log's last `seq`."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that was served and is not what history says."""

    decision_id: str
    feature: str
    served: float
    recomputed: float

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data; a value that is no number is null."""
        return {
            "decision_id": self.decision_id,
            "feature": self.feature,
            "served": _plain(self.served),
            "recomputed": _plain(self.recomputed),
        }


@dataclass(frozen=True, slots=True)
class Parity:
    """What came of a comparison.

    Parameters
    ----------
    decisions, compared
        Decisions and values compared; NaN equals NaN.
    differences
        Values that are not the same to the last bit.
    by_feature
        Feature -> differences; only those that have any.
    absent
        Feature -> decisions for which it was NaN on both sides; every feature.
    other_catalogue
        Decisions made by another catalogue of features, whose columns mean something else:
        read, and not compared.
    first
        The first differing values in order of the ledger, at most 20.
    """

    decisions: int
    compared: int
    differences: int
    by_feature: Mapping[str, int]
    absent: Mapping[str, int]
    other_catalogue: int
    first: tuple[Difference, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data; `by_feature` names every feature of the catalogue."""
        return {
            "decisions": self.decisions,
            "compared": self.compared,
            "differences": self.differences,
            "other_catalogue": self.other_catalogue,
            "by_feature": {
                name: {
                    "compared": self.decisions,
                    "differences": self.by_feature.get(name, 0),
                    "absent": self.absent[name],
                }
                for name in NAMES
            },
            "first": [one.to_json() for one in self.first],
        }


class _Tally:
    """Counts, page by page."""

    def __init__(self) -> None:
        self.decisions = 0
        self.other_catalogue = 0
        self._differences = np.zeros(len(NAMES), np.int64)
        self._absent = np.zeros(len(NAMES), np.int64)
        self._first: list[Difference] = []

    def add(self, entries: list[Entry], history: History) -> None:
        """Compare decisions of this catalogue with history, if there are any."""
        if not entries:
            return
        served = np.stack([vector_of(entry) for entry in entries])
        again = history.vectors(queries_of(entries))
        differs = ~same_bits(served, again)
        self.decisions += len(entries)
        self._differences += differs.sum(axis=0)
        self._absent += (np.isnan(served) & np.isnan(again)).sum(axis=0)
        for row, column in np.argwhere(differs)[: _NAMED - len(self._first)].tolist():
            values = float(served[row, column]), float(again[row, column])
            self._first.append(Difference(entries[row].decision_id, NAMES[column], *values))

    def parity(self) -> Parity:
        """Return what came of it."""
        differences = dict(zip(NAMES, self._differences.tolist(), strict=True))
        return Parity(
            decisions=self.decisions,
            compared=self.decisions * len(NAMES),
            differences=sum(differences.values()),
            by_feature={name: count for name, count in differences.items() if count},
            absent=dict(zip(NAMES, self._absent.tolist(), strict=True)),
            other_catalogue=self.other_catalogue,
            first=tuple(self._first),
        )


def compare(
    engine: Engine,
    reader: Reader,
    parameters: FeatureParameters,
    *,
    since_seq: int = 0,
    progress: Progress | None = None,
) -> Parity:
    """Recompute the vectors of the ledger from history as it was known then.

    Parameters
    ----------
    since_seq
        The first `seq` whose decision is compared.
    progress
        Told after each page.
    """
    tally = _Tally()
    with read_unit(engine) as connection:
        history = History.read(connection, reader, parameters)
        after, read = since_seq - 1, 0
        catalogue = catalogue_fingerprint(parameters)
        while page := store.since(connection, after, limit=PAGE):
            entries = [entry for entry in page if is_of_this_catalogue(entry, catalogue)]
            tally.add(entries, history)
            tally.other_catalogue += len(page) - len(entries)
            after, read = page[-1].seq, read + len(page)
            if progress is not None:
                progress(read, after, history.horizon)
    return tally.parity()


def first_seq(engine: Engine, since: str) -> int:
    """Return the `seq` that an operator means by a number or by the id of a decision.

    Raises
    ------
    NotFound
        It is no number, and no decision has this id.
    """
    if since.isdecimal():
        return int(since)
    with read_unit(engine) as connection:
        entry = store.by_id(connection, since)
    if entry is None:
        raise NotFound("expected a seq of the log or the id of a decision", field="since")
    return entry.seq


def is_of_this_catalogue(entry: Entry, catalogue: str) -> bool:
    """Tell whether a decision's columns are those of this program: their meaning and their number.

    `catalogue` is the fingerprint of the whole catalogue under the company's parameters.
    """
    versions = msgspec.json.decode(entry.versions)
    widths = len(entry.vector), len(entry.query)
    named: bool = versions.get("features") == catalogue
    return named and widths == (_WIDTH * len(NAMES), _WIDTH * L.Q_SLOTS)


def queries_of(entries: list[Entry]) -> npt.NDArray[np.int64]:
    """Return the queries that were asked, int64 of shape (n, Q_WIDTH), slots not yet filled."""
    joined = b"".join(entry.query for entry in entries)
    queries = np.full((len(entries), Q_WIDTH), -1, np.int64)
    queries[:, : L.Q_SLOTS] = np.frombuffer(joined, np.int64).reshape(-1, L.Q_SLOTS)
    return queries


def vector_of(entry: Entry) -> npt.NDArray[np.float64]:
    """Return the vector that was served, float64 of shape (features,)."""
    return np.frombuffer(entry.vector, np.float64)


def same_bits(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Tell where two arrays hold the same bits; any NaN is the same as any other."""
    same: npt.NDArray[np.bool_] = (a.view(np.int64) == b.view(np.int64)) | (np.isnan(a) & np.isnan(b))
    return same


def _plain(value: float) -> float | None:
    return value if math.isfinite(value) else None
