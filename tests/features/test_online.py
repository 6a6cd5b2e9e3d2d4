from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import sqlalchemy as sa

from features import online as module
from features.catalogue.parameters import DEFAULT_PARAMETERS
from features.history.encode import code_of
from features.history.reader import Reader
from features.kernel import layout as at
from features.kernel.tables import TABLES
from features.online import OnlineHistory, keys_of_query
from features.query import query_row
from features.shelf import Shelf
from riskdesk.core.calendar import WorkingCalendar
from riskdesk.core.database.unit import read_unit

READER = Reader(WorkingCalendar())
CUSTOMER = {"customer": "C1"}


def fresh(most_bytes: int = 10**9, shelf: Shelf | None = None) -> OnlineHistory:
    """Return an online history with nothing in memory."""
    return OnlineHistory(READER, DEFAULT_PARAMETERS, most_bytes, shelf)


def query(company: ModuleType, day: float = 500, **more: Any) -> npt.NDArray[np.int64]:
    """Return a question about C1."""
    return query_row("customer", as_of_us=company.at_us(day), moment_class=10, parties=CUSTOMER, **more)


def asked(online: OnlineHistory, engine: sa.Engine, q: npt.NDArray[np.int64]) -> bytes:
    """Return the bytes of the vector after taking in what is new."""
    with read_unit(engine) as connection:
        online.advance(connection)
        online.ensure(connection, CUSTOMER)
    return online.vector(q.copy()).tobytes()


def orders(company: ModuleType, first: int, count: int) -> list[dict[str, Any]]:
    """Return orders of C1, one a day."""
    return [company.row("order_placed", i, order_id=f"O{i}") for i in range(first, first + count)]


def test_a_key_that_is_not_in_memory_is_an_error(sqlite_database: sa.Engine, company: ModuleType) -> None:
    """No vector is made of keys that were never loaded: it would say that nothing ever happened."""
    company.append(sqlite_database, orders(company, 0, 3))
    online = fresh()
    with pytest.raises(LookupError, match="customer"):
        online.vector(query(company))
    with read_unit(sqlite_database) as connection:
        online.advance(connection)
        online.ensure(connection, {"salesperson": "C1"})
        with pytest.raises(LookupError, match="customer"):
            online.vector(query(company))
        online.ensure(connection, CUSTOMER)
    assert len(online.vector(query(company))) > 0


def test_nobody_needs_no_loading() -> None:
    """A question without keys is answered from an empty memory."""
    assert len(fresh().vector(query_row("customer", as_of_us=0, moment_class=0))) > 0


def test_facts_taken_twice_count_once(sqlite_database: sa.Engine, company: ModuleType) -> None:
    """Whoever appended hands its facts over, and the tail brings them again: no difference."""
    company.append(sqlite_database, orders(company, 0, 2))
    online = fresh()
    asked(online, sqlite_database, query(company))
    company.append(sqlite_database, orders(company, 2, 3))
    with read_unit(sqlite_database) as connection:
        tail = READER.tail(connection, after=2)
        online.take(tail[:, :2])
        online.take(tail)
        online.take(tail)
    assert (1, 5) == (online.keys_in_memory, online.upto)
    assert asked(fresh(), sqlite_database, query(company)) == asked(online, sqlite_database, query(company))


def test_a_gap_lets_keys_go(sqlite_database: sa.Engine, company: ModuleType) -> None:
    """Facts that do not follow make memory start anew instead of missing those between."""
    company.append(sqlite_database, orders(company, 0, 2))
    online = fresh()
    asked(online, sqlite_database, query(company))
    company.append(sqlite_database, orders(company, 2, 3))
    with read_unit(sqlite_database) as connection:
        online.take(READER.tail(connection, after=4))
    assert (0, 5) == (online.keys_in_memory, online.upto)
    assert asked(fresh(), sqlite_database, query(company)) == asked(online, sqlite_database, query(company))


def test_a_long_tail_lets_keys_go(
    sqlite_database: sa.Engine, company: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bulk import is not replayed row by row, and says that anything may have changed."""
    monkeypatch.setattr(module, "_REPLAY_MOST", 3)
    company.append(sqlite_database, orders(company, 0, 2))
    online = fresh()
    asked(online, sqlite_database, query(company))
    company.append(sqlite_database, orders(company, 2, 4))
    with read_unit(sqlite_database) as connection:
        assert online.advance(connection) is None
    assert (0, 6) == (online.keys_in_memory, online.upto)
    assert asked(fresh(), sqlite_database, query(company)) == asked(online, sqlite_database, query(company))


def test_a_shorter_log_lets_keys_go(sqlite_database: sa.Engine, company: ModuleType) -> None:
    """A database restored from a copy knows less than memory does: memory follows it."""
    company.append(sqlite_database, orders(company, 0, 2))
    online = fresh()
    online.upto = 9
    with read_unit(sqlite_database) as connection:
        assert online.advance(connection) is None
    assert (0, 2) == (online.keys_in_memory, online.upto)


def test_advance_returns_what_is_new(sqlite_database: sa.Engine, company: ModuleType) -> None:
    """The events beyond `upto`, once; then none."""
    company.append(sqlite_database, orders(company, 0, 3))
    online = fresh()
    with read_unit(sqlite_database) as connection:
        first, again = online.advance(connection), online.advance(connection)
    assert first is not None
    assert again is not None
    assert ([1, 2, 3], 0) == (first[at.E_SEQ].tolist(), again.shape[1])


def test_memory_is_bounded(sqlite_database: sa.Engine, company: ModuleType) -> None:
    """Beyond the bound keys go; what is asked for comes back, with the same vector."""
    company.append(sqlite_database, orders(company, 0, 20))
    expected = asked(fresh(), sqlite_database, query(company))
    online = fresh(most_bytes=1)
    assert {expected} == {asked(online, sqlite_database, query(company)) for _ in range(3)}
    assert (2, 1) == (online.evictions, online.keys_in_memory)
    online.reset()
    assert (0, 20) == (online.keys_in_memory, online.upto)
    assert expected == asked(online, sqlite_database, query(company))
    online.forget()
    assert (0, 0) == (online.keys_in_memory, online.upto)


@pytest.mark.parametrize(("most_bytes", "times"), [(10**9, 1), (1, 3)])
def test_what_must_be_read_again_is_written_first(
    sqlite_database: sa.Engine, company: ModuleType, most_bytes: int, times: int
) -> None:
    """Who appends writes before any key is loaded, one that was let go just now too: else its own facts are missed."""
    company.append(sqlite_database, orders(company, 0, 20))
    online, written = fresh(most_bytes=most_bytes), []
    with read_unit(sqlite_database) as connection:
        online.advance(connection)
        for _ in range(3):
            online.ensure(connection, CUSTOMER, before_loading=lambda: written.append(True))
    assert times == len(written)


def keys_in(online: OnlineHistory) -> set[int]:
    """Return the parties' keys in memory, without the classes and industries of the company's baselines."""
    baseline = {int(spec.table) + 1 for spec in TABLES if spec.entity in ("hour", "weekday", "industry")}
    return {key for table, key, _ in online.arena.index.tolist() if table and table not in baseline}


def test_only_keys_in_use_are_in_memory(sqlite_database: sa.Engine, company: ModuleType) -> None:
    """Facts of others are not kept."""
    company.append(sqlite_database, company.random_rows(6, 100))
    online = fresh()
    asked(online, sqlite_database, query(company))
    assert {code_of("C1")} == keys_in(online)
    company.append(sqlite_database, [company.row("order_placed", 900, order_id="L", customer_id="C2")])
    asked(online, sqlite_database, query(company))
    assert {code_of("C1")} == keys_in(online)


def test_keys_of_a_query(company: ModuleType) -> None:
    """All parties of the question, and nobody else."""
    q = query_row("order", as_of_us=0, moment_class=0, parties={"customer": "C1", "salesperson": "E7"})
    assert {code_of("C1"), code_of("E7")} == keys_of_query(q)
    assert {code_of("C1")} == keys_of_query(query(company))


def test_a_key_on_the_shelf_is_not_read_again(sqlite_database: sa.Engine, company: ModuleType) -> None:
    """Let go after every question it comes back from there, with what came since; nothing need be written first."""
    company.append(sqlite_database, orders(company, 0, 20))
    online, written = fresh(most_bytes=1, shelf=Shelf(1 << 20)), []
    for first in (20, 25, 30):
        assert asked(fresh(), sqlite_database, query(company)) == asked(
            online, sqlite_database, query(company)
        )
        with read_unit(sqlite_database) as connection:
            online.ensure(connection, {"salesperson": "E1"}, before_loading=lambda: written.append(True))
        assert online.keys_on_shelf  # the customer made room
        company.append(sqlite_database, orders(company, first, 5))
    assert asked(fresh(), sqlite_database, query(company)) == asked(online, sqlite_database, query(company))
    assert (2, 1) == (online.loads, len(written))


def test_a_shelf_is_empty_after_a_gap(sqlite_database: sa.Engine, company: ModuleType) -> None:
    """Facts that memory has missed are missing on the shelf too."""
    company.append(sqlite_database, orders(company, 0, 20))
    online = fresh(most_bytes=1, shelf=Shelf(1 << 20))
    asked(online, sqlite_database, query(company))
    with read_unit(sqlite_database) as connection:
        online.ensure(connection, {"salesperson": "E1"})
    company.append(sqlite_database, orders(company, 20, 3))
    with read_unit(sqlite_database) as connection:
        online.take(READER.tail(connection, after=22))
    assert 0 == online.keys_on_shelf
    assert asked(fresh(), sqlite_database, query(company)) == asked(online, sqlite_database, query(company))


def test_a_key_is_read_in_parts(
    sqlite_database: sa.Engine, company: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However few rows at a time: the same vector."""
    company.append(sqlite_database, orders(company, 0, 20))
    expected = asked(fresh(), sqlite_database, query(company))
    monkeypatch.setattr("features.history.reader._PART", 3)
    assert expected == asked(fresh(), sqlite_database, query(company))
