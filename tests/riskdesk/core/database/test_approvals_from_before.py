import shutil
from pathlib import Path

import sqlalchemy as sa

from riskdesk.core.database import migrate, migrations
from riskdesk.core.database.tables import approvals
from riskdesk.core.database.unit import read_unit, write_unit


def test_approvals_from_before_stand(engine: sa.Engine, tmp_path: Path) -> None:
    """A special approval of a customer keeps its cap and its use; who granted it is not known."""
    (source,) = migrations.__path__
    earlier = shutil.copytree(source, tmp_path / "earlier")
    for script in (earlier / "versions").glob("000[6-9]_*.py"):
        script.unlink()
    migrate.upgrade(engine, scripts=str(earlier))
    assert "0005" == migrate.current(engine)
    with write_unit(engine) as connection:
        connection.execute(
            sa.text("INSERT INTO approvals VALUES ('A1', 'C1', 700, 5, 'order:O1', 9)"),
        )
    migrate.upgrade(engine)
    names = (
        "special_approval_id",
        "customer",
        "payment",
        "approved_by",
        "cap_minor",
        "expires_at_us",
        "used_by",
        "seq",
    )
    with read_unit(engine) as connection:
        kept = connection.execute(sa.select(*(approvals.c[name] for name in names))).one()
    assert ("A1", "C1", None, None, 700, 5, "order:O1", 9) == tuple(kept)
