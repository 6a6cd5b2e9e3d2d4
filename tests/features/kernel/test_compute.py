"""The kernel against the naive oracle, and against itself."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.catalogue.aggregates import SPECIAL
from features.catalogue.program import CATALOGUE, index
from features.kernel import layout as L
from features.kernel.arena import Arena
from features.kernel.compute import compute
from features.kernel.tables import Table
from tests.features.kernel import oracle
from tests.features.kernel.histories import KEYS, close_scenes, everywhere, postings, queries
from tests.features.kernel.history import AS_OF, Posting, Query, later_of, query_row
from tests.features.kernel.papers import papers
from tests.features.kernel.run import LIMITS, PROGRAM, differing, run, same
from tests.features.kernel.withdrawals import withdrawals

ORACLE_LIMITS = LIMITS.tolist()


@settings(max_examples=200, deadline=None)
@given(rows=postings(), query=queries())
def test_every_feature_equals_the_oracle(rows: list[Posting], query: Query) -> None:
    """All features of the catalogue, on random histories, to the last bit."""
    history = everywhere(rows)
    expected = oracle.vector(CATALOGUE, history, query, ORACLE_LIMITS)
    assert {} == differing(expected, run(history, query)[0])


@settings(max_examples=200, deadline=None)
@given(scene=close_scenes())
def test_every_feature_equals_the_oracle_on_close_scenes(scene: tuple[list[Posting], Query]) -> None:
    """Splits, duplicates and repeated parties are rare by chance: here they are common."""
    rows, query = scene
    history = everywhere(rows)
    expected = oracle.vector(CATALOGUE, history, query, ORACLE_LIMITS)
    assert {} == differing(expected, run(history, query)[0])


def test_every_feature_equals_the_oracle_on_papers() -> None:
    """Mistyped numbers, vouchers, remembered verdicts, payees alike, limits that expire, long sleeps."""
    for history, query in papers(800):
        expected = oracle.vector(CATALOGUE, history, query, ORACLE_LIMITS)
        assert {} == differing(expected, run(history, query)[0])


def test_every_feature_equals_the_oracle_on_withdrawals() -> None:
    """Withdrawn, returned, asked again, told late: what leaves a number, and what stays."""
    for history, query in withdrawals(300):
        expected = oracle.vector(CATALOGUE, history, query, ORACLE_LIMITS)
        assert {} == differing(expected, run(history, query)[0])


def test_papers_bring_every_special_measure_about() -> None:
    """No feature of the aggregates that need more than a window stays 0 or unknown in all of them."""
    vectors = np.concatenate([run(history, query) for history, query in papers(800)])
    told = np.sum(~np.isnan(vectors) & (vectors != 0.0), axis=0)
    specials = [f.name for f in CATALOGUE if f.aggregate in SPECIAL and f.place != "any"]
    assert [] == [name for name in specials if told[index(name)] == 0]


def _hide(how: str, i: int, posting: Posting, query: Query) -> Posting:
    if how == "seq":
        return posting._replace(seq=10**6 + 1 + i)
    if how == "known":
        return posting._replace(seq=10**5 + i, known=query.known_by + 1 + i)
    return posting._replace(seq=10**5 + i, effective=query.as_of + 1 + i)


@settings(max_examples=100, deadline=None)
@given(
    rows=postings(),
    query=queries(),
    extra=postings(most=12),
    hidden=st.sampled_from(("seq", "known", "later")),
)
def test_what_cannot_be_seen_changes_no_bit(
    rows: list[Posting], query: Query, extra: list[Posting], hidden: str
) -> None:
    """Facts beyond the horizon, known later, or after the query leave every value as it was."""
    query = replace(
        query, horizon=min(query.horizon, 10**6), known_by=min(query.known_by, AS_OF + 600 * L.DAY)
    )
    more = [_hide(hidden, i, posting, query) for i, posting in enumerate(extra)]
    keyed = everywhere(rows)
    with_more = {name: [*seen, *more] for name, seen in keyed.items()}
    assert {} == differing(run(keyed, query)[0].tolist(), run(with_more, query)[0])


@pytest.mark.parametrize("hidden", ["seq", "known"])
def test_unseen_facts_push_nothing_out_of_bounded_tails(hidden: str) -> None:
    """Medians, habits and distinct counts look at the latest they see, however many they may not see."""
    rows = [
        Posting(AS_OF - (700 - i) * L.HOUR, i + 1, document=i + 1, other=i % 13, tag=1, v0=100 + i, v1=i % 48)
        for i in range(600)
    ]
    late = {"seq": 10**6} if hidden == "seq" else {"known": AS_OF + 1}
    unseen = [
        Posting(AS_OF - 1 - i, late.get("seq", 1_000) + i, late.get("known", 0), 5_000 + i, 500 + i, 1, 7, 3)
        for i in range(600)
    ]
    query = Query(seq=10**5, horizon=10**5, amount=350, tag=1, place=L.PLACE_PAYMENT, keys=KEYS)
    alone = dict.fromkeys(everywhere([]), rows)
    expected = run(alone, query)[0]
    assert {} == differing(expected.tolist(), run({name: [*rows, *unseen] for name in alone}, query)[0])


@pytest.mark.parametrize("place", [L.PLACE_ORDER, L.PLACE_PAYMENT])
def test_bounded_tails_equal_the_oracle(place: int) -> None:
    """Histories longer than every tail."""
    rows = [
        Posting(AS_OF - (700 - i) * L.HOUR, i + 1, document=i + 1, other=i % 13, v0=100 + i % 37, v1=i % 48)
        for i in range(650)
    ]
    history = dict.fromkeys(everywhere([]), rows)
    query = Query(amount=5_000, place=place, keys=KEYS)
    assert {} == differing(oracle.vector(CATALOGUE, history, query, ORACLE_LIMITS), run(history, query)[0])


@settings(max_examples=50, deadline=None)
@given(rows=postings(), asked=st.lists(queries(), min_size=1, max_size=5))
def test_one_row_equals_the_batch(rows: list[Posting], asked: list[Query]) -> None:
    """A request and a run over history give the same bits."""
    history = everywhere(rows)
    alone = np.concatenate([run(history, query) for query in asked])
    assert same(alone, run(history, *asked))


@settings(max_examples=50, deadline=None)
@given(rows=postings(), query=queries(), data=st.data())
def test_order_of_arrival_is_irrelevant(rows: list[Posting], query: Query, data: st.DataObject) -> None:
    """Postings put in one by one, in any order, give the vector of those sorted at once."""
    table, key = int(Table.CUSTOMER_ORDER), KEYS["customer"]
    expected = run({(table, key): rows}, query)[0]
    arena = Arena()
    arrived = list(zip(rows, later_of(rows), strict=True))
    for row, later in data.draw(st.permutations(arrived)):
        arena.insert(np.array([[table, key, *row, later]], np.int64))
    asked = query_row(query, {(table, key): arena.slot_of(table, key)})
    out = np.empty((1, len(CATALOGUE)))
    compute(arena.postings, arena.slots, PROGRAM, LIMITS, asked.reshape(1, -1), out)
    assert {} == differing(expected.tolist(), out[0])


def test_a_missing_party_is_not_a_party_without_history() -> None:
    """Nobody's count is unknown; somebody's without history is 0."""
    count = index("customer_order_count_30d")
    nobody, newcomer = run({}, Query(keys={}), Query(keys=KEYS))[:, count]
    assert np.isnan(nobody)
    assert 0.0 == newcomer


def test_own_document_is_left_out_when_scored_again() -> None:
    """A revision does not see itself."""
    rows = [Posting(AS_OF - L.HOUR, 1, document=7, v0=300), Posting(AS_OF - L.DAY, 2, document=8, v0=500)]
    history = {(int(Table.CUSTOMER_ORDER), KEYS["customer"]): rows}
    total = index("customer_order_amount_sum_30d")
    first, again = (Query(keys=KEYS, document=7, again=flag) for flag in (False, True))
    assert [800.0, 500.0] == run(history, first, again)[:, total].tolist()


def test_sums_of_the_largest_amounts_are_exact() -> None:
    """A thousand amounts at the cap of 10**13 and one of 1 minor unit."""
    rows = [Posting(AS_OF - i * L.SECOND - 1, i + 1, v0=10**13) for i in range(1_000)]
    history = {(int(Table.CUSTOMER_ORDER), KEYS["customer"]): [*rows, Posting(AS_OF - 1, 5_000, v0=1)]}
    query = Query(seq=10**4, horizon=10**4, keys=KEYS)
    assert float(10**16 + 1) == run(history, query)[0, index("customer_order_amount_sum_30d")]
