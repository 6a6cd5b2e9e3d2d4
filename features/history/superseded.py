"""Whether a decision is still the last word on its order or payment."""

from typing import Final

import sqlalchemy as sa

from riskdesk.core.database.prepared import Prepared
from riskdesk.core.database.tables import decisions


def superseded(connection: sa.Connection, decision_id: str | None) -> bool:
    """Tell whether its caller had the same document decided again, by a revision or at another checkpoint.

    A decision that the ledger does not hold, as of history that was imported, is superseded by nothing.
    """
    return decision_id is not None and _LATER.first(connection, decision_id=decision_id) is not None


def _later(_dialect: str) -> sa.Executable:
    said, later = decisions.alias("said"), decisions.alias("later")
    same = [later.c[name] == said.c[name] for name in ("caller", "place", "subject_id")]
    return (
        sa.select(later.c.seq)
        .select_from(said.join(later, sa.and_(*same, later.c.seq > said.c.seq)))
        .where(said.c.decision_id == sa.bindparam("decision_id", type_=sa.String))
        .limit(sa.literal_column("1"))
    )


_LATER: Final = Prepared(_later)
