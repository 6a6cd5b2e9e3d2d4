"""Group, industry and namesake of registered parties, each from the moment it was known.

Kept beside the log by the appending transaction. An event takes what was known when it occurred, also
where it comes to the log after a later change.
"""

from collections.abc import Iterable
from typing import Any, Final

import sqlalchemy as sa

from features.history.part import Part
from features.history.statements import parts, upsert
from riskdesk.core.database.prepared import Prepared, any_of
from riskdesk.core.database.tables import attributes

_KEY: Final = ("party", "name", "from_us")
_OF_PARTIES: Final = Prepared(
    lambda dialect: (
        sa.select(attributes.c.party, attributes.c.name, attributes.c.from_us, attributes.c.value)
        .where(any_of(dialect, attributes.c.party, "parties"))
        .order_by(attributes.c.from_us)
    )
)
_Change = tuple[int, str | None]
"""From when, and what; None takes the attribute away."""


class Attributes(Part):
    """Attributes of the parties of one appending transaction.

    Parameters
    ----------
    connection
        In the transaction that appends, or that reads for a query.
    """

    def __init__(self, connection: sa.Connection) -> None:
        super().__init__(connection)
        self._changes: dict[str, dict[str, list[_Change]]] = {}
        self._fresh: dict[tuple[str, str, int], dict[str, Any]] = {}

    def load(self, wanted: Iterable[str]) -> None:
        """Fetch the attributes of these parties in few queries."""
        missing = [party for party in dict.fromkeys(wanted) if party not in self._changes]
        for party in missing:
            self._changes[party] = {}
        for part in parts(missing):
            for party, name, from_us, value in _OF_PARTIES.all(self._connection, parties=part):
                self._changes[party].setdefault(name, []).append((from_us, value))

    def of(self, party: str, at_us: int) -> dict[str, str]:
        """Return what was known of a party at a moment; see `features.booking.enrich`."""
        if party not in self._changes:
            self.load([party])
        found = {}
        for name, changes in self._changes[party].items():
            known = [value for from_us, value in changes if from_us <= at_us]
            if known and known[-1] is not None:
                found[name] = known[-1]
        return found

    def note(self, party: str, name: str, value: str | None, *, from_us: int, seq: int) -> None:
        """Keep that from a moment on a party has this attribute, or has it no more."""
        if party not in self._changes:
            self.load([party])
        changes = self._changes[party].setdefault(name, [])
        changes[:] = sorted([*(one for one in changes if one[0] != from_us), (from_us, value)], key=_moment)
        row = {"party": party, "name": name, "from_us": from_us, "value": value, "seq": seq}
        self._fresh[party, name, from_us] = row

    def write_back(self) -> None:
        """Write what was noted, in one statement."""
        if self._fresh:
            upsert(self._connection, attributes, list(self._fresh.values()), key=_KEY)
            self._fresh.clear()


def _moment(change: _Change) -> int:
    return change[0]
