"""Evidence: the facts that the kernel finds behind a reason beside those of the oracle."""

import random
from collections.abc import Iterator
from functools import partial

import numpy as np

from features.kernel import evidence
from features.kernel import layout as L
from features.kernel.tables import TABLES
from tests.features.kernel import oracle_evidence
from tests.features.kernel.histories import KEYS
from tests.features.kernel.history import History, Query, lay_out, query_row
from tests.features.kernel.mutation.case import Case
from tests.features.kernel.mutation.scenes import Scene


def evidence_cases(scenes: list[Scene]) -> Iterator[Case]:
    """Yield questions of each kind of match about every tenth scene."""
    draw = random.Random(4)
    matches = [value for name, value in vars(evidence).items() if name.startswith("MATCH_")]
    for i, (history, query) in enumerate(scenes):
        for match in matches if i % 10 == 0 and history else ():
            yield _evidence_case(f"evidence {match} of {i}", draw, history, query, match)


def _evidence_case(name: str, draw: random.Random, history: History, query: Query, match: int) -> Case:
    (table, key), rows = draw.choice(list(history.items()))
    window = draw.choice([0, 72 * L.HOUR, 90 * L.DAY])
    other = draw.choice([0, 0, KEYS["salesperson"], KEYS["payee"]])
    most = draw.choice([1, 3, 50])
    asked = query.keys.get(TABLES[table].entity, 0)
    seen = list(rows) if asked == key else []
    expected = oracle_evidence.matching(seen, query, window, other, match)[:most]
    return Case(
        name,
        expected,
        partial(_found, history, query, table, window, other, match, most),
    )


def _found(
    history: History, query: Query, table: int, window: int, other: int, match: int, most: int
) -> list[tuple[int, ...]]:
    p, slots, slot_of = lay_out(history)
    slots[:, L.S_CAPACITY] += 2
    out = np.zeros((most, 2), np.int64)
    row = query_row(query, slot_of)
    count = evidence.find_evidence(p, slots, row, table, window, other, match, out)
    return [tuple(found) for found in out[:count].tolist()]
