"""Narrow scenes: each shows one difference that scenes at random hardly ever meet."""

from collections.abc import Iterator, Sequence

from features.kernel import layout as L
from features.kernel.tables import TABLES, Table
from tests.features.kernel.histories import KEYS
from tests.features.kernel.history import AS_OF, History, Posting, Query

PAYING = Query(keys=KEYS, place=L.PLACE_PAYMENT, amount=10_000)


def narrow_scenes() -> Iterator[tuple[History, Query]]:
    """Yield them all."""
    yield from _amended()
    yield from _known_late()
    yield from _codes_of_one()
    yield from _sums_beside_a_stranger()
    yield from _sums_in_a_full_list()
    yield from _one_voucher()
    yield from _many_claimants()
    yield from _many_verdicts()
    yield from _paid_long_ago()


def _of(table: Table, rows: Sequence[Posting]) -> History:
    return {(int(table), KEYS[TABLES[table].entity]): list(rows)}


def _amended() -> Iterator[tuple[History, Query]]:
    """The query's amount was paid before, and half of it taken back since: no likeness is left."""
    for table in (Table.PAYEE_PAYMENT, Table.NAMESAKE_PAYMENT):
        paid = Posting(AS_OF - 3 * L.HOUR, 5, document=5, other=98, v0=10_000)
        back = Posting(AS_OF - 2 * L.HOUR, 6, document=5, other=98, v0=-5_000, n=0)
        yield _of(table, [paid, back]), PAYING


def _known_late() -> Iterator[tuple[History, Query]]:
    """What was known too late stays unseen, whatever number the query's document has."""
    for table in (Table.PAYEE_PAYMENT, Table.CUSTOMER_ORDER, Table.ADDRESS_ACTIVITY):
        for place in (L.PLACE_ORDER, L.PLACE_PAYMENT, L.PLACE_CLAIM):
            rows = [Posting(AS_OF - 3 * L.HOUR, 5, known=AS_OF + 1, document=5, other=98, v0=10_000)]
            yield _of(table, rows), Query(keys=KEYS, place=place, document=2**62)


def _codes_of_one() -> Iterator[tuple[History, Query]]:
    """A counterparty whose code is 1, or -1, is one like any other."""
    for code in (1, -1):
        for table, party in (
            (Table.CUSTOMER_ORDER, "salesperson"),
            (Table.PAYEE_PAYMENT, "requester"),
            (Table.REQUESTER_PAYMENT, "payee"),
        ):
            rows = [
                Posting(AS_OF - (9 - i) * L.HOUR, 5 + i, document=i, other=other, v0=100 * (i + 1), v1=9 - i)
                for i, other in enumerate((98, code, 97, code, 96))
            ]
            keys = {**KEYS, party: code}
            key = keys[TABLES[table].entity]
            for place in (L.PLACE_ORDER, L.PLACE_PAYMENT):
                yield {(int(table), key): rows}, Query(keys=keys, place=place)


def _sums_beside_a_stranger() -> Iterator[tuple[History, Query]]:
    """Two amounts of the own payee that make a sum with the query's, a stranger's between them: no likeness."""
    for amounts in ((30_000, 77_777, 40_000), (40_000, 77_777, 30_000), (2_000, 77_777, 8_000)):
        rows = [
            Posting(
                AS_OF - (5 - i) * L.HOUR, 5 + i, document=i, v0=amount, other=98 if i == 1 else KEYS["payee"]
            )
            for i, amount in enumerate(amounts)
        ]
        yield _of(Table.NAMESAKE_PAYMENT, rows), PAYING


def _sums_in_a_full_list() -> Iterator[tuple[History, Query]]:
    """Two amounts that make a sum with the query's, among 64 and among more, in and just out of the list."""
    for count in (63, 64, 65, 66):
        for first in (0, 1, 2, count - 2, count - 1):
            for party in (KEYS["payee"], 98):
                rows = [
                    Posting(
                        AS_OF - (count - i + 1) * L.HOUR,
                        5 + i,
                        document=i,
                        other=party,
                        tag=7,
                        v0=30_000 if i == first else 40_000 if i == count // 2 else 10**9 + i * i * i,
                    )
                    for i in range(count)
                ]
                query = Query(keys=KEYS, place=L.PLACE_PAYMENT, amount=10_000, tag=7)
                yield _of(Table.PAYEE_PAYMENT, rows), query
                yield _of(Table.NAMESAKE_PAYMENT, rows), PAYING


def _one_voucher() -> Iterator[tuple[History, Query]]:
    """The amount came once before, without a number; the vouchers tell whether it was the same payment."""
    for mark, own in ((2, 2), (2, 3), (2, 0), (0, 2)):
        for age in (L.HOUR, L.HOUR + 1, 3 * L.DAY):
            beside = Posting(AS_OF - age - L.DAY, 4, document=4, other=98, mark=9, v0=123)
            paid = Posting(AS_OF - age, 5, document=5, other=98, mark=mark, v0=10_000)
            after = Posting(AS_OF - L.HOUR // 2, 6, document=6, other=98, mark=8, v0=124)
            query = Query(keys=KEYS, place=L.PLACE_PAYMENT, amount=10_000, mark=own)
            yield _of(Table.PAYEE_PAYMENT, [beside, paid, after]), query


def _many_claimants() -> Iterator[tuple[History, Query]]:
    """As many claimed from one address within the hour as are looked at, one less and one more."""
    for count in (31, 32, 33, 63, 64, 65):
        rows = [
            Posting(AS_OF - (count - i) * 20 * L.SECOND, 5 + i, document=i, other=1_000 + i, tag=1)
            for i in range(count)
        ]
        yield _of(Table.ADDRESS_ACTIVITY, rows), Query(keys=KEYS, place=L.PLACE_CLAIM)


def _many_verdicts() -> Iterator[tuple[History, Query]]:
    """One verdict unlike all others, the amounts unlike too, in and just out of the 64 that are looked at."""
    tables = (Table.CUSTOMER_VERDICT, Table.SALESPERSON_VERDICT, Table.PAYEE_VERDICT, Table.REQUESTER_VERDICT)
    for table in tables:
        for place in (L.PLACE_ORDER, L.PLACE_PAYMENT):
            for count in (31, 32, 33, 63, 64, 65, 66):
                for confirmed in (0, 1):
                    rows = [
                        Posting(
                            AS_OF - (count - i) * L.HOUR,
                            5 + i,
                            document=i,
                            v0=confirmed if i > 1 else 1 - confirmed,
                            v1=1_000 if i == 0 else 500 if i == 1 else 700 if i % 5 == 2 else 100,
                        )
                        for i in range(count)
                    ]
                    yield _of(table, rows), Query(keys=KEYS, place=place)


def _paid_long_ago() -> Iterator[tuple[History, Query]]:
    """Payments older than those for which a weight is kept, and younger ones beside them."""
    for days in (4_094, 4_095, 4_096, 4_097, 5_000):
        for table in (Table.CUSTOMER_PAID, Table.GROUP_PAID):
            rows = [
                Posting(AS_OF - ago * L.DAY, 9 - i, document=i, tag=AS_OF - ago * L.DAY, v1=i * 6)
                for i, ago in enumerate((3, days, days + 3))
            ]
            yield _of(table, rows), Query(keys=KEYS, place=L.PLACE_ORDER)
            yield _of(table, rows[1:]), Query(keys=KEYS, place=L.PLACE_ORDER)
