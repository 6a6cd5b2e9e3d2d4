"""Bytes of bundles and of all else that decides by the hash of their content, and which bundle was in production when.

Bytes are stored once and never changed; activating them is an event of the log, proposed by one
person and approved by another, effective from its `seq`.
"""

import hashlib
import json
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from features.events.kinds import BY_NAME
from features.events.parse import EventParser, read_body
from features.history.log import Log
from features.history.statements import of_kind
from riskdesk.core.database.tables import artifacts, events
from riskdesk.core.errors import InputInvalid, NotFound

SORTS = ("bundle", "policy", "gate_report", "catalogue", "typologies")
"""What is stored."""

SOURCE = "riskdesk"
"""The system that speaks in events written from inside."""

_ACTIVATED = BY_NAME["bundle_activated"]
_PUBLISHED = BY_NAME["policy_published"]


@dataclass(frozen=True, slots=True)
class Artifact:
    """What is stored under a hash: when, and how many bytes."""

    hash: str
    stored_at_us: int
    size: int


@dataclass(frozen=True, slots=True)
class Activation:
    """One activation: effective from `seq` on, until the next of its role."""

    seq: int
    at_us: int
    role: str
    bundle_hash: str
    proposed_by: str
    approved_by: str


def store_artifact(connection: sa.Connection, sort: str, content: bytes, *, stored_at_us: int) -> str:
    """Store bytes under the SHA-256 of their content, once; return the hash, 64 hex digits.

    Parameters
    ----------
    connection
        In a transaction that was begun to write.
    sort
        One of `SORTS`.

    Raises
    ------
    InputInvalid
        Another sort of artifact.
    """
    if sort not in SORTS:
        raise InputInvalid(f"expected one of {', '.join(SORTS)}, got {sort!r:.40}", field="sort")
    name = hashlib.sha256(content).hexdigest()
    row = {"hash": name, "sort": sort, "stored_at_us": stored_at_us, "content": content}
    # two processes that start together store the same
    connection.execute(_insert(connection.dialect.name).on_conflict_do_nothing(), [row])
    return name


def _insert(dialect: str) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(artifacts) if dialect == "sqlite" else postgresql.insert(artifacts)


def read_artifact(connection: sa.Connection, name: str) -> bytes:
    """Return the bytes stored under a hash.

    Raises
    ------
    NotFound
        Nothing is.
    """
    found = connection.execute(
        sa.select(artifacts.c.content).where(artifacts.c.hash == name)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound(f"nothing is stored under {name:.64}", field="hash")
    return bytes(found)


def list_artifacts(connection: sa.Connection, sort: str) -> list[Artifact]:
    """Return what is stored of one sort, oldest first."""
    query = (
        sa.select(artifacts.c.hash, artifacts.c.stored_at_us, sa.func.length(artifacts.c.content))
        .where(artifacts.c.sort == sort)
        .order_by(artifacts.c.stored_at_us, artifacts.c.hash)
    )
    return [Artifact(str(name), int(at), int(size)) for name, at, size in connection.execute(query)]


def activate(
    log: Log,
    parser: EventParser,
    *,
    role: str,
    bundle_hash: str,
    proposed_by: str,
    approved_by: str,
    at_us: int,
) -> int:
    """Append the activation of a stored bundle; return the `seq` from which it is in production.

    The caller has loaded the bundle and seen it pass its self-test, and flushes the log.

    Raises
    ------
    NotFound
        No such bundle is stored.
    InputInvalid
        The two persons are one (`approved_by`), or a field does not fit.
    """
    read_artifact(log.connection, bundle_hash)
    if proposed_by == approved_by:
        raise InputInvalid("expected a second person, other than who proposed it", field="approved_by")
    said = {"role": role, "bundle_hash": bundle_hash, "proposed_by": proposed_by, "approved_by": approved_by}
    event = parser.build(
        _ACTIVATED,
        read_body(_ACTIVATED, said),
        source=SOURCE,
        event_id=None,
        occurred_at_us=at_us,
        known_at_us=at_us,
    )
    appended = log.append([event], recorded_at_us=at_us)[0]
    if appended.seq is None:
        raise InputInvalid(appended.detail or "the activation was refused", field=appended.field)
    return appended.seq


def publish_policy(
    log: Log, parser: EventParser, *, content: bytes, proposed_by: str, approved_by: str, at_us: int
) -> tuple[int, str]:
    """Store a policy and append its publication; return the `seq` from which it is in force, and its hash.

    The caller has read the policy and seen that it does not contradict itself, and flushes the log.

    Raises
    ------
    InputInvalid
        The two persons are one (`approved_by`), or a field does not fit.
    """
    if proposed_by == approved_by:
        raise InputInvalid("expected a second person, other than who proposes it", field="approved_by")
    policy_hash = store_artifact(log.connection, "policy", content, stored_at_us=at_us)
    said = {"policy_hash": policy_hash, "proposed_by": proposed_by, "approved_by": approved_by}
    body = read_body(_PUBLISHED, said)
    event = parser.build(
        _PUBLISHED, body, source=SOURCE, event_id=None, occurred_at_us=at_us, known_at_us=at_us
    )
    appended = log.append([event], recorded_at_us=at_us)[0]
    if appended.seq is None:
        raise InputInvalid(appended.detail or "the publication was refused", field=appended.field)
    return appended.seq, policy_hash


def activations(connection: sa.Connection, *, at_seq: int | None = None) -> list[Activation]:
    """Return all activations up to `at_seq`, or up to now, in order."""
    query = sa.select(events.c.seq, events.c.occurred_at_us, events.c.body).where(of_kind(_ACTIVATED.code))
    if at_seq is not None:
        query = query.where(events.c.seq <= at_seq)
    found = []
    for seq, at_us, text in connection.execute(query.order_by(events.c.seq)):
        body = json.loads(text)
        found.append(Activation(int(seq), int(at_us), **body))
    return found


def active(connection: sa.Connection, at_seq: int | None = None) -> dict[str, str]:
    """Return role -> hash of the bundle in production at a `seq`, or now."""
    return {one.role: one.bundle_hash for one in activations(connection, at_seq=at_seq)}
