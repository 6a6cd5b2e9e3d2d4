"""The kernel on small histories."""

from collections.abc import Sequence

import numpy as np

from features.catalogue.feature import Feature
from features.catalogue.parameters import FeatureParameters
from features.catalogue.program import CATALOGUE, compile_program
from features.kernel.arrays import Floats
from features.kernel.compute import compute
from tests.features.kernel.history import History, Query, lay_out, query_row

PROGRAM = compile_program(CATALOGUE)
LIMITS = FeatureParameters(
    order_limits=(5_000_000, 20_000_000, 100_000_000),
    supplier_limits=(4_950_000, 20_000_000, 90_000_000),
    expense_limits=(10_000, 5_000_000),
    refund_limits=(5_000_001, 19_999_999),
    salary_limits=(2_500_000, 9_900_000),
).to_array()
"""Each type of document has its own."""


def run(history: History, *queries: Query) -> Floats:
    """Return the vectors of these queries over the whole catalogue, float64 of shape (n, features)."""
    postings, slots, slot_of = lay_out(history)
    rows = np.stack([query_row(query, slot_of) for query in queries])
    out = np.empty((len(queries), len(CATALOGUE)))
    compute(postings, slots, PROGRAM, LIMITS, rows, out)
    return out


def same(expected: Sequence[float] | Floats, actual: Sequence[float] | Floats) -> bool:
    """Tell whether two vectors agree, NaN with NaN."""
    return bool(np.array_equal(np.asarray(expected, float), np.asarray(actual, float), equal_nan=True))


def differing(
    expected: Sequence[float], actual: Floats, features: Sequence[Feature] = CATALOGUE
) -> dict[str, object]:
    """Return the features that differ, with both values: empty where all agree."""
    pairs = zip(features, expected, actual.tolist(), strict=True)
    return {f.name: (a, b) for f, a, b in pairs if not (a == b or (a != a and b != b))}  # noqa: PLR0124
