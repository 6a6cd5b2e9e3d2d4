"""Which policies the log says were published."""

import json

import sqlalchemy as sa

from features.events.kinds import BY_NAME
from features.history.statements import of_kind
from riskdesk.core.database.tables import events

_PUBLISHED = BY_NAME["policy_published"].code


def published_policies(connection: sa.Connection, at_seq: int | None = None) -> list[str]:
    """Return the hashes of all policies published up to `at_seq` (None: now), in order."""
    query = sa.select(events.c.body).where(of_kind(_PUBLISHED)).order_by(events.c.seq)
    if at_seq is not None:
        query = query.where(events.c.seq <= at_seq)
    return [str(json.loads(body)["policy_hash"]) for body in connection.execute(query).scalars()]
