"""Which bundles speak in shadow, from which `seq` to which."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Literal

import sqlalchemy as sa

from features.events.kinds import BY_NAME
from features.events.parse import EventParser, read_body
from features.history.artifacts import SOURCE, read_artifact
from features.history.log import Log
from features.history.statements import of_kind
from riskdesk.core.database.tables import events
from riskdesk.core.errors import Conflict, InputInvalid

_SHADOWED: Final = BY_NAME["bundle_shadowed"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the log in which a bundle speaks in shadow.

    Attributes
    ----------
    role, bundle_hash
        Which.
    after, before
        It speaks of decisions whose own `seq` lies between; `before` is None while it goes on.
    since_us, named_by
        When it began, microseconds since the epoch, UTC; who named it.
    """

    role: str
    bundle_hash: str
    after: int
    before: int | None
    since_us: int
    named_by: str

    def covers(self, seq: int) -> bool:
        """Tell whether it speaks of a decision with this `seq`."""
        return self.after < seq and (self.before is None or seq < self.before)


def spans(connection: sa.Connection) -> list[Span]:
    """Return every stretch in order of its beginning; of one role no two overlap."""
    query = (
        sa.select(events.c.seq, events.c.occurred_at_us, events.c.body)
        .where(of_kind(_SHADOWED.code))
        .order_by(events.c.seq)
    )
    found: list[Span] = []
    going: dict[str, int] = {}
    for seq, at_us, text in connection.execute(query):
        body = json.loads(text)
        place = going.pop(body["role"], None)
        if place is not None:
            found[place] = replace(found[place], before=int(seq))
        if body["action"] == "start":
            going[body["role"]] = len(found)
            found.append(
                Span(body["role"], body["bundle_hash"], int(seq), None, int(at_us), body["named_by"])
            )
    return found


def in_shadow(connection: sa.Connection) -> Mapping[str, Span]:
    """Return role -> the bundle that speaks in shadow now."""
    return MappingProxyType({one.role: one for one in spans(connection) if one.before is None})


def shadow(
    log: Log,
    parser: EventParser,
    *,
    role: str,
    bundle_hash: str,
    action: Literal["start", "stop"],
    named_by: str,
    at_us: int,
) -> int:
    """Append that a stored bundle speaks in shadow from now on, or no longer; return the event's `seq`.

    The caller has seen a bundle that starts pass its self-test, and flushes the log.

    Raises
    ------
    NotFound
        No such bundle is stored.
    Conflict
        It speaks in shadow already, or it is to stop and does not.
    InputInvalid
        A field does not fit.
    """
    read_artifact(log.connection, bundle_hash)
    speaking = in_shadow(log.connection).get(role)
    speaks = speaking is not None and speaking.bundle_hash == bundle_hash
    if speaks == (action == "start"):
        said = "is in shadow already" if speaks else "is not in shadow"
        raise Conflict(f"the bundle {bundle_hash[:12]} {said}", fields=("bundle_hash",), field="bundle_hash")
    body = {"role": role, "bundle_hash": bundle_hash, "action": action, "named_by": named_by}
    event = parser.build(
        _SHADOWED,
        read_body(_SHADOWED, body),
        source=SOURCE,
        event_id=None,
        occurred_at_us=at_us,
        known_at_us=at_us,
    )
    appended = log.append([event], recorded_at_us=at_us)[0]
    if appended.seq is None:
        raise InputInvalid(appended.detail or "the log refused it", field=appended.field)
    return appended.seq
