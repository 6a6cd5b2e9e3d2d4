"""Limits of groups of companies as one appending transaction sees and changes them."""

from dataclasses import asdict, dataclass
from typing import Final

import sqlalchemy as sa

from features.history.statements import upsert
from riskdesk.core.database.prepared import Prepared
from riskdesk.core.database.tables import group_limits


@dataclass(frozen=True, slots=True)
class GroupLimit:
    """A limit that a person set for a group of companies, base currency minor units.

    Parameters
    ----------
    expires_at_us
        Until when; None is without end.
    """

    group_id: str
    limit_minor: int
    expires_at_us: int | None
    seq: int


class GroupLimits:
    """Limits of groups, loaded when first asked for, written back at once.

    Parameters
    ----------
    connection
        In the transaction that appends, or that reads.
    """

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._limits: dict[str, GroupLimit | None] = {}
        self._changed: set[str] = set()

    def use(self, connection: sa.Connection) -> None:
        """Go on with another connection that sees the same."""
        self._connection = connection

    def in_force(self, group_id: str, at_us: int) -> int | None:
        """Return the limit of a group that has not expired by a moment, or None."""
        if group_id not in self._limits:
            row = _OF_GROUP.first(self._connection, group_id=group_id)
            self._limits[group_id] = None if row is None else GroupLimit(*row)
        found = self._limits[group_id]
        if found is None or (found.expires_at_us is not None and found.expires_at_us <= at_us):
            return None
        return found.limit_minor

    def set(self, group_id: str, limit_minor: int, expires_at_us: int | None, seq: int) -> None:
        """Set a limit; the last one stands."""
        self._limits[group_id] = GroupLimit(group_id, limit_minor, expires_at_us, seq)
        self._changed.add(group_id)

    def write_back(self) -> None:
        """Write what was changed, in one statement."""
        if self._changed:
            changed = (self._limits[name] for name in sorted(self._changed))
            rows = [asdict(limit) for limit in changed if limit is not None]
            upsert(self._connection, group_limits, rows, key=("group_id",))
            self._changed.clear()


_OF_GROUP: Final = Prepared(
    lambda _dialect: sa.select(
        group_limits.c.group_id, group_limits.c.limit_minor, group_limits.c.expires_at_us, group_limits.c.seq
    ).where(group_limits.c.group_id == sa.bindparam("group_id", type_=sa.String))
)
