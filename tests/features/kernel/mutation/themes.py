"""Scenes in which each table's postings are what such postings are: numbers, accounts, verdicts, links, limits."""

import random
from collections.abc import Callable, Iterator
from typing import Any, Final

from features.kernel import layout as L
from features.kernel.numbers import pack
from features.kernel.tables import TABLES, Table
from tests.features.kernel.histories import KEYS
from tests.features.kernel.history import AS_OF, History, Posting, Query

_FAMILIES: Final = (
    ("INV12", "INV21", "1NV12", "INV13", "INV113", "INV123", "INVV12", "INV122", "NV12", "1NVI2", "AINV12", "INV12A"),
    ("INV1", "INV2", "INV09", "INV10", "INV9", "INV19", "INV20", "INV99", "INV100", "INV", "INV0", "INVA0", "INVA01"),
    ("SO5B8", "5058B", "SOSB8", "ZL011", "2LOII", "LI100", "1L1OO", "INVO5", "INV05", "INVS5"),
    ("ABCDEFGH1234", "ABCDEFGH1235", "ABCDEFGH124", "ABCDEFGH1243", "BACDEFGH1234", "ABCDEFGH1224"),
    ("AB12C", "AB21C", "BA12C", "BB12C", "AB12D", "AAAAA", "AAAAA1", "AAAAAA", "AAAA1", "AAAA2", "BAAA1"),
    ("A", "7", "8", "9", "10", "A99B9", "A99B10", "AA0", "A99", "B1", "B00", "A0000", "AO000", "AQ000", "A0001"),
    ("12345", "12346", "12354", "12344", "21345", "1234", "123456"),
)  # fmt: skip
FAMILIES: Final = tuple(tuple(pack(number) or 0 for number in family) for family in _FAMILIES)
"""Numbers that are easily mistaken for each other."""
NUMBERS: Final = tuple(number for family in FAMILIES for number in family)
PACED: Final = tuple(k * L.DAY * 7 // 3 for k in range(60))
AGES: Final = (
    0,
    1,
    L.HOUR - 1,
    L.HOUR,
    L.HOUR + 1,
    30 * L.HOUR,
    3 * L.DAY,
    8 * L.DAY,
    31 * L.DAY,
    91 * L.DAY,
    400 * L.DAY,
)
PLACES: Final = (L.PLACE_ORDER, L.PLACE_PAYMENT, L.PLACE_PAYMENT, L.PLACE_CLAIM)
Said = dict[str, Any]


def themed_scenes(draw: random.Random, count: int) -> Iterator[tuple[History, Query]]:
    """Yield scenes of few postings a table."""
    for i in range(count):
        amount = draw.choice([100, 1_000, 5_000, 100_000, 4_990_000, 3, 1])
        hour = draw.choice(
            [draw.randrange(336), draw.choice([5, 6, 0]) * 48 + draw.choice([9, 24, 33]), L.NEVER]
        )
        family = draw.choice(FAMILIES)
        number = draw.choice(family)
        most = 3 if i % 2 else draw.choice([20, 60])
        history = {
            (int(spec.table), KEYS[spec.entity]): _rows(
                draw, spec.table, amount, number, hour, draw.randint(0, most)
            )
            for spec in TABLES
        }
        query = Query(
            amount=amount,
            hour=hour,
            tag=draw.choice([number, number, number, draw.choice(family), 0]),
            mark=draw.randint(0, 2),
            flags=draw.choice([0, 0, 0, 0, 0, L.FLAG_RECURRING]) | draw.randrange(4) << L.SHIFT_PAYMENT_KIND,
            place=draw.choice(PLACES),
            document=draw.randint(1, 6),
            again=draw.random() < 0.2,
            known_by=draw.choice([AS_OF, L.NEVER, AS_OF - L.DAY]),
            keys={entity: draw.choice([*[key] * 9, 0]) for entity, key in KEYS.items()},
            terms=draw.choice([0, 7, 30, L.NEVER]),
        )
        if i % 4 == 0:  # one table's only posting stands before all others
            first = draw.choice(list(history))
            rows = _rows(draw, Table(first[0]), amount, number, hour, 1)
            history = {first: rows} | {name: rows for name, rows in history.items() if name != first}
        yield history, query


def _rows(
    draw: random.Random, table: Table, amount: int, number: int, hour: int, count: int
) -> list[Posting]:
    seqs = draw.sample(range(1, 900), count)
    special = _SPECIAL.get(table, _plain)
    documents = draw.choice([6, 40])
    ages = draw.choice([AGES, AGES, PACED])
    return [
        Posting(
            effective=AS_OF - draw.choice(ages) - draw.choice([0, 0, 0, draw.randint(0, 20 * L.DAY)]),
            seq=seq,
            known=draw.choice([0, 0, 0, 0, AS_OF - 1, AS_OF + 1]),
            document=draw.randint(1, documents),
            **special(draw, amount, number, hour),
        )
        for seq in seqs
    ]


def _alike(draw: random.Random, amount: int) -> int:
    step = draw.choice([-2, -1, 0, 0, 0, 1, 2])
    part = draw.choice(
        [
            amount,
            amount,
            amount * 103 // 100,
            amount * 97 // 100,
            amount // 2,
            2 * amount,
            amount * 101 // 100,
        ]
    )
    return max(part + step, 0)


def _plain(draw: random.Random, amount: int, _number: int, hour: int) -> Said:
    v1 = draw.choice([draw.randint(-5, 100), 0 if hour == L.NEVER else hour, draw.randrange(336)])
    other = draw.choice([*KEYS.values(), 0, 98])
    n = draw.choice([1, 1, 1, 1, 0, -1])
    return {"other": other, "tag": draw.choice([0, 1]), "v0": _alike(draw, amount), "v1": v1, "n": n}


def _paid_out(draw: random.Random, amount: int, number: int, _hour: int) -> Said:
    """A payment: number, voucher, flags, and to whom."""
    flags = draw.choice([0, 0, 0, L.FLAG_RECURRING, L.FLAG_FIRST, 3 << L.SHIFT_PAYMENT_KIND])
    other = draw.choice([KEYS["payee"], KEYS["requester"], 98, 0])
    family = next(family for family in FAMILIES if number in family)
    tag = draw.choice([number, 0, draw.choice(family), draw.choice(family), draw.choice(family)])
    n = draw.choice([1, 1, 1, 1, 1, 0, -1])
    said: Said = {
        "other": other,
        "tag": tag,
        "mark": draw.randint(0, 2),
        "v0": _alike(draw, amount),
        "v1": flags,
    }
    return said | {"n": n}


def _bill(draw: random.Random, amount: int, number: int, _hour: int) -> Said:
    tag = draw.choice([number, number, pack(f"INV{draw.randint(9, 14)}") or 0, draw.choice(NUMBERS), 0, -5])
    v0 = draw.choice([_alike(draw, amount), 100_000, 200_000, 100_001])
    return {"tag": tag, "v0": v0, "v1": draw.randint(0, 1), "n": draw.choice([1, 1, 1, 1, 0])}


def _changed(draw: random.Random, _amount: int, _number: int, _hour: int) -> Said:
    """A change of an account: by whom, to which."""
    tag = draw.choice([KEYS["account"], KEYS["account"], 500, KEYS["payee"]])
    other = draw.choice([KEYS["requester"], KEYS["approver"], 0, 98])
    return {"other": other, "tag": tag, "v0": draw.randint(0, 1), "n": 1}


def _verdict(draw: random.Random, amount: int, _number: int, _hour: int) -> Said:
    v1 = draw.choice([amount, amount, amount + 1, amount - 1, amount + 2, amount - 2])
    return {
        "other": 98,
        "tag": AS_OF,
        "v0": draw.choice([1, 1, 0, -1]),
        "v1": v1,
        "n": draw.choice([1, 1, 0]),
    }


def _link(draw: random.Random, _amount: int, _number: int, _hour: int) -> Said:
    other = draw.choice([0, *range(1_000, 1_030)])
    return {
        "other": other,
        "v0": draw.randint(1, 3),
        "v1": draw.randrange(16),
        "n": draw.choice([1, 1, 1, 0, -1]),
    }


def _limit(draw: random.Random, amount: int, _number: int, _hour: int) -> Said:
    return {"v0": amount * 7, "v1": draw.choice([0, AS_OF - 1, AS_OF, AS_OF + 1]), "n": 1}


def _share(draw: random.Random, _amount: int, _number: int, _hour: int) -> Said:
    return {"v0": draw.choice([0, 1, 2, 80_000_000]), "v1": draw.randrange(1_000_000), "tag": 9, "n": 1}


def _aged(draw: random.Random, amount: int, _number: int, _hour: int) -> Said:
    """A change of what is owed or open."""
    return {"v0": draw.choice([amount, -amount, 2 * amount, 0, 1]), "n": draw.choice([1, 0, -1])}


_Maker = Callable[[random.Random, int, int, int], Said]
_SPECIAL: Final[dict[Table, _Maker]] = {
    Table.PAYEE_PAYMENT: _paid_out,
    Table.ACCOUNT_PAYMENT: _paid_out,
    Table.NAMESAKE_PAYMENT: _paid_out,
    Table.PAYEE_BILL: _bill,
    Table.PAYEE_ACCOUNT_CHANGE: _changed,
    Table.PAYEE_LINK: _link,
    Table.CUSTOMER_LIMIT: _limit,
    Table.CUSTOMER_OPEN: _aged,
    Table.CUSTOMER_RECEIVABLE: _aged,
    Table.CUSTOMER_PAST_DUE_0: _aged,
    Table.CUSTOMER_PAST_DUE_30: _aged,
    Table.CUSTOMER_PAST_DUE_60: _aged,
    Table.CUSTOMER_PAST_DUE_90: _aged,
    Table.GROUP_RECEIVABLE: _aged,
    Table.GROUP_PAST_DUE_0: _aged,
    Table.INDUSTRY_PAID: _share,
    Table.COMPANY_HOUR: _share,
    Table.COMPANY_WEEKDAY: _share,
    **{table: _verdict for table in Table if table.name.endswith("_VERDICT")},
}
