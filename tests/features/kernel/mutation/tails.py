"""Scenes with histories longer than what the kernel looks back at."""

import random
from collections.abc import Iterator
from dataclasses import replace

from features.kernel import layout as L
from features.kernel.tables import TABLES, Table
from tests.features.kernel.histories import KEYS
from tests.features.kernel.history import AS_OF, History, Posting, Query


def tails(draw: random.Random) -> Iterator[tuple[History, Query]]:
    """Histories just at, below and beyond each bounded tail, a few of them not seen."""
    for length in (4, 5, 6, 15, 16, 17, 19, 20, 21, 62, 63, 64, 65, 66, 127, 128, 129, 131):
        for table in (*Table, *Table):
            yield _tail(draw, table, length)
        for _ in range(6):
            yield _tail(draw, Table.CUSTOMER_PAID, length)
            yield _tail(draw, Table.ADDRESS_ACTIVITY, length)
    yield from _together(draw)
    for length in (499, 500, 501, 511, 512, 513, 516):
        for table in (Table.CUSTOMER_ORDER, Table.REQUESTER_PAYMENT, Table.ADDRESS_ACTIVITY):
            yield _tail(draw, table, length)


def _together(draw: random.Random) -> Iterator[tuple[History, Query]]:
    """All tables of a key at once, longer than most tails: what one measure leaves behind, another must not read."""
    for _ in range(6):
        length = draw.choice([64, 65, 70])
        histories = [_tail(draw, table, length) for table in Table]
        yield {name: rows for history, _ in histories for name, rows in history.items()}, histories[0][1]


def _due(draw: random.Random) -> int:
    """Return when an invoice fell due, more often than not on one weekday."""
    return (
        AS_OF + draw.choice([7 * draw.randint(-9, 9), 7 * draw.randint(-9, 9), draw.randint(-60, 60)]) * L.DAY
    )


def _tail(draw: random.Random, table: Table, length: int) -> tuple[History, Query]:
    key = KEYS[TABLES[table].entity]
    step = draw.choice([L.HOUR, 13 * L.HOUR, L.DAY, 20 * L.SECOND])
    modulus = draw.choice([4, 10_000, 1])
    parties = draw.choice([2, 10_000])
    confirmed = draw.choice([0, 1])  # the only verdict that confirmed, or the only one but
    uneven = draw.random() < 0.5
    rows = [
        Posting(
            effective=AS_OF
            - (length - i) * step
            - (i * i * L.HOUR // 7 if uneven and i < length // 2 else 0),
            seq=i + 1,
            document=i + 1,
            other=1_000 + i % parties,
            tag=_due(draw)
            if table in (Table.CUSTOMER_PAID, Table.GROUP_PAID)
            else i % modulus + 1 - (modulus == 4),
            v0=100 + i if not table.name.endswith("_VERDICT") else int((i == 0) == bool(confirmed)),
            v1=i % 48 if i > 20 else 47,
        )
        for i in range(length)
    ]
    hidden = [rows[i]._replace(seq=5_000 + i, document=9_000 + i) for i in range(0, length, 9)]
    query = Query(
        terms=draw.choice([0, 6, 7, 30, L.NEVER]),
        seq=4_000,
        horizon=4_000,
        amount=draw.choice([100 + length, 2_000, 150, 63, 64, 65]),
        hour=draw.choice([47, 10, 11, 46]),
        tag=1,
        place=draw.choice((L.PLACE_ORDER, L.PLACE_PAYMENT, L.PLACE_CLAIM)),
        keys=KEYS,
    )
    history = {(int(table), key): [*rows, *(hidden if draw.random() < 0.5 else [])]}
    return history, replace(query, again=draw.random() < 0.2, document=length)
