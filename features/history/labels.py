"""What the log says about outcomes that only a person can tell: verdicts, and the log's own fingerprint."""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa
from sqlalchemy import Engine as Engine  # noqa: PLC0414 - the name by which training speaks of a database

from features.events.kinds import BY_NAME
from features.history.encode import code_of
from riskdesk.core.database.tables import decisions, events

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
