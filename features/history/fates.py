"""Which events stand in the log already, by the ids that their sources gave them."""

from collections.abc import Sequence
from typing import Final

import sqlalchemy as sa

from features.events.event import Event
from features.history.part import Part
from features.history.statements import parts
from riskdesk.core.database.prepared import Prepared, any_of
from riskdesk.core.database.tables import events

Identity = tuple[str, int, str]
"""Source, code of the kind, event id."""

_STANDING: Final = Prepared(
    lambda dialect: sa.select(events.c.event_id, events.c.seq, events.c.body_hash).where(
        events.c.source == sa.bindparam("source", type_=sa.String),
        events.c.kind == sa.bindparam("kind", type_=sa.SmallInteger),
        any_of(dialect, events.c.event_id, "ids"),
    )
)


class Fates(Part):
    """Seq and hash of events that were asked for, or appended."""

    def __init__(self, connection: sa.Connection) -> None:
        super().__init__(connection)
        self._known: dict[Identity, tuple[int, bytes] | None] = {}

    def expect(self, batch: Sequence[Event]) -> None:
        """Learn in few queries which of these stand in the log."""
        groups: dict[tuple[str, int], list[str]] = {}
        for event in batch:
            if (event.source, event.kind.code, event.event_id) not in self._known:
                groups.setdefault((event.source, event.kind.code), []).append(event.event_id)
        for (source, kind), ids in groups.items():
            self._known.update({(source, kind, event_id): None for event_id in ids})
            for part in parts(ids):
                found = _STANDING.all(self._connection, source=source, kind=kind, ids=part)
                for event_id, seq, body_hash in found:
                    self._known[source, kind, event_id] = (int(seq), bytes(body_hash))

    def of(self, event: Event) -> tuple[int, bytes] | None:
        """Return seq and hash of the event of this identity; None where none was expected or appended."""
        return self._known.get((event.source, event.kind.code, event.event_id))

    def take(self, event: Event, seq: int) -> None:
        """Note that an event was appended."""
        self._known[event.source, event.kind.code, event.event_id] = (seq, event.body_hash)

    def write_back(self) -> None:
        """Nothing: the log itself says it."""
