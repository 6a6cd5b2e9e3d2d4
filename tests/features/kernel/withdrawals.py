"""Seeded scenes of few payments among few documents, many of them withdrawn or returned, the same in every run."""

import random
from collections.abc import Iterator
from typing import Final

from features.kernel import layout as L
from features.kernel.tables import Table
from tests.features.kernel.histories import KEYS
from tests.features.kernel.history import AS_OF, History, Posting, Query

TABLES: Final = {
    Table.PAYEE_PAYMENT: "payee",
    Table.ACCOUNT_PAYMENT: "account",
    Table.NAMESAKE_PAYMENT: "namesake",
}
_WITHDRAWN: Final = L.FLAG_WITHDRAWN
ENDS: Final = (_WITHDRAWN, _WITHDRAWN, _WITHDRAWN | L.FLAG_RECURRING, 0, L.FLAG_CONFIRMED, 2 * _WITHDRAWN)


def withdrawals(count: int, seed: int = 1) -> Iterator[tuple[History, Query]]:
    """Yield scenes: withdrawn, asked again, told late, at one moment, beside others that stand."""
    draw = random.Random(seed)
    for _ in range(count):
        query = Query(
            place=draw.choice((L.PLACE_PAYMENT, L.PLACE_PAYMENT, L.PLACE_PAYMENT, L.PLACE_ORDER)),
            document=draw.choice((1, 2, 9)),
            again=draw.random() < 0.2,
            horizon=draw.choice((1_000, 1_000, 5)),
            keys=KEYS,
        )
        yield {(int(table), KEYS[entity]): list(_rows(draw)) for table, entity in TABLES.items()}, query


def _rows(draw: random.Random) -> Iterator[Posting]:
    for seq in range(1, draw.choice((3, 3, 3, 4, 4, 9))):
        n = draw.choice((1, 0, -1, -1, -1)) if seq > 1 else 1
        yield Posting(
            effective=AS_OF - draw.choice((*[9 - seq] * 7, 0, 30, 370)) * L.DAY,
            seq=seq,
            known=draw.choice((0, 0, 0, AS_OF, AS_OF + 1)),
            document=draw.choice((1, 1, 1, 1, 1, 2, 3)),
            other=draw.choice((KEYS["payee"], KEYS["payee"], KEYS["payee"], 98)),
            v0=100 * (n or 1),
            v1=draw.choice(ENDS) if n < 1 or draw.random() < 0.2 else 0,
            n=n,
        )
