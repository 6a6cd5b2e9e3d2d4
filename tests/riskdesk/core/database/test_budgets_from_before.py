import shutil
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from riskdesk.core.database import migrate, migrations
from riskdesk.core.database.tables import documents
from riskdesk.core.database.unit import read_unit, write_unit


def document(name: str, amount_minor: int, budget_id: str | None) -> dict[str, Any]:
    """Return a row of the documents, as it was kept before."""
    row = {column.name: 0 for column in documents.columns if not column.nullable}
    return row | {
        "document": name,
        "status": "settled",
        "amount_minor": amount_minor,
        "budget_id": budget_id,
    }


def test_payments_from_before_have_taken_their_budgets(engine: sa.Engine, tmp_path: Path) -> None:
    """What a payment had taken of its budget is kept with it, so that it is given back once and not twice."""
    (source,) = migrations.__path__
    earlier = shutil.copytree(source, tmp_path / "earlier")
    for script in (earlier / "versions").glob("000[5-9]_*.py"):
        script.unlink()
    migrate.upgrade(engine, scripts=str(earlier))
    assert "0004" == migrate.current(engine)
    rows = [
        document("payment:P1", 700, "B1"),
        document("payment:P2", 800, None),
        document("order:O1", 9, None),
    ]
    with write_unit(engine) as connection:
        connection.execute(sa.insert(documents), rows)
    migrate.upgrade(engine)
    with read_unit(engine) as connection:
        kept = connection.execute(sa.select(documents.c.document, documents.c.reserved_minor)).all()
    assert {"payment:P1": 700, "payment:P2": 0, "order:O1": 0} == {
        row.document: row.reserved_minor for row in kept
    }
