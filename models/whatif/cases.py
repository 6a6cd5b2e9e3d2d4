"""Decisions about one document put together: its money is stopped, or its sale delayed, once."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.policy.outcome import Outcome, stricter
from models.role import Place
from models.whatif.past import PastDecision, Verdict
from models.whatif.replay import Decided, as_then


@dataclass(frozen=True, slots=True)
class Case:
    """One document over all its revisions and checkpoints, under one policy.

    Attributes
    ----------
    party
        The customer or payee, by its whole name; the document itself where nobody is named.
    amount_minor
        The largest that was decided about; base currency.
    held_then
        Whether more than the lot held it in truth.
    propensity
        The chance with which someone looked in truth: 1 for what was held.
    seen
        Whether someone had to look, because it was held or drawn; any other verdict came by chance.
    verdict
        `confirmed` where any was.
    outcome, held
        The strictest under the policy, and whether more than the lot holds it.
    """

    document: str
    party: str
    place: Place
    amount_minor: int
    held_then: bool
    propensity: float
    seen: bool
    verdict: Verdict | None
    outcome: Outcome
    held: bool


def cases_of(past: Sequence[PastDecision], said: Sequence[Decided]) -> tuple[Case, ...]:
    """Return one case a document, in the order of their first decisions.

    Parameters
    ----------
    said
        What a policy says, one a decision.
    """
    rows: dict[str, list[int]] = {}
    for row, one in enumerate(past):
        rows.setdefault(one.subject.document, []).append(row)
    return tuple(_case([past[row] for row in of], [said[row] for row in of]) for of in rows.values())


def _case(past: list[PastDecision], said: list[Decided]) -> Case:
    held_then = any(one.held for one in as_then(past))
    verdicts = {one.verdict for one in past}
    return Case(
        document=past[0].subject.document,
        party=past[0].party or past[0].subject.document,
        place=past[0].subject.place,
        amount_minor=max(one.subject.amount_minor for one in past),
        held_then=held_then,
        propensity=1.0 if held_then else max(one.propensity for one in past),
        seen=held_then or any(one.sampled for one in past),
        verdict="confirmed" if "confirmed" in verdicts else "cleared" if "cleared" in verdicts else None,
        outcome=stricter(*(one.outcome for one in said)),
        held=any(one.held for one in said),
    )
