"""The ledger in the database."""

from dataclasses import dataclass
from typing import Any

import msgspec
import sqlalchemy as sa

from riskdesk.core.database.tables import decisions

Identity = tuple[str, str, str, int, str]
"""Caller, place, id of the subject, revision, checkpoint."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision as it is kept; see the columns of `decisions`.

    `request`, `conclusion` and `versions` are canonical JSON; `query` the bytes of the
    int64 columns before the slots, `vector` those of the float64 row that the kernel gave.
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

    @property
    def identity(self) -> Identity:
        """What a retry repeats."""
        return self.caller, self.place, self.subject_id, self.revision, self.checkpoint


def insert(connection: sa.Connection, entries: list[Entry]) -> None:
    """Keep new decisions."""
    if entries:
        connection.execute(sa.insert(decisions), [_row(entry) for entry in entries])


def find(connection: sa.Connection, identity: Identity) -> Entry | None:
    """Return the decision of this identity, or None."""
    query = sa.select(decisions).where(
        decisions.c.caller == identity[0],
        decisions.c.place == identity[1],
        decisions.c.subject_id == identity[2],
        decisions.c.revision == identity[3],
        decisions.c.checkpoint == identity[4],
    )
    return _entry(connection.execute(query).mappings().one_or_none())


def latest_revision(connection: sa.Connection, identity: Identity) -> int | None:
    """Return the highest revision decided for the subject at this checkpoint, or None."""
    query = sa.select(sa.func.max(decisions.c.revision)).where(
        decisions.c.caller == identity[0],
        decisions.c.place == identity[1],
        decisions.c.subject_id == identity[2],
        decisions.c.checkpoint == identity[4],
    )
    found = connection.execute(query).scalar_one_or_none()
    return None if found is None else int(found)


def by_id(connection: sa.Connection, decision_id: str) -> Entry | None:
    """Return one decision, or None."""
    query = sa.select(decisions).where(decisions.c.decision_id == decision_id)
    return _entry(connection.execute(query).mappings().one_or_none())


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


def _row(entry: Entry) -> dict[str, Any]:
    return {column.name: getattr(entry, column.name) for column in decisions.columns}


def _entry(row: sa.RowMapping | None) -> Entry | None:
    return None if row is None else Entry(**{str(name): value for name, value in row.items()})
