import hashlib
import json
from types import ModuleType
from typing import Any

import pytest
import sqlalchemy as sa

from features.history.chain import row_digest, verify_chain
from riskdesk.core.database.tables import events
from riskdesk.core.database.unit import read_unit, write_unit

FIRST_COLUMNS = (
    "kind", "source", "event_id", "occurred_at_us", "known_at_us", "known_assumed", "recorded_at_us", "document",
    "reference", "customer", "salesperson", "payee", "account", "requester", "approver", "address", "currency",
    "amount_minor", "base_minor", "delta_minor", "count_delta", "open_delta_minor", "delivered_delta_minor",
    "due_at_us", "ref_at_us", "tag", "flags", "body_hash",
)  # fmt: skip


def first_row(engine: sa.Engine) -> dict[str, Any]:
    """Return the first event of the log."""
    with read_unit(engine) as connection:
        return dict(connection.execute(sa.select(events).where(events.c.seq == 1)).mappings().one())


def test_a_log_of_the_first_release_is_still_whole(sqlite_database: sa.Engine, company: ModuleType) -> None:
    """Columns that came later change no hash of an event that has nothing in them."""
    company.append(sqlite_database, [company.row("order_placed")])
    row = first_row(sqlite_database)
    values = [row[name].hex() if isinstance(row[name], bytes) else row[name] for name in FIRST_COLUMNS]
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    assert hashlib.sha256(text.encode()).digest() == row_digest(row)


@pytest.mark.parametrize(
    ("column", "value"),
    [("corporate_group", "G9"), ("corporate_group", None), ("industry", "food"), ("namesake", "S1"), ("near_at_us", 5), ("voucher", "V")],
)  # fmt: skip
def test_a_changed_attribute_breaks_the_chain(
    database: sa.Engine, company: ModuleType, column: str, value: Any
) -> None:
    """Added, taken away or put elsewhere: it is seen at the event that was changed."""
    company.append(database, [company.row("group_membership_set"), company.row("order_placed", 1)])
    with write_unit(database) as connection:
        assert verify_chain(connection) is None
        connection.execute(sa.update(events).where(events.c.seq == 2).values({column: value}))
        assert 2 == verify_chain(connection)
