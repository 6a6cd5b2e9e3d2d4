"""What scoring asks the log beyond vectors and books."""

from collections.abc import Sequence

import sqlalchemy as sa

from riskdesk.core.database.handles import Connection
from riskdesk.core.database.tables import events


def newest_known_us(connection: Connection, kinds: Sequence[int]) -> int:
    """Return when the newest fact of these kinds became known; 0 where the log holds none."""
    known = sa.select(sa.func.max(events.c.known_at_us)).where(events.c.kind.in_(kinds))
    return connection.execute(known).scalar_one_or_none() or 0
