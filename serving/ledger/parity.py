"""Served vectors against history: promise 1, checked on what the ledger holds."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

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
from serving.ledger import store
from serving.ledger.store import Entry

_PAGE: Final = 5_000


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
    """

    decisions: int
    compared: int
    differences: int
    by_feature: Mapping[str, int]

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "decisions": self.decisions,
            "compared": self.compared,
            "differences": self.differences,
            "by_feature": dict(self.by_feature),
        }


def compare(engine: Engine, reader: Reader, parameters: FeatureParameters) -> Parity:
    """Recompute every vector of the ledger from history as it was known then."""
    found: Counter[str] = Counter()
    decisions = 0
    with read_unit(engine) as connection:
        history = History.read(connection, reader, parameters)
        after = 0
        while entries := store.since(connection, after, limit=_PAGE):
            served = np.stack([vector_of(entry) for entry in entries])
            differs = ~same_bits(served, history.vectors(queries_of(entries)))
            for column, count in enumerate(differs.sum(axis=0).tolist()):
                if count:
                    found[NAMES[column]] += count
            decisions += len(entries)
            after = entries[-1].seq
    return Parity(decisions, decisions * len(NAMES), sum(found.values()), dict(found))


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
