"""Hypothesis strategies for histories and queries, full of ties, edges, gaps and late facts."""

from hypothesis import strategies as st

from features.kernel import layout as L
from features.kernel.tables import ENTITIES, TABLES
from tests.features.kernel.history import AS_OF, History, Posting, Query

KEYS = {entity: 11 + i for i, entity in enumerate(ENTITIES)}
PARTIES = (0, *KEYS.values(), 98, 99)
WINDOWS = (L.HOUR, 24 * L.HOUR, 36 * L.HOUR, 72 * L.HOUR, *(days * L.DAY for days in (7, 30, 90, 180, 365)))

_edges = st.builds(lambda w, step: w + step, st.sampled_from(WINDOWS), st.integers(-1, 1))
_ages = st.one_of(st.sampled_from((0, 1, -1)), _edges, st.integers(-2 * L.DAY, 500 * L.DAY))
moments = _ages.map(lambda age: AS_OF - age)
amounts = st.one_of(
    st.sampled_from((1, 100, 10_000, 2_500_000, 4_950_000, 5_000_000, 5_000_001, 9_900_000, 20_000_000)),
    st.integers(-(10**13), 10**13),
)


@st.composite
def postings(draw: st.DrawFn, most: int = 24) -> list[Posting]:
    """Postings of one key: many at the same moment, some known late, some taken back."""
    count = draw(st.integers(0, most))
    seqs = draw(st.permutations(range(1, 2 * count + 1)))[:count]
    return [
        Posting(
            effective=draw(moments),
            seq=seq,
            known=draw(st.one_of(st.just(0), moments)),
            document=draw(st.integers(1, 8)),
            other=draw(st.sampled_from(PARTIES)),
            tag=draw(st.integers(0, 2)),
            mark=draw(st.integers(0, 2)),
            v0=draw(st.one_of(amounts, st.integers(0, 3))),
            v1=draw(st.one_of(st.integers(0, 335), st.integers(-400, 10**13))),
            n=draw(st.sampled_from((1, 1, 1, 0, -1))),
        )
        for seq in seqs
    ]


def everywhere(rows: list[Posting]) -> History:
    """Three of four of the postings under each table's key: every feature sees some, each table others."""
    return {
        (int(spec.table), KEYS[spec.entity]): [row for i, row in enumerate(rows) if (i + spec.table) % 4]
        for spec in TABLES
    }


@st.composite
def queries(draw: st.DrawFn, most: int = 24) -> Query:
    """A query near the history's end, of any place, with some of its keys missing or unknown."""
    keys = {entity: draw(st.sampled_from((key, key, key, key, 0, 77))) for entity, key in KEYS.items()}
    return Query(
        as_of=draw(st.sampled_from((AS_OF, AS_OF, AS_OF + 1, AS_OF - L.DAY))),
        seq=draw(st.integers(1, 2 * most + 1)),
        horizon=draw(st.one_of(st.just(L.NEVER), st.integers(0, 2 * most))),
        known_by=draw(st.one_of(st.just(L.NEVER), moments)),
        document=draw(st.integers(1, 8)),
        again=draw(st.booleans()),
        amount=abs(draw(amounts)),
        hour=draw(st.one_of(st.integers(0, 335), st.just(L.NEVER))),
        tag=draw(st.integers(0, 2)),
        mark=draw(st.integers(0, 2)),
        flags=draw(st.sampled_from((0, 0, L.FLAG_RECURRING, 1 << L.SHIFT_PAYMENT_KIND))),
        terms=draw(st.one_of(st.integers(0, 120), st.just(L.NEVER))),
        place=draw(st.sampled_from((L.PLACE_CUSTOMER, L.PLACE_ORDER, L.PLACE_PAYMENT, L.PLACE_CLAIM))),
        keys=keys,
    )


@st.composite
def close_scenes(draw: st.DrawFn, most: int = 16) -> tuple[list[Posting], Query]:
    """A query and postings much alike: within days, among the same parties, of amounts that add up."""
    place = draw(st.sampled_from((L.PLACE_ORDER, L.PLACE_PAYMENT)))
    amount = draw(st.sampled_from((100, 10_000, 2_500_000, 4_950_000, 5_000_000, 19_999_999, 90_000_000)))
    alike = (
        amount,
        amount,
        amount // 2,
        2 * amount,
        amount * 101 // 100,
        amount * 101 // 100 + 1,
        3_000_000,
        1,
        2,
    )
    parties = (KEYS["salesperson"], KEYS["requester"], KEYS["payee"], KEYS["customer"])
    count = draw(st.integers(0, most))
    rows = [
        Posting(
            effective=AS_OF - draw(st.one_of(st.integers(0, 100), st.just(36), st.just(72))) * L.HOUR,
            seq=seq,
            document=draw(st.integers(1, most)),
            other=draw(st.sampled_from(parties)),
            tag=draw(st.sampled_from((1, 1, 1, 0, 2))),
            v0=draw(st.sampled_from(alike)),
            v1=draw(st.integers(0, 47)),
            n=draw(st.sampled_from((1, 1, 1, 1, 1, 0, -1))),
        )
        for seq in range(1, count + 1)
    ]
    hour = draw(st.integers(0, 47))
    return rows, Query(
        amount=amount,
        hour=hour,
        tag=draw(st.sampled_from((1, 1, 0))),
        place=place,
        document=3,
        again=draw(st.booleans()),
        keys=KEYS,
    )
