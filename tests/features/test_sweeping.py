"""A sweep against the general way."""

from types import ModuleType

import numpy as np
import pytest
import sqlalchemy as sa

from features.catalogue.feature import Feature
from features.catalogue.parameters import DEFAULT_PARAMETERS
from features.catalogue.program import compile_program
from features.history.reader import Reader
from features.kernel import layout as L
from features.kernel.arrays import Floats, Ints
from features.kernel.tables import TABLES, Table
from features.offline import ORDER_KINDS, PAYMENT_KINDS, History, vectors
from features.query import queries_of_events
from features.sweeping import can_sweep, sweep_windows
from riskdesk.core.calendar import WorkingCalendar
from riskdesk.core.database.unit import read_unit
from riskdesk.core.i18n import Text

READER = Reader(WorkingCalendar())
WINDOWS = ("1h", "36h", "7d", "90d", "")


def plain(table: Table) -> tuple[Feature, ...]:
    """All plain windows of a table."""
    return tuple(
        Feature(
            TABLES[table].entity,
            f"{table.name.lower()}_swept",
            aggregate,
            window,
            text=Text(zh="扫描", en="swept"),
            unit="money",
            reason="thin_history",
            table=table,
        )
        for aggregate in ("count", "sum", "mean", "max")
        for window in WINDOWS
    )


ORDERS = (*plain(Table.CUSTOMER_ORDER), *plain(Table.SALESPERSON_ORDER))
PAYMENTS = (
    *plain(Table.PAYEE_PAYMENT),
    *plain(Table.ACCOUNT_PAYMENT),
    *plain(Table.REQUESTER_PAYMENT),
    *plain(Table.APPROVER_PAYMENT),
    *plain(Table.CUSTOMER_PAYMENT),
    *plain(Table.NAMESAKE_PAYMENT),
)


def general(history: History, rows: Ints, features: tuple[Feature, ...], place: str) -> Floats:
    """The same through queries and the one dispatch."""
    queries = queries_of_events(history.events, rows, place, horizon=history.horizon)
    return vectors(history.arena, compile_program(features), DEFAULT_PARAMETERS, queries)


@pytest.mark.parametrize("threads", [1, 2, None])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_sweep_gives_what_queries_give(
    sqlite_database: sa.Engine, company: ModuleType, seed: int, threads: int | None
) -> None:
    """Bit by bit, over random documents that are amended, cancelled, returned, of parties that are missing."""
    company.append(sqlite_database, company.random_rows(seed, 400))
    with read_unit(sqlite_database) as connection:
        history = History.read(connection, READER, DEFAULT_PARAMETERS)
    events = history.events.copy()
    events[L.E_KNOWN] = events[L.E_OCCURRED]
    history = History(events, history.horizon, DEFAULT_PARAMETERS)
    for kinds, features, place in ((ORDER_KINDS, ORDERS, "order"), (PAYMENT_KINDS, PAYMENTS, "payment")):
        rows = history.first_events(kinds)
        assert len(rows) > 10
        expected = general(history, rows, features, place)
        assert np.array_equal(
            expected, sweep_windows(events, rows, features, threads=threads), equal_nan=True
        )
        assert np.isfinite(expected).any()


def test_equal_moments_and_moments_out_of_order(sqlite_database: sa.Engine, company: ModuleType) -> None:
    """Ties go by place in the log, and a log that was not written in order of time is put in order."""
    company.append(sqlite_database, company.random_rows(9, 300))
    with read_unit(sqlite_database) as connection:
        events = READER.all(connection, upto=READER.head(connection))
    random = np.random.default_rng(5)
    events[L.E_OCCURRED] = 1_750_000_000 * L.SECOND + random.integers(0, 30, events.shape[1]) * L.DAY
    events[L.E_KNOWN] = events[L.E_OCCURRED]
    history = History(events, int(events[L.E_SEQ, -1]), DEFAULT_PARAMETERS)
    rows = history.first_events(ORDER_KINDS)
    expected = general(history, rows, ORDERS, "order")
    assert np.array_equal(expected, sweep_windows(events, rows, ORDERS), equal_nan=True)


def test_what_a_sweep_cannot_do_is_refused(sqlite_database: sa.Engine, company: ModuleType) -> None:
    """Facts known late, and features that are no plain window, need the general way."""
    company.append(sqlite_database, company.random_rows(4, 60))
    with read_unit(sqlite_database) as connection:
        events = READER.all(connection, upto=READER.head(connection))
    events[L.E_KNOWN] = events[L.E_OCCURRED]
    assert can_sweep(events, ORDERS)
    late = events.copy()
    late[L.E_KNOWN, 3] += 1
    assert not can_sweep(late, ORDERS)
    with pytest.raises(ValueError, match="general way"):
        sweep_windows(late, np.arange(2), ORDERS)
    rhythm = Feature(
        "customer", "swept", "hour_surprise", text=Text(zh="", en=""), unit="score", reason="odd_hours",
        table=Table.CUSTOMER_ORDER,
    )  # fmt: skip
    assert not can_sweep(events, (rhythm,))
