from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from features.history.artifacts import activations
from features.history.challengers import spans
from features.history.held import Reservations
from features.history.parties import expired_reservations
from riskdesk.core.database import migrate
from riskdesk.core.database.unit import read_unit
from serving.activation.store import published_policies

Question = Callable[[sa.Connection], object]


def plan_of(database: sa.Engine, ask: Question) -> list[str]:
    """Return how SQLite finds the rows of what is asked, a line for each table and list."""
    said: list[str] = []
    with read_unit(database) as connection:
        raw: Any = connection.connection.driver_connection
        raw.set_trace_callback(said.append)
        ask(connection)
        raw.set_trace_callback(None)
        (query,) = [one for one in said if one.startswith("SELECT")]
        return [str(row[3]) for row in raw.execute(f"EXPLAIN QUERY PLAN {query}")]


@pytest.fixture
def tables(sqlite_engine: sa.Engine) -> sa.Engine:
    """Tables in SQLite, whose plans do not depend on what they hold."""
    migrate.upgrade(sqlite_engine)
    return sqlite_engine


@pytest.mark.parametrize("ask", [activations, spans, published_policies])
def test_what_switches_decisions_is_found_by_an_index(tables: sa.Engine, ask: Question) -> None:
    """Who appends asks for it while all others wait: that takes no longer with a million facts."""
    assert ["SEARCH events USING INDEX ix_events_control (kind=?)"] == plan_of(tables, ask)


def test_what_is_held_for_documents_is_found_by_them(tables: sa.Engine) -> None:
    """What else is held, of how many documents ever, does not matter."""
    plan = plan_of(tables, lambda connection: Reservations(connection).of("order:O1"))
    assert "SEARCH reservations USING INDEX ix_reservations_held_document (document=?)" in plan


def test_what_expired_is_found_by_customer(tables: sa.Engine) -> None:
    """Reservations of customers who never came back are not walked through by every group of calls."""
    plan = plan_of(tables, lambda connection: expired_reservations(connection, ["C1", "C2"], 5))
    wanted = "SEARCH reservations USING INDEX ix_reservations_held_customer (customer=? AND expires_at_us<?)"
    assert wanted in plan
    assert [] == [line for line in plan if line.startswith("SCAN") and "VIRTUAL TABLE" not in line]
