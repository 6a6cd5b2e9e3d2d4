"""Our tests and the plain rules on all orders or payments of a history, counted against the truth."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benchmarks.detection.counting import Count, Planted, count_flags
from benchmarks.detection.plain_rules import PLAIN
from features.kernel import layout as L
from features.offline import History
from models.role import Place
from models.typologies.catalogue import TYPOLOGIES
from models.typologies.detect import detect

Truth = Mapping[int, Iterable[Planted]]


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """All documents of one place with their vectors.

    Attributes
    ----------
    place
        `order` or `payment`.
    documents, moments_us
        int64 of shape (n,).
    vectors
        float64 of shape (n, features of the catalogue).
    """

    place: Place
    documents: npt.NDArray[np.int64]
    moments_us: npt.NDArray[np.int64]
    vectors: npt.NDArray[np.float64]

    @property
    def scored(self) -> set[int]:
        """Codes of all documents."""
        return set(self.documents.tolist())

    @property
    def days(self) -> float:
        """Days from the first document to the last."""
        return float((self.moments_us.max() - self.moments_us.min()) / L.DAY)

    def where(self, mask: npt.NDArray[np.bool_]) -> "Measured":
        """Return the documents of a mask."""
        return Measured(self.place, self.documents[mask], self.moments_us[mask], self.vectors[mask])

    def flagged(self) -> dict[str, set[int]]:
        """Return the documents that our tests flag, by typology."""
        found: dict[str, set[int]] = {typology.code: set() for typology in TYPOLOGIES[self.place]}
        for document, vector in zip(self.documents.tolist(), self.vectors, strict=True):
            for hit in detect(vector, self.place):
                found[hit.code].add(document)
        return found

    def flagged_plainly(self) -> dict[str, set[int]]:
        """Return the documents that the plain rules flag, by typology."""
        return {
            code: set(self.documents[rule(self.vectors)].tolist())
            for (place, code), (_, rule) in PLAIN.items()
            if place == self.place
        }


def measure(history: History, place: Place) -> Measured:
    """Compute the vector of every order or payment, as known at its moment."""
    queries = history.order_queries() if place == "order" else history.payment_queries()
    return _measured(history, place, queries)


def measure_in_parts(history: History, place: Place, *, rows: int = 20_000) -> Iterator[Measured]:
    """Yield the same, at most so many documents at a time: vectors of a large history fill the memory."""
    queries = history.order_queries() if place == "order" else history.payment_queries()
    for begin in range(0, len(queries), rows):
        yield _measured(history, place, queries[begin : begin + rows].copy())


def _measured(history: History, place: Place, queries: npt.NDArray[np.int64]) -> Measured:
    vectors = history.vectors(queries)
    return Measured(place, queries[:, L.Q_DOCUMENT].copy(), queries[:, L.Q_AS_OF].copy(), vectors)


def count_all(flagged: Mapping[str, set[int]], truth: Truth, measured: Measured) -> dict[str, Count]:
    """Return the counts of every typology that was looked for."""
    return {code: count_flags(code, found, truth, measured.scored) for code, found in flagged.items()}


def add(into: dict[str, Count], more: Mapping[str, Count]) -> None:
    """Add counts to those of other companies, in place."""
    for code, count in more.items():
        into[code] = into.get(code, Count()) + count
