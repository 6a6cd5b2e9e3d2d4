"""What log and ledger say about outcomes that only a person can tell: verdicts, who was sent to look and why.

And the log's own fingerprint.
"""

import json
from dataclasses import dataclass
from typing import Any, Final

import msgspec
import numpy as np
import numpy.typing as npt
import sqlalchemy as sa
from sqlalchemy import Engine as Engine  # noqa: PLC0414 - the name by which training speaks of a database

from features.events.kinds import BY_NAME
from features.history.encode import code_of
from riskdesk.core.database.tables import decisions, documents, events

_HERE: Final = "riskdesk"
"""The source of verdicts that are recorded here."""

_SELECTED = (events.c.seq, events.c.known_at_us, events.c.body)


@dataclass(frozen=True, slots=True, eq=False)
class Verdicts:
    """Reviewers' verdicts in order of `seq`; every array has shape (n,).

    Parameters
    ----------
    subjects
        int64, code of the document that was judged, such as that of `order:25SH00137`.
    confirmed
        bool, True where the reviewer confirmed the suspicion, False where it was cleared.
    known_at_us
        int64, when the verdict became known, microseconds since the epoch, UTC.
    seqs
        int64, its place in the log.
    """

    subjects: npt.NDArray[np.int64]
    confirmed: npt.NDArray[np.bool_]
    known_at_us: npt.NDArray[np.int64]
    seqs: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Reviews:
    """Decisions of the ledger in order of `seq`: what a person was sent to look at; every array has shape (n,).

    Parameters
    ----------
    subjects
        int64, code of the document that was decided about; once for each revision and checkpoint.
    held, sampled
        bool: something that was found in it held it; the lot alone sent it to review. What is neither passed.
    propensities
        float64, the chance, 0 to 1, with which what was sent to a person was: 1 for what was held, the rate of
        the lot of then for what it drew; NaN for what passed.
    decided_at_us
        int64, when it was answered, microseconds since the epoch, UTC.
    """

    subjects: npt.NDArray[np.int64]
    held: npt.NDArray[np.bool_]
    sampled: npt.NDArray[np.bool_]
    propensities: npt.NDArray[np.float64]
    decided_at_us: npt.NDArray[np.int64]


def no_reviews() -> Reviews:
    """Return those of a company that riskdesk never decided for: its history was imported."""
    empty = np.zeros(0, np.int64)
    return Reviews(empty, empty.astype(np.bool_), empty.astype(np.bool_), empty.astype(np.float64), empty)


def read_verdicts(connection: sa.Connection, *, upto: int) -> Verdicts:
    """Return all verdicts with seq <= `upto` whose subject is known.

    A verdict on a decision of riskdesk's speaks of what that decision was about.
    """
    query = (
        sa.select(*_SELECTED)
        .where(events.c.kind == BY_NAME["verdict_recorded"].code, events.c.seq <= upto)
        .order_by(events.c.seq)
    )
    rows = [(seq, known, json.loads(body)) for seq, known, body in connection.execute(query)]
    decided = _subjects_of_decisions(connection) if any("subject" not in body for _, _, body in rows) else {}
    told = [(seq, known, body, _subject(body, decided)) for seq, known, body in rows]
    kept = [(seq, known, body, subject) for seq, known, body, subject in told if subject is not None]
    return Verdicts(
        subjects=np.array([code_of(subject) for *_, subject in kept], np.int64),
        confirmed=np.array([body["verdict"] == "confirmed" for _, _, body, _ in kept], np.bool_),
        known_at_us=np.array([known for _, known, _, _ in kept], np.int64),
        seqs=np.array([seq for seq, *_ in kept], np.int64),
    )


def verdict_id(connection: sa.Connection, decision_id: str, said: str) -> str:
    """Return the event id under which a verdict on a decision is recorded here.

    One that was recorded last is the same event again. One that comes after another verdict is a new event: a
    reviewer who changes their mind, and changes it back, ends where they say.

    Parameters
    ----------
    connection
        In the transaction that appends.
    said
        Who said what, such as `E7/confirmed/block`.
    """
    first = f"{decision_id}/{said}"
    own = sa.and_(events.c.source == _HERE, events.c.kind == BY_NAME["verdict_recorded"].code)
    of_this = sa.or_(events.c.event_id == first, events.c.event_id.startswith(f"{first}/", autoescape=True))
    last = sa.select(documents.c.seq).where(documents.c.document == f"decision:{decision_id}")
    standing = sa.select(events.c.event_id).where(own, of_this, events.c.seq == last.scalar_subquery())
    found: str | None = connection.execute(standing).scalar_one_or_none()
    if found is not None:
        return found
    before = connection.execute(sa.select(sa.func.count()).where(own, of_this)).scalar_one()
    return f"{first}/{before + 1}" if before else first


def read_reviews(connection: sa.Connection, *, upto: int) -> Reviews:
    """Return all decisions with seq <= `upto`, and why a document went to review.

    Conclusions are read of what was sent to review alone: of all others the outcome says enough.
    """
    kept = decisions.c
    query = (
        sa.select(kept.place, kept.subject_id, kept.outcome, kept.decided_at_us, kept.seq)
        .where(kept.seq <= upto)
        .order_by(kept.seq)
    )
    drawn = _drawn(connection, upto)
    rows = list(connection.execute(query))
    chances = [drawn.get(row.seq) for row in rows]
    passed = np.array([row.outcome == "approve" for row in rows], np.bool_)
    sampled = np.array([chance is not None for chance in chances], np.bool_)
    return Reviews(
        subjects=np.array([code_of(f"{row.place}:{row.subject_id}") for row in rows], np.int64),
        held=~passed & ~sampled,
        sampled=sampled,
        propensities=np.array(
            [np.nan if gone else 1.0 if of is None else of for gone, of in zip(passed, chances, strict=True)]
        ),
        decided_at_us=np.array([row.decided_at_us for row in rows], np.int64),
    )


class _Lot(msgspec.Struct):
    """What a conclusion says of the lot."""

    sampled: bool
    propensity: float


def _drawn(connection: sa.Connection, upto: int) -> dict[int, float]:
    """Return seq -> propensity of the decisions that only the lot sent to review."""
    query = sa.select(decisions.c.seq, decisions.c.conclusion).where(
        decisions.c.outcome == "review", decisions.c.seq <= upto
    )
    told = ((row.seq, msgspec.json.decode(row.conclusion, type=_Lot)) for row in connection.execute(query))
    return {seq: lot.propensity for seq, lot in told if lot.sampled}


def chain_at(connection: sa.Connection, seq: int) -> str:
    """Return the log's chain hash at `seq` in hex: the fingerprint of all that a training could see.

    An empty log has the chain of zeros it begins with.
    """
    found = connection.execute(sa.select(events.c.chain).where(events.c.seq == seq)).scalar_one_or_none()
    return (bytes(32) if found is None else bytes(found)).hex()


def _subject(body: dict[str, Any], decided: dict[str, str]) -> str | None:
    subject = body.get("subject")
    return decided.get(body.get("decision_id", "")) if subject is None else str(subject)


def _subjects_of_decisions(connection: sa.Connection) -> dict[str, str]:
    query = sa.select(decisions.c.decision_id, decisions.c.place, decisions.c.subject_id)
    return {str(row.decision_id): f"{row.place}:{row.subject_id}" for row in connection.execute(query)}
