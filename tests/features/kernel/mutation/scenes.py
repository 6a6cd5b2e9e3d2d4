"""Seeded scenes for mutants: chosen for ties, edges, late facts, caps and tails, the same in every run."""

import random
from collections.abc import Iterator, Sequence
from typing import Final

from features.catalogue.parameters import FeatureParameters
from features.kernel import layout as L
from features.kernel.tables import TABLES
from tests.features.kernel.histories import KEYS, PARTIES, WINDOWS, everywhere
from tests.features.kernel.history import AS_OF, History, Posting, Query
from tests.features.kernel.mutation.tails import tails
from tests.features.kernel.mutation.themes import themed_scenes
from tests.features.kernel.withdrawals import withdrawals

Scene = tuple[History, Query]

PARAMETERS: Final = FeatureParameters(
    order_limits=(5_000_000, 20_000_000, 100_000_000),
    supplier_limits=(4_000_000, 20_000_000, 90_000_000),
    expense_limits=(10_000, 5_000_000),
    refund_limits=(5_000_000, 5_100_000, 19_999_999),
    salary_limits=(3_000_000, 6_000_000, 9_000_000),
)
"""Every type of document has its own limits."""
LIMITS: Final = (4_000_000, 5_000_000, 10_000, 20_000_000)
SUMS: Final = (1, 100, 10_000, 2_500_000, 4_949_999, 4_950_000, 5_000_000, 5_000_001, 9_900_000, 20_000_000)
BELOW: Final = tuple(
    limit * share // 10_000 + step
    for limit in LIMITS
    for share in (9_000, 9_500, 9_900, 10_000)
    for step in (-1, 0, 1)
)
"""Amounts around those that stay below a limit by a whole share of it."""
PLACES: Final = (L.PLACE_CUSTOMER, L.PLACE_ORDER, L.PLACE_PAYMENT, L.PLACE_CLAIM)


def all_scenes(seed: int = 1, *, wild: int = 250, close: int = 250) -> Iterator[Scene]:
    """Yield the whole bank, short scenes first."""
    draw = random.Random(seed)
    yield from _empty()
    for _ in range(wild):
        yield _wild(draw)
    for _ in range(close):
        yield _close(
            draw, draw.choice([100, 10_000, 4_950_000, 5_000_000, 19_999_999, 20_000_000, 90_000_000])
        )
        yield _close(draw, draw.randint(0, 4))
        yield _close(draw, draw.choice(BELOW))
    yield from themed_scenes(draw, 2 * close)
    yield from _edges()
    yield from _edge_pairs(draw)
    yield from _between_limits()
    yield from _dormant(draw)
    yield from _steps(draw)
    yield from tails(draw)
    yield from withdrawals(150)


def _empty() -> Iterator[Scene]:
    for place in PLACES:
        yield {}, Query(keys=KEYS, place=place)
        yield {}, Query(place=place, amount=0, hour=L.NEVER, terms=L.NEVER)


# -- anything goes ---------------------------------------------------------------------------
def _moment(draw: random.Random) -> int:
    edge = draw.choice(WINDOWS) + draw.randint(-1, 1)
    return AS_OF - draw.choice([0, 1, -1, edge, edge, draw.randint(-2 * L.DAY, 500 * L.DAY)])


def _amount(draw: random.Random) -> int:
    return draw.choice([*SUMS, draw.randint(-(10**13), 10**13), 10**13, draw.randint(0, 3)])


def _wild(draw: random.Random) -> Scene:
    count = draw.randint(0, 24)
    seqs = draw.sample(range(1, 2 * count + 1), count)
    late = draw.random() < 0.5
    rows = [
        Posting(
            effective=_moment(draw),
            seq=seq,
            known=_moment(draw) if late and draw.random() < 0.5 else 0,
            document=draw.randint(1, 8),
            other=draw.choice(PARTIES),
            tag=draw.randint(0, 2),
            mark=draw.randint(0, 2),
            v0=_amount(draw),
            v1=draw.choice([draw.randint(0, 335), draw.randint(-400, 10**13), draw.randint(-5, 95)]),
            n=draw.choice([1, 1, 1, 0, -1]),
        )
        for seq in seqs
    ]
    return everywhere(rows), _asked(draw, count)


def _asked(draw: random.Random, count: int) -> Query:
    return Query(
        as_of=draw.choice([AS_OF, AS_OF, AS_OF + 1, AS_OF - L.DAY]),
        seq=draw.randint(1, 2 * count + 1),
        horizon=draw.choice([L.NEVER, draw.randint(0, 2 * count + 1)]),
        known_by=draw.choice([L.NEVER, _moment(draw), AS_OF]),
        document=draw.randint(1, 8),
        again=draw.random() < 0.3,
        amount=abs(_amount(draw)),
        hour=draw.choice([draw.randrange(336), draw.randrange(336), L.NEVER]),
        tag=draw.randint(0, 2),
        mark=draw.randint(0, 2),
        flags=draw.choice([0, 0, 0, L.FLAG_RECURRING]) | draw.randrange(4) << L.SHIFT_PAYMENT_KIND,
        terms=draw.choice([L.NEVER, draw.randrange(121), draw.randrange(9)]),
        place=draw.choice(PLACES),
        keys={entity: draw.choice([*[key] * 6, 0, 77]) for entity, key in KEYS.items()},
    )


# -- much alike ------------------------------------------------------------------------------
def _close(draw: random.Random, amount: int) -> Scene:
    """A query and few postings that resemble it: equal, just below, just above, parts and wholes of it."""
    alike = (
        amount, amount, amount, amount // 2, amount - amount // 2, 2 * amount, amount * 101 // 100,
        amount * 101 // 100 + 1, amount * 99 // 100, amount * 99 // 100 - 1, amount * 5 // 4,
        amount * 5 // 4 + 1, amount * 3 // 4, amount + 1, amount - 1, -amount // 2, 3_000_000, 1, 2, 0,
        draw.choice(BELOW),
    )  # fmt: skip
    parties = (KEYS["salesperson"], KEYS["requester"], KEYS["payee"], KEYS["customer"], KEYS["address"])
    count = draw.choice([2, 3, draw.randint(0, 5), draw.randint(0, 16)])
    hour = draw.randrange(48)
    weekday = 48 * draw.choice([0, 1, 3])
    hours_ago = [draw.randint(0, 100), 0, 1, 1, 2, 36, 72]
    day = hour // 24 * 24
    beside = [hour, hour, (hour + 1) % 48, (hour - 1) % 48, day, day + 23, (hour + 24) % 48]
    rows = [
        Posting(
            effective=AS_OF - draw.choice(hours_ago) * L.HOUR + draw.choice([0, 0, -1, 1]),
            seq=seq,
            document=draw.randint(1, draw.choice([2, 4, 16])),
            other=draw.choice(parties),
            tag=draw.choice([1, 1, 1, 0, 2]),
            mark=draw.choice([0, 1, 2]),
            v0=draw.choice(alike),
            v1=draw.choice(beside) + 48 * draw.choice([0, 1]),
            n=draw.choice([1, 1, 1, 1, 1, 0, -1]),
        )
        for seq in range(1, count + 1)
    ]
    query = Query(
        amount=amount,
        hour=hour + weekday,
        tag=draw.choice([1, 1, 0]),
        mark=draw.choice([1, 0]),
        flags=draw.choice([0, 0, 0, 0, L.FLAG_RECURRING]),
        place=draw.choice(PLACES[1:]),
        document=3,
        again=draw.random() < 0.2,
        keys=KEYS,
        terms=draw.choice([0, 7, 30]),
    )
    return everywhere(rows), query


# -- edges -----------------------------------------------------------------------------------
def _edges() -> Iterator[Scene]:
    """One posting at each edge of each window, alone and beside others; and the query's own place."""
    for window in WINDOWS:
        for step in (-1, 0, 1):
            rows = [Posting(AS_OF - window + step, 5, document=5, other=KEYS["salesperson"], v0=7_000, v1=9)]
            for place in PLACES[1:]:
                yield _spread(rows), Query(keys=KEYS, place=place, amount=7_000)
    for effective in (AS_OF - 1, AS_OF, AS_OF + 1):
        for seq in (9, 10, 11):
            rows = [Posting(effective, seq, document=5, other=KEYS["payee"], v0=4_990_000, v1=9)]
            for horizon in (9, 10, 11):
                for known in (AS_OF - 1, AS_OF, AS_OF + 1):
                    late = [row._replace(known=known) for row in rows]
                    yield _spread(late), Query(seq=10, horizon=horizon, keys=KEYS, amount=4_990_000)


def _steps(draw: random.Random) -> Iterator[Scene]:
    """A key's history grown by one posting at a time: every minimum of movements is crossed."""
    for place in PLACES[1:]:
        rows: list[Posting] = []
        for i in range(14):
            rows.append(
                Posting(
                    effective=AS_OF - (15 - i) * draw.choice([L.DAY, L.DAY // 2, 11 * L.HOUR, 20 * L.DAY]),
                    seq=i + 1,
                    document=i + 1,
                    other=draw.choice(PARTIES),
                    tag=AS_OF + (draw.randint(-40, 40)) * L.DAY + draw.choice([0, 1]),
                    v0=draw.choice([1_000, 1_250, 1_251, 750, 749, 4_000, 0]),
                    v1=draw.randint(-3, 40),
                )
            )
            yield _spread(rows), Query(keys=KEYS, place=place, amount=1_000, terms=draw.randint(0, 9))


def _spread(rows: Sequence[Posting]) -> History:
    """Return the same postings under each table's key."""
    return {(int(spec.table), KEYS[spec.entity]): list(rows) for spec in TABLES}


def _edge_pairs(draw: random.Random) -> Iterator[Scene]:
    """Two or three postings alike, one of them at the edge of a window."""
    for window in (*WINDOWS, 31 * L.DAY, 365 * L.DAY):
        for step in (-1, 0, 1):
            for place in (*PLACES[1:], L.PLACE_PAYMENT):
                amount = draw.choice([100, 4_990_000, 3_990_000])
                number = draw.choice([0, 1])
                ages = [window - step, *draw.sample([2 * L.HOUR, 3 * L.DAY, L.HOUR - 1, L.HOUR + 1], 2)]
                rows = [
                    Posting(
                        effective=AS_OF - ago,
                        seq=9 - i,
                        document=i + 1,
                        other=KEYS[draw.choice(("salesperson", "payee", "requester", "customer"))],
                        tag=number,
                        mark=draw.choice([0, 0, 1, 2]),
                        v0=draw.choice([amount, amount, 2 * amount, amount // 2]),
                        v1=draw.choice([9, 10, 20, 0]),
                    )
                    for i, ago in enumerate(ages)
                ]
                query = Query(keys=KEYS, place=place, amount=amount, tag=number, mark=draw.choice([0, 0, 1]))
                yield _spread(rows[: draw.choice([1, 2, 3])]), query


def _between_limits() -> Iterator[Scene]:
    """An amount just below two limits, with a part that is just below the lower one alone."""
    for own, part in (
        (4_900_000, 4_800_000),
        (4_900_000, 4_550_000),
        (4_990_000, 4_900_000),
        (4_980_000, 4_955_000),
    ):
        for party in ("salesperson", "payee", "requester", "customer"):
            rows = [Posting(AS_OF - 2 * L.HOUR, 5, document=5, other=KEYS[party], v0=part)]
            flags = 2 << L.SHIFT_PAYMENT_KIND
            yield _spread(rows), Query(keys=KEYS, place=L.PLACE_PAYMENT, amount=own, flags=flags)


def _dormant(draw: random.Random) -> Iterator[Scene]:
    """Small movements, long ago."""
    for place in PLACES[1:]:
        for _ in range(6):
            rows = [
                Posting(
                    AS_OF - (draw.choice([179, 180, 181, 400]) + i) * L.DAY,
                    9 - i,
                    document=i,
                    v0=draw.choice([0, 1]),
                )
                for i in range(draw.choice([1, 2, 6]))
            ]
            yield _spread(rows), Query(keys=KEYS, place=place, amount=70)
