"""What an endpoint is told: enough to act on, and no amount, person, account or note.

Who needs more reads the decision with a key of its own.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from serving.ledger.store import Entry

Kind = Literal["decision_recorded", "verdict_recorded"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
"""Of what an endpoint may be told."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell.

    Parameters
    ----------
    kind, decision_id
        What happened, and to which decision.
    caller
        Whose decision it is.
    payload
        Further members of the body.
    """

    kind: Kind
    decision_id: str
    caller: str
    payload: Mapping[str, Any]


def decided(entries: Iterable[Entry]) -> Iterator[Notice]:
    """Yield what is told of new decisions; nothing is made before it is asked for."""
    for entry in entries:
        yield Notice("decision_recorded", entry.decision_id, entry.caller, _about(entry, entry.seq))


def judged(entry: Entry, seq: int, fields: Mapping[str, Any]) -> Iterator[Notice]:
    """Yield what is told of a verdict.

    Parameters
    ----------
    entry
        The decision.
    seq, fields
        Of the event `verdict_recorded`.
    """
    said = {name: fields.get(name) for name in ("verdict", "action", "typology")}
    yield Notice("verdict_recorded", entry.decision_id, entry.caller, _about(entry, seq) | said)


def _about(entry: Entry, seq: int) -> dict[str, Any]:
    return {
        "subject": f"{entry.place}:{entry.subject_id}",
        "revision": entry.revision,
        "checkpoint": entry.checkpoint,
        "outcome": entry.outcome,
        "seq": seq,
    }
