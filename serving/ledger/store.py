"""The ledger in the database."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from features.events.kinds import BY_NAME
from riskdesk.core.database.prepared import Prepared, any_of, insert_into
from riskdesk.core.database.tables import decisions, documents, events

Identity = tuple[str, str, str, int, str]
"""Caller, place, id of the subject, revision, checkpoint."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision as it is kept; see the columns of `decisions`.

    `request`, `conclusion` and `versions` are canonical JSON; `query` the bytes of the
    int64 columns before the slots, `vector` those of the float64 row that the kernel gave. `said` is what
    `conclusion` says, where it need not be read again.
    """

    decision_id: str
    seq: int
    horizon: int
    caller: str
    place: str
    subject_id: str
    revision: int
    checkpoint: str
    as_of_us: int
    decided_at_us: int
    outcome: str
    customer: str | None
    payee: str | None
    request: str
    request_hash: bytes
    query: bytes
    vector: bytes
    conclusion: str
    versions: str
    said: dict[str, Any] | None = field(default=None, repr=False, compare=False)

    @property
    def identity(self) -> Identity:
        """What a retry repeats."""
        return self.caller, self.place, self.subject_id, self.revision, self.checkpoint


@dataclass(frozen=True, slots=True)
class Review:
    """The latest verdict on a decision: what a system acts on, and neither who gave it nor why.

    Parameters
    ----------
    verdict, action
        `confirmed` or `cleared`; `release`, `block` or `none`.
    recorded_at_us
        When the log took it, microseconds since the epoch, UTC.
    """

    verdict: str
    action: str
    recorded_at_us: int


def insert(connection: sa.Connection, entries: list[Entry]) -> None:
    """Keep new decisions."""
    _INSERT.many(connection, [_row(entry) for entry in entries])


class Past:
    """What was decided before of some subjects: read once for a group of calls."""

    def __init__(self) -> None:
        self._decided: dict[Identity, Entry] = {}
        self._latest: dict[tuple[str, str, str, str], int] = {}

    def read(self, connection: sa.Connection, identities: Iterable[Identity]) -> "Past":
        """Take in all decisions of the subjects of these identities, at every revision and checkpoint."""
        asked: dict[tuple[str, str], list[str]] = {}
        for caller, place, subject_id, _, _ in identities:
            asked.setdefault((caller, place), []).append(subject_id)
        for (caller, place), subjects in asked.items():
            for row in _OF_SUBJECTS.all(connection, caller=caller, place=place, subjects=subjects):
                self.add(_made(row))
        return self

    def add(self, entry: Entry) -> None:
        """Take in a decision."""
        caller, place, subject_id, revision, checkpoint = entry.identity
        self._decided[entry.identity] = entry
        of = caller, place, subject_id, checkpoint
        self._latest[of] = max(revision, self._latest.get(of, revision))

    def find(self, identity: Identity) -> Entry | None:
        """Return the decision of this identity, or None."""
        return self._decided.get(identity)

    def latest_revision(self, identity: Identity) -> int | None:
        """Return the highest revision decided for the subject at this checkpoint, or None."""
        caller, place, subject_id, _, checkpoint = identity
        return self._latest.get((caller, place, subject_id, checkpoint))


def by_id(connection: sa.Connection, decision_id: str) -> Entry | None:
    """Return one decision, or None."""
    query = sa.select(decisions).where(decisions.c.decision_id == decision_id)
    return _entry(connection.execute(query).mappings().one_or_none())


def by_ids(connection: sa.Connection, decision_ids: Iterable[str]) -> dict[str, Entry]:
    """Return those of these decisions that there are, by their ids."""
    found = _OF_IDS.all(connection, ids=sorted(decision_ids))
    return {entry.decision_id: entry for entry in map(_made, found)}


def latest_review(connection: sa.Connection, decision_id: str) -> Review | None:
    """Return the latest verdict on a decision, None before the first one.

    A decision's document stands in the projection with the seq of the last event that spoke of it.
    """
    last = sa.select(documents.c.seq).where(documents.c.document == f"decision:{decision_id}")
    query = sa.select(events.c.body, events.c.recorded_at_us).where(
        events.c.seq == last.scalar_subquery(), events.c.kind == _VERDICT
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    said = msgspec.json.decode(row.body)
    return Review(said["verdict"], said.get("action", "none"), row.recorded_at_us)


def page(
    connection: sa.Connection, *, outcomes: list[str], place: str | None, before: int | None, limit: int
) -> list[Entry]:
    """Return decisions of these outcomes, latest first, with seq below `before`."""
    query = (
        sa.select(decisions)
        .where(decisions.c.outcome.in_(outcomes))
        .order_by(decisions.c.seq.desc())
        .limit(limit)
    )
    if place is not None:
        query = query.where(decisions.c.place == place)
    if before is not None:
        query = query.where(decisions.c.seq < before)
    return [entry for row in connection.execute(query).mappings() if (entry := _entry(row)) is not None]


def since(connection: sa.Connection, seq: int, *, limit: int) -> list[Entry]:
    """Return decisions with a seq above `seq`, in order."""
    query = sa.select(decisions).where(decisions.c.seq > seq).order_by(decisions.c.seq).limit(limit)
    return [entry for row in connection.execute(query).mappings() if (entry := _entry(row)) is not None]


def counts(connection: sa.Connection) -> dict[str, int]:
    """Return how many decisions there are by outcome."""
    query = sa.select(decisions.c.outcome, sa.func.count()).group_by(decisions.c.outcome)
    return {str(outcome): int(count) for outcome, count in connection.execute(query)}


def counts_by_versions(
    connection: sa.Connection, from_us: int, before_us: int
) -> list[tuple[dict[str, str], int]]:
    """Return how many decisions of a time each set of versions took."""
    query = (
        sa.select(decisions.c.versions, sa.func.count())
        .where(decisions.c.decided_at_us >= from_us, decisions.c.decided_at_us < before_us)
        .group_by(decisions.c.versions)
    )
    return [(msgspec.json.decode(versions), int(count)) for versions, count in connection.execute(query)]


_VERDICT: Final = BY_NAME["verdict_recorded"].code
_NAMES: Final = tuple(column.name for column in decisions.columns)
_INSERT: Final = insert_into(decisions)
_OF_IDS: Final = Prepared(
    lambda dialect: sa.select(decisions).where(any_of(dialect, decisions.c.decision_id, "ids"))
)
_OF_SUBJECTS: Final = Prepared(
    lambda dialect: sa.select(decisions).where(
        decisions.c.caller == sa.bindparam("caller", type_=sa.String),
        decisions.c.place == sa.bindparam("place", type_=sa.String),
        any_of(dialect, decisions.c.subject_id, "subjects"),
    )
)


def _row(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in _NAMES}


def _made(row: tuple[Any, ...]) -> Entry:
    return Entry(**dict(zip(_NAMES, row, strict=True)))


def _entry(row: sa.RowMapping | None) -> Entry | None:
    return None if row is None else Entry(**{str(name): value for name, value in row.items()})
