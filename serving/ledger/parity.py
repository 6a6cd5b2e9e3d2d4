"""Served vectors against history: promise 1, checked on what the ledger holds.

Memory: the log stands in memory as a whole, events and postings; of the ledger one page does.
"""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from features.catalogue.alignment import Alignment
from features.catalogue.parameters import FeatureParameters
from features.catalogue.program import NAMES, PROGRAM
from features.history.reader import Reader
from features.kernel import layout as L
from features.kernel.arrays import Floats, Ints
from features.kernel.tables import Q_WIDTH
from features.offline import History
from features.offline import vectors as vectors_of
from riskdesk.core.database.handles import Engine
from riskdesk.core.database.unit import read_unit
from riskdesk.core.errors import NotFound
from serving.ledger import store
from serving.ledger.catalogues import Catalogues, vector_for
from serving.ledger.store import Entry

PAGE: Final = 5_000
"""Decisions in memory at a time."""

_NAMED: Final = 20

Aligned = tuple[Entry, Alignment | None]
"""A decision, and how its vector stands to those of this program; None where its catalogue is not known."""

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
    decisions, compared, compared_of
        Decisions and values compared, and of each feature how many; NaN equals NaN.
    differences
        Values that are not the same to the last bit.
    by_feature
        Feature -> differences; only those that have any.
    absent
        Feature -> decisions for which it was NaN on both sides; every feature.
    not_compared
        Features of then that this program does not have, or has in another version, such as
        `customer_open_amount@1` -> decisions in which they were.
    other_catalogue
        Decisions of a catalogue of features that is not known: read, and not compared.
    first
        The first differing values in order of the ledger, at most 20.
    """

    decisions: int
    compared: int
    compared_of: Mapping[str, int]
    differences: int
    by_feature: Mapping[str, int]
    absent: Mapping[str, int]
    not_compared: Mapping[str, int]
    other_catalogue: int
    first: tuple[Difference, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data; `by_feature` names every feature of the catalogue."""
        return {
            "decisions": self.decisions,
            "compared": self.compared,
            "differences": self.differences,
            "not_compared": dict(self.not_compared),
            "other_catalogue": self.other_catalogue,
            "by_feature": {
                name: {
                    "compared": self.compared_of[name],
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
        self._compared = np.zeros(len(NAMES), np.int64)
        self._differences = np.zeros(len(NAMES), np.int64)
        self._absent = np.zeros(len(NAMES), np.int64)
        self._not_compared: Counter[str] = Counter()
        self._first: list[Difference] = []

    def add(self, aligned: Sequence[Aligned], history: History) -> None:
        """Compare decisions whose catalogue is known with history."""
        vectors = recomputed(history, aligned)
        for (entry, alignment), again in zip(aligned, vectors, strict=True):
            if alignment is None:
                self.other_catalogue += 1
                continue
            self.decisions += 1
            self._not_compared.update(one.label for one in alignment.changed)
            self._compare(entry, alignment.same, vector_for(entry, alignment), again)

    def _compare(self, entry: Entry, columns: Ints, served: Floats, again: Floats) -> None:
        self._compared[columns] += 1
        self._absent[columns] += np.isnan(served[columns]) & np.isnan(again[columns])
        differs = columns[~same_bits(served[columns], again[columns])]
        self._differences[differs] += 1
        for column in differs[: _NAMED - len(self._first)].tolist():
            values = float(served[column]), float(again[column])
            self._first.append(Difference(entry.decision_id, NAMES[column], *values))

    def parity(self) -> Parity:
        """Return what came of it."""
        differences = dict(zip(NAMES, self._differences.tolist(), strict=True))
        return Parity(
            decisions=self.decisions,
            compared=int(self._compared.sum()),
            compared_of=dict(zip(NAMES, self._compared.tolist(), strict=True)),
            differences=sum(differences.values()),
            by_feature={name: count for name, count in differences.items() if count},
            absent=dict(zip(NAMES, self._absent.tolist(), strict=True)),
            not_compared=dict(self._not_compared),
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
    """Recompute the vectors of the ledger from history as it was known then, under the company's limits of then.

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
        catalogues = Catalogues(connection, parameters)
        after, read = since_seq - 1, 0
        while page := store.since(connection, after, limit=PAGE):
            tally.add([(entry, catalogues.of(entry)) for entry in page], history)
            after, read = page[-1].seq, read + len(page)
            if progress is not None:
                progress(read, after, history.horizon)
    return tally.parity()


def recomputed(history: History, aligned: Sequence[Aligned]) -> Floats:
    """Return the vectors of decisions as this program computes them, float64 of shape (n, features).

    Rows of decisions whose catalogue is not known are NaN.
    """
    found = np.full((len(aligned), len(NAMES)), np.nan)
    by_limits: dict[FeatureParameters, list[int]] = {}
    for row, (_, alignment) in enumerate(aligned):
        if alignment is not None:
            by_limits.setdefault(alignment.parameters, []).append(row)
    for parameters, rows in by_limits.items():
        queries = queries_of([aligned[row][0] for row in rows])
        found[rows] = vectors_of(history.arena, PROGRAM, parameters, queries)
    return found


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


def queries_of(entries: list[Entry]) -> npt.NDArray[np.int64]:
    """Return the queries that were asked, int64 of shape (n, Q_WIDTH), slots not yet filled."""
    joined = b"".join(entry.query for entry in entries)
    queries = np.full((len(entries), Q_WIDTH), -1, np.int64)
    queries[:, : L.Q_SLOTS] = np.frombuffer(joined, np.int64).reshape(-1, L.Q_SLOTS)
    return queries


def same_bits(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Tell where two arrays hold the same bits; any NaN is the same as any other."""
    same: npt.NDArray[np.bool_] = (a.view(np.int64) == b.view(np.int64)) | (np.isnan(a) & np.isnan(b))
    return same


def _plain(value: float) -> float | None:
    return value if math.isfinite(value) else None
