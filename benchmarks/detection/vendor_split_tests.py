"""Two split tests on a history: the product's, under given limits, and the plain one of the field."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from benchmarks.features.sub_programs import with_operands
from features.catalogue.parameters import FeatureParameters
from features.catalogue.program import CATALOGUE, FEATURES, compile_program, index
from features.kernel import layout as L
from features.offline import PAYMENT_KINDS, History, vectors
from models.typologies.catalogue import TYPOLOGIES
from models.typologies.detect import detect

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_CODE: Final = "split_payment"


def split_hits(history: History, limits: tuple[int, ...], queries: Ints) -> set[int]:
    """Return the documents among the queries that the product's typology flags under these limits.

    Only the features that the typology reads are computed; the rest of each vector is unknown, as it is
    to no other part of this test. Payments without another part are not asked: no test holds without one.
    """
    names = _read_by_the_typology()
    program = [one for one in CATALOGUE if one.name in names]
    parameters = FeatureParameters(supplier_limits=limits)
    values = vectors(history.arena, compile_program(program), parameters, queries)
    columns = [index(one.name) for one in program]
    parts = [at for at, one in enumerate(program) if one.aggregate == "split_parts"]
    beside = np.flatnonzero((values[:, parts] >= 1.0).any(axis=1)).tolist()
    hits = [row for row in beside if _is_hit(values[row], columns)]
    return set(queries[hits, L.Q_DOCUMENT].tolist())


def _read_by_the_typology() -> set[str]:
    (typology,) = (one for one in TYPOLOGIES["payment"] if one.code == _CODE)
    read = {condition.feature for test in typology.tests for condition in test.conditions}
    return {one.name for name in read for one in with_operands(FEATURES[name])}


def _is_hit(row: npt.NDArray[np.float64], columns: Sequence[int]) -> bool:
    vector = np.full(len(CATALOGUE), np.nan)
    vector[columns] = row
    return any(hit.code == _CODE for hit in detect(vector, "payment"))


def plain_hits(history: History, limits: tuple[int, ...], days: int) -> set[int]:
    """Return the payments that the plain test flags.

    Same payee, so many days up to and with the payment being scored, each at or below a limit, the sum
    above it. Source: field notes, split.
    """
    rows = history.first_events(PAYMENT_KINDS)
    payee, at, minor = (history.events[column, rows] for column in (L.E_PAYEE, L.E_OCCURRED, L.E_BASE))
    order = np.lexsort((np.arange(len(rows)), at, payee))
    hit = np.zeros(len(rows), np.bool_)
    for limit in limits:
        small = order[minor[order] <= limit]
        hit[small] |= _sums(payee[small], at[small], minor[small], days * L.DAY) > limit
    return set(history.events[L.E_DOCUMENT, rows[hit]].tolist())


def _sums(payee: Ints, at: Ints, minor: Ints, window_us: int) -> Ints:
    """Return of each payment the sum over its payee's window that ends with it; sorted by payee and moment."""
    if len(at) == 0:
        return minor
    _, group = np.unique(payee, return_inverse=True)
    span = int(at.max() - at.min()) + window_us + 1
    place = group.astype(np.int64) * span + (at - at.min())
    # `unique` sorts as `payee` is sorted already, so that places ascend.
    first = np.searchsorted(place, place - window_us, side="left")
    running = np.concatenate([[0], np.cumsum(minor)])
    return np.asarray(running[1:] - running[first], np.int64)
