from types import ModuleType

import numpy as np
import sqlalchemy as sa

from features.catalogue.parameters import DEFAULT_PARAMETERS
from features.catalogue.program import NAMES
from features.history.encode import code_of, moment_class_one
from features.history.reader import Reader
from features.kernel import layout as at
from features.offline import ORDER_KINDS, PAYMENT_KINDS, History
from riskdesk.core.calendar import WorkingCalendar
from riskdesk.core.database.unit import read_unit

READER = Reader(WorkingCalendar())


def read(engine: sa.Engine, upto: int | None = None) -> History:
    """Return the history up to a seq."""
    with read_unit(engine) as connection:
        return History.read(connection, READER, DEFAULT_PARAMETERS, upto=upto)


def test_an_empty_history_has_no_vectors(sqlite_database: sa.Engine, company: ModuleType) -> None:
    """Nothing happened: nothing to ask, and who asks anyway gets an answer."""
    history = read(sqlite_database)
    assert (0, len(NAMES)) == history.vectors(history.order_queries()).shape
    alone = history.customer_queries(["C1"], [company.at_us(0)], READER)
    assert (1, len(NAMES)) == history.vectors(alone).shape


def test_first_events(sqlite_database: sa.Engine, company: ModuleType) -> None:
    """A document is asked for once, where it came to the log first: submitted, or placed alone."""
    company.append(
        sqlite_database,
        [
            company.row("order_submitted"),
            company.row("order_placed", 1),
            company.row("order_placed", 2, order_id="O2"),
            company.row("order_amended", 3),
            company.row("payment_executed", 4),
            company.row("payment_submitted", 5, payment_id="P2"),
            company.row("payment_executed", 6, payment_id="P2"),
            company.row("invoice_issued", 7),
        ],
    )
    history = read(sqlite_database)
    assert [1, 3] == history.events[at.E_SEQ, history.first_events(ORDER_KINDS)].tolist()
    assert [5, 6] == history.events[at.E_SEQ, history.first_events(PAYMENT_KINDS)].tolist()


def test_upto_cuts_the_log(sqlite_database: sa.Engine, company: ModuleType) -> None:
    """A history up to a seq holds what stood then, and says so in its queries."""
    company.append(sqlite_database, [company.row("order_placed", i, order_id=f"O{i}") for i in range(5)])
    history = read(sqlite_database, upto=3)
    assert (3, 3) == (history.horizon, history.events.shape[1])
    assert {3} == set(history.order_queries()[:, at.Q_HORIZON].tolist())
    assert 5 == read(sqlite_database).horizon


def test_customers_may_be_named_or_coded(sqlite_database: sa.Engine, company: ModuleType) -> None:
    """Training has codes, a person has names: the same question."""
    company.append(sqlite_database, company.random_rows(4, 100))
    history = read(sqlite_database)
    moments = [company.at_us(100), company.at_us(300)]
    named = history.customer_queries(["C1", "C2"], moments, READER)
    coded = history.customer_queries(np.array([code_of("C1"), code_of("C2")]), moments, READER)
    assert np.array_equal(named, coded)
    assert moments == named[:, at.Q_KNOWN_BY].tolist()
    assert [moment_class_one(moment, READER.calendar) for moment in moments] == named[:, at.Q_HOUR].tolist()


def test_a_vector_does_not_depend_on_its_neighbours(sqlite_database: sa.Engine, company: ModuleType) -> None:
    """Asked for alone, together or in another order, a query has one vector."""
    company.append(sqlite_database, company.random_rows(8, 150))
    history = read(sqlite_database)
    queries = np.concatenate([history.order_queries(), history.payment_queries()])
    together = history.vectors(queries.copy())
    backwards = history.vectors(queries[::-1].copy())[::-1]
    alone = np.concatenate([history.vectors(queries[i : i + 1].copy()) for i in range(len(queries))])
    assert together.tobytes() == backwards.tobytes() == alone.tobytes()
    assert np.isfinite(together).any(axis=0).sum() > len(NAMES) / 2
