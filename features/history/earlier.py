"""What was decided before about one order or payment, whoever asked."""

from dataclasses import dataclass
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from riskdesk.core.database.prepared import Prepared
from riskdesk.core.database.tables import api_keys, decisions


@dataclass(frozen=True, slots=True)
class Earlier:
    """One decision, as far as a later one about the same document asks for it.

    Parameters
    ----------
    forced, sampled
        See `models.decision.conclusion.Conclusion`.
    """

    decision_id: str
    seq: int
    revision: int
    checkpoint: str
    outcome: str
    forced: tuple[str, ...]
    sampled: bool


class _Said(msgspec.Struct):
    forced: tuple[str, ...]
    sampled: bool


_READ: Final = msgspec.json.Decoder(_Said).decode


def earlier_of(connection: sa.Connection, caller: str, place: str, subject_id: str) -> list[Earlier]:
    """Return what the ledger holds about an order or a payment, decided for this caller or for any other."""
    rows = _OF_SUBJECT.all(connection, caller=caller, place=place, subject_id=subject_id)
    return [_made(row) for row in rows]


def _made(row: tuple[Any, ...]) -> Earlier:
    decision_id, seq, revision, checkpoint, outcome, conclusion = row
    said = _READ(conclusion)
    return Earlier(decision_id, seq, revision, checkpoint, outcome, said.forced, said.sampled)


def _of_subject(_dialect: str) -> sa.Executable:
    # decisions are found by their callers: there are few, and an index of the subject alone would cost each decision
    own = sa.select(sa.bindparam("caller", type_=sa.String))
    callers = sa.union(sa.select(api_keys.c.caller), own)
    names = ("decision_id", "seq", "revision", "checkpoint", "outcome", "conclusion")
    return sa.select(*(decisions.c[name] for name in names)).where(
        decisions.c.caller.in_(callers),
        decisions.c.place == sa.bindparam("place", type_=sa.String),
        decisions.c.subject_id == sa.bindparam("subject_id", type_=sa.String),
    )


_OF_SUBJECT: Final = Prepared(_of_subject)
