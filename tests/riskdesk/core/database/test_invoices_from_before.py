import shutil
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from riskdesk.core.database import migrate, migrations
from riskdesk.core.database.tables import documents, events
from riskdesk.core.database.unit import read_unit, write_unit
from tests.features import company


def kept(engine: sa.Engine, table: sa.Table) -> list[dict[str, Any]]:
    """Return all rows of a table."""
    with read_unit(engine) as connection:
        return [dict(row) for row in connection.execute(sa.select(table)).mappings()]


def as_before(row: dict[str, Any]) -> dict[str, Any]:
    """Return a document as it was kept before: invoices knew nothing of their orders."""
    row = {name: value for name, value in row.items() if name != "bills"}
    is_invoice = row["document"].startswith("invoice:")
    return row | ({"delivered_minor": 0, "fulfilled_minor": 0} if is_invoice else {})


@pytest.fixture
def history(sqlite_database: sa.Engine) -> sa.Engine:
    """A company of now: invoices of every sort of order and of none, one of them in another currency."""
    abroad: company.Row = {"order_id": "OX", "currency": "USD"}
    rows = [
        company.row("fx_rate_set", -1),
        company.row("order_placed", 0, **abroad, amount="90"),
        company.row("order_delivered", 1, **abroad, amount="40"),
        company.row("invoice_issued", 2, **abroad, amount="60", invoice_id="IX"),
        company.row("invoice_issued", 3, invoice_id="I-unheard-of", order_id="O-later"),
        company.row("order_placed", 4, order_id="O-later"),
    ]
    for k in range(6):  # the last of them billed beyond the order
        order: company.Row = {"order_id": f"OK{k}", "event_id": f"k{k}"}
        rows.append(company.row("order_placed", 5, **order))
        rows += [company.row("order_delivered", 6, **order, amount="400")] * (k % 2)
        rows.append(company.row("invoice_issued", 7, **order, invoice_id=f"IK{k}", amount=f"{300 * (k + 1)}"))
    company.append(sqlite_database, [*rows, *company.random_rows(3, 250)])
    return sqlite_database


def test_invoices_from_before_know_their_orders(
    history: sa.Engine, engine: sa.Engine, tmp_path: Path
) -> None:
    """The log tells which order each billed, and how much of it was delivered: as if this program had booked them."""
    (source,) = migrations.__path__
    earlier = shutil.copytree(source, tmp_path / "earlier")
    for script in (earlier / "versions").glob("*.py"):
        if script.name[:4] > "0007":
            script.unlink()
    migrate.upgrade(engine, scripts=str(earlier))
    assert "0007" == migrate.current(engine)
    now = kept(history, documents)
    with write_unit(engine) as connection:
        connection.execute(sa.insert(events), kept(history, events))
        connection.execute(sa.insert(documents), [as_before(row) for row in now])
    migrate.upgrade(engine)
    by_name = {row["document"]: row for row in now}
    assert by_name == {row["document"]: row for row in kept(engine, documents)}
    billed = [row for row in now if row["bills"]]
    assert 5 < len(billed) < sum(name.startswith("invoice:") for name in by_name)
    assert {True, False} == {row["delivered_minor"] > 0 for row in billed}
    assert ("order:OX", None) == tuple(by_name[f"invoice:{i}"]["bills"] for i in ("IX", "I-unheard-of"))
