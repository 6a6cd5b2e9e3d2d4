import json
import shutil
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from features.booking.document import FLAG_REFUSED, FLAG_RELEASED
from features.events.kinds import BY_NAME
from features.kernel.layout import FLAG_CONFIRMED, FLAG_JUDGED
from riskdesk.core.database import migrate, migrations
from riskdesk.core.database.tables import documents, events
from riskdesk.core.database.unit import read_unit, write_unit

_JUDGED = FLAG_JUDGED | FLAG_CONFIRMED


def _empty(table: sa.Table) -> dict[str, Any]:
    """Return a row of a table with nothing in it."""
    values: dict[type, Any] = {int: 0, str: "", bytes: b"", bool: False}
    return {c.name: values[c.type.python_type] for c in table.columns if not c.nullable}


def verdict(seq: int, decision: str, subject: str, action: str) -> dict[str, Any]:
    """Return a verdict as it stands in the log."""
    return _empty(events) | {
        "seq": seq,
        "kind": BY_NAME["verdict_recorded"].code,
        "source": "riskdesk",
        "event_id": str(seq),
        "document": decision,
        "reference": subject,
        "body": json.dumps({"verdict": "confirmed", "action": action}),
    }


def test_blocks_from_before_bind(engine: sa.Engine, tmp_path: Path) -> None:
    """Of each document and decision the latest word of a reviewer binds; what was only judged is bound by none."""
    (source,) = migrations.__path__
    earlier = shutil.copytree(source, tmp_path / "earlier")
    (earlier / "versions" / "0009_blocks_that_bind.py").unlink()
    migrate.upgrade(engine, scripts=str(earlier))
    assert "0008" == migrate.current(engine)
    told = [
        ("decision:D1", "order:O1", "block"),
        ("decision:D1", "order:O1", "none"),
        ("decision:D2", "payment:P1", "block"),
        ("decision:D3", "payment:P1", "release"),
        ("decision:D4", "order:O2", "none"),
        ("decision:order:O3", "order:O3", "block"),
    ]
    names = sorted({name for row in told for name in row[:2]})
    kept = [_empty(documents) | {"document": name, "flags": _JUDGED} for name in names]
    with write_unit(engine) as connection:
        connection.execute(sa.insert(documents), kept)
        connection.execute(sa.insert(events), [verdict(seq, *row) for seq, row in enumerate(told, 1)])
    migrate.upgrade(engine)
    with read_unit(engine) as connection:
        rows = connection.execute(sa.select(documents.c.document, documents.c.flags)).all()
    assert {
        "decision:D1": 0,
        "decision:D2": 0,
        "decision:D3": FLAG_RELEASED,
        "decision:D4": 0,
        "decision:order:O3": 0,
        "order:O1": FLAG_REFUSED,
        "order:O2": 0,
        "order:O3": FLAG_REFUSED,
        "payment:P1": 0,
    } == {name: flags & ~_JUDGED for name, flags in rows}
