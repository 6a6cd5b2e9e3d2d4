"""Seeded scenes of paper: numbers, vouchers, verdicts and contracts around one amount, the same in every run."""

import random
from collections.abc import Iterator

from features.kernel import layout as L
from features.kernel.numbers import pack
from tests.features.kernel.histories import KEYS, everywhere
from tests.features.kernel.history import AS_OF, History, Posting, Query

NUMBERS = ("INV10023", "INV1O023", "INV10032", "INV100233", "INV1023", "INV10024", "INVOI023", "0123", "12")
SERIES = ("INV10022", "INV10023", "INV10024", "INV10025")
TAGS = (0, 1, -5, *(code for number in NUMBERS if (code := pack(number)) is not None))
"""None, one of an order under contract, a hash, numbers that are slips of each other and some that are not."""
PLACES = (L.PLACE_PAYMENT, L.PLACE_PAYMENT, L.PLACE_PAYMENT, L.PLACE_ORDER, L.PLACE_CLAIM)
FLAGS = (0, 0, 0, 0, 0, 1 << L.SHIFT_PAYMENT_KIND, L.FLAG_RECURRING)


def papers(count: int, seed: int = 1) -> Iterator[tuple[History, Query]]:
    """Yield scenes: near, alike, mistyped, in parts, judged, long asleep."""
    draw = random.Random(seed)
    for _ in range(count):
        yield _paper(draw)


def _paper(draw: random.Random) -> tuple[History, Query]:
    amount = draw.choice((100_000, 4_950_000, 4_950_000, 333_333, 9_900))
    asleep = draw.choice((0, 0, 0, 0, 200 * 24, 400 * 24))
    tags = draw.choice((TAGS, TAGS, TAGS[3:6], TAGS[:1], tuple(pack(number) or 0 for number in SERIES)))
    rows = [_posting(draw, seq, amount, asleep, tags) for seq in range(1, draw.randint(1, 14))]
    query = Query(
        amount=amount,
        hour=draw.choice((10, 48 * 5 + 10, 48 * 5 + 34, 48 * 2 + 30)),
        tag=draw.choice(tags),
        mark=draw.choice((0, 5)),
        flags=draw.choice(FLAGS),
        place=draw.choice(PLACES),
        document=3,
        again=draw.random() < 0.2,
        keys={**KEYS, "account": draw.choice((KEYS["account"], KEYS["account"], *tags[:3]))},
    )
    return everywhere(rows), query


def _posting(draw: random.Random, seq: int, amount: int, asleep: int, tags: tuple[int, ...]) -> Posting:
    near = (amount, amount + 1, amount - 1)
    alike = (*near, amount, amount, amount + 2, amount * 103 // 100, amount // 3, 2 * amount, 0, 1, 2, 3)
    people = ("requester", "salesperson", "approver", "address")
    others = (KEYS["payee"], KEYS["payee"], *(KEYS[who] for who in people), 98, 99, 0)
    kinds = (0, 1, 2, 4, 8, 16, 24, 48 * 5, 48 * 5 + 24, 48 * 2 + 24, *near, AS_OF, AS_OF + 1)
    hours = draw.choice(
        (draw.randint(0, 1), draw.randint(0, 40), draw.randint(0, 170), 24 * draw.randint(0, 120))
    )
    return Posting(
        effective=AS_OF - (hours + asleep) * L.HOUR,
        seq=seq,
        document=draw.randint(1, 14),
        other=draw.choice(others),
        tag=draw.choice(tags),
        mark=draw.choice((0, 0, 5, 6)),
        v0=draw.choice(alike),
        v1=draw.choice(kinds),
        n=draw.choice((1, 1, 1, 1, 1, 1, 1, 0, -1)),
    )
