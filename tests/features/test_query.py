from types import ModuleType

import numpy as np
import pytest
import sqlalchemy as sa

from features.catalogue.parameters import DEFAULT_PARAMETERS
from features.history.encode import code_of, code_of_number, moment_class_one
from features.history.reader import Reader
from features.kernel import layout as at
from features.kernel.tables import ENTITY_COLUMN, Q_WIDTH, TABLES, Table
from features.offline import History
from features.query import PLACES, fill_slots, query_row
from riskdesk.core.calendar import WorkingCalendar
from riskdesk.core.database.unit import read_unit

READER = Reader(WorkingCalendar())


@pytest.fixture
def history(sqlite_database: sa.Engine, company: ModuleType) -> History:
    """A random history."""
    company.append(sqlite_database, company.random_rows(2, 120))
    with read_unit(sqlite_database) as connection:
        return History.read(connection, READER, DEFAULT_PARAMETERS)


def test_a_query_says_what_it_was_asked() -> None:
    """Every column holds its argument, and what is not said is nobody, never, or no slot."""
    q = query_row(
        "payment",
        as_of_us=5,
        moment_class=30,
        document="payment:P1",
        amount_minor=700,
        parties={"payee": "S1", "requester": "E1"},
        tag="INV1",
        flags=at.FLAG_RECURRING | at.FLAG_FIRST,
        again=True,
        seq=9,
        horizon=8,
        known_by_us=7,
    )
    expected = {
        at.Q_AS_OF: 5, at.Q_SEQ: 9, at.Q_HORIZON: 8, at.Q_KNOWN_BY: 7, at.Q_DOCUMENT: code_of("payment:P1"),
        at.Q_AGAIN: 1, at.Q_AMOUNT: 700, at.Q_HOUR: 30, at.Q_PAYEE: code_of("S1"), at.Q_REQUESTER: code_of("E1"),
        at.Q_TAG: code_of_number("INV1"), at.Q_HOUR_CLASS: 129 + 30, at.Q_WEEKDAY_CLASS: 129 + 48 + 7, at.Q_FLAGS: at.FLAG_RECURRING, at.Q_TERMS: at.NEVER, at.Q_PLACE: at.PLACE_PAYMENT,
    }  # fmt: skip
    assert [expected.get(i, 0) for i in range(at.Q_SLOTS)] == q[: at.Q_SLOTS].tolist()
    assert [-1] * len(Table) == q[at.Q_SLOTS :].tolist()
    assert (Q_WIDTH,) == q.shape


def test_a_query_sees_all_unless_told() -> None:
    """Without a horizon, everything in memory counts: serving asks on the log as it stands."""
    q = query_row("customer", as_of_us=5, moment_class=0)
    assert [at.NEVER] * 3 == [q[at.Q_SEQ], q[at.Q_HORIZON], q[at.Q_KNOWN_BY]]


@pytest.mark.parametrize("terms_days", [0, 30])
def test_terms_of_no_days_are_not_no_terms(terms_days: int) -> None:
    """Payment at once is a term."""
    assert terms_days == query_row("order", as_of_us=0, moment_class=0, terms_days=terms_days)[at.Q_TERMS]


@pytest.mark.parametrize("terms_days", [None, 0, 30])
def test_history_asks_what_serving_asked(
    sqlite_database: sa.Engine, company: ModuleType, terms_days: int | None
) -> None:
    """The query made of a stored order is that of the request, column by column."""
    company.append(sqlite_database, [company.row("contract_signed"), company.row("fx_rate_set")])
    row = company.row("order_submitted", 3, currency="USD", contract_id="K1", terms_days=terms_days)
    company.append(sqlite_database, [row])
    event = company.parse(row)
    with read_unit(sqlite_database) as connection:
        found = History.read(connection, READER, DEFAULT_PARAMETERS).order_queries()
    expected = query_row(
        "order",
        as_of_us=event.occurred_at_us,
        moment_class=moment_class_one(event.occurred_at_us, READER.calendar),
        document=event.document,
        amount_minor=710_000,
        parties=event.parties,
        flags=at.FLAG_RECURRING,
        terms_days=terms_days,
        seq=3,
        horizon=3,
        known_by_us=event.occurred_at_us,
    )
    assert [expected.tolist()] == found.tolist()


def test_places_have_numbers() -> None:
    """A query is about a customer, an order, a payment or a claim."""
    assert {"customer": 0, "order": 1, "payment": 2, "claim": 3} == PLACES
    with pytest.raises(KeyError):
        query_row("invoice", as_of_us=0, moment_class=0)


def test_slots_of_one_are_slots_of_many(history: History) -> None:
    """Looked up alone or together, a query's keys stand in the same slots."""
    queries = np.concatenate([history.order_queries(), history.payment_queries()])
    alone = queries.copy()
    fill_slots(queries, history.arena)
    for i in range(len(alone)):
        fill_slots(alone[i : i + 1], history.arena)
    assert np.array_equal(alone, queries)
    assert (queries[:, at.Q_SLOTS :] >= 0).any(axis=0).sum() > 15


def test_a_slot_holds_the_postings_of_its_key(history: History) -> None:
    """The slot that a query is given holds as many postings as the key has in that table."""
    queries = np.concatenate([history.order_queries(), history.payment_queries()])
    fill_slots(queries, history.arena)
    for spec in TABLES:
        for q in queries:
            slot, key = int(q[at.Q_SLOTS + spec.table]), int(q[ENTITY_COLUMN[spec.entity]])
            assert slot == history.arena.slot_of(spec.table, key)
            assert (slot == -1) or history.arena.slots[slot, at.S_LENGTH] > 0


@pytest.mark.parametrize("count", [1, 3])
def test_unknown_keys_have_no_slot(history: History, count: int) -> None:
    """A stranger, and nobody, stand nowhere; an empty history has no slots at all."""
    stranger = query_row(
        "customer", as_of_us=0, moment_class=0, parties={"customer": "C99", "address": "nowhere"}
    )
    queries = np.stack([stranger] * count)
    fill_slots(queries, history.arena)
    assert (queries[:, at.Q_SLOTS :] == -1).all()
    fill_slots(queries, History(history.events[:, :0], 0, DEFAULT_PARAMETERS).arena)
    assert (queries[:, at.Q_SLOTS :] == -1).all()
