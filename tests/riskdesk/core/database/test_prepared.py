"""Statements of the request path, run on both databases."""

import pytest
import sqlalchemy as sa

from riskdesk.core.database.prepared import Prepared, any_of, insert_into, replace_in
from riskdesk.core.database.tables import budgets
from riskdesk.core.database.unit import read_unit, write_unit
from riskdesk.core.errors import DatabaseNotMigrated, DatabaseUnavailable

INSERT = insert_into(budgets)
REPLACE = replace_in(budgets, ["budget_id"])
OF = Prepared(
    lambda dialect: (
        sa.select(budgets.c.budget_id, budgets.c.used_minor)
        .where(any_of(dialect, budgets.c.budget_id, "ids"))
        .order_by(budgets.c.budget_id)
    )
)
ABOVE = Prepared(
    lambda _dialect: (
        sa.select(budgets.c.budget_id)
        .where(
            budgets.c.used_minor > sa.bindparam("least", type_=sa.BigInteger), budgets.c.amount_minor == 100
        )
        .order_by(budgets.c.budget_id)
        .limit(1)
    )
)
GONE = Prepared(lambda _dialect: sa.select(sa.literal_column("1")).select_from(sa.table("nowhere")))


def row(name: str, used: int) -> dict[str, object]:
    """Return a budget."""
    return {"budget_id": name, "amount_minor": 100, "used_minor": used, "seq": 1}


def test_rows_come_back_by_a_list_of_any_length(database: sa.Engine) -> None:
    """One text serves an empty list, one name and a thousand."""
    with write_unit(database) as connection:
        INSERT.many(connection, [row(f"B{n:04}", n) for n in range(1000)])
        INSERT.many(connection, [])
        assert [] == OF.all(connection, ids=[])
        assert [("B0007", 7)] == OF.all(connection, ids=["B0007", "no such"])
        assert 1000 == len(OF.all(connection, ids=[f"B{n:04}" for n in range(1000)]))


def test_rows_come_in_parts(database: sa.Engine) -> None:
    """All of them, in order, so many at a time; none for none; a failure is named as Core names it."""
    with write_unit(database) as connection:
        INSERT.many(connection, [row(f"B{n:04}", n) for n in range(25)])
        names = [f"B{n:04}" for n in range(25)]
        found = list(OF.parts(connection, 10, ids=names))
        assert [10, 10, 5] == [len(part) for part in found]
        assert names == [name for part in found for name, _ in part]
        assert [] == list(OF.parts(connection, 10, ids=[]))
    with pytest.raises(DatabaseNotMigrated), read_unit(database) as connection:
        list(GONE.parts(connection, 10))


def test_what_the_statement_states_itself_needs_no_parameter(database: sa.Engine) -> None:
    """A fixed value and a limit stand beside a named parameter."""
    with write_unit(database) as connection:
        INSERT.many(connection, [row("A", 5), row("B", 9)])
        assert ("A",) == ABOVE.first(connection, least=4)
        assert ("B",) == ABOVE.first(connection, least=5)
        assert ABOVE.first(connection, least=9) is None


def test_a_row_is_replaced_by_its_key(database: sa.Engine) -> None:
    """Whoever stands already takes the new values, whoever does not is added."""
    with write_unit(database) as connection:
        REPLACE.many(connection, [row("A", 5), row("B", 6)])
        REPLACE.many(connection, [row("A", 7)])
    with read_unit(database) as connection:
        assert [("A", 7), ("B", 6)] == OF.all(connection, ids=["A", "B"])


def test_what_the_driver_refuses_undoes_the_unit(database: sa.Engine) -> None:
    """A key that stands twice is an error as Core names it, and nothing of the unit is kept."""

    def twice() -> None:
        with write_unit(database) as connection:
            INSERT.many(connection, [row("A", 1)])
            INSERT.many(connection, [row("A", 2)])

    with pytest.raises(sa.exc.IntegrityError):
        twice()
    with read_unit(database) as connection:
        assert [] == OF.all(connection, ids=["A"])


def test_a_missing_table_is_named(database: sa.Engine) -> None:
    """The unit says that tables are missing, as it does for statements of Core."""
    with pytest.raises(DatabaseNotMigrated, match="nowhere"), read_unit(database) as connection:
        GONE.all(connection)


def test_a_database_that_went_away_is_unavailable(postgres_database: sa.Engine) -> None:
    """A connection that the server ends is named as such, and not used again."""

    def ended() -> None:
        with read_unit(postgres_database) as connection:
            (own,) = connection.exec_driver_sql("SELECT pg_backend_pid()").one()
            with postgres_database.connect() as other:
                other.exec_driver_sql(f"SELECT pg_terminate_backend({own})")
            OF.all(connection, ids=["A"])

    with pytest.raises(DatabaseUnavailable):
        ended()
    with read_unit(postgres_database) as connection:
        assert [] == OF.all(connection, ids=["A"])
