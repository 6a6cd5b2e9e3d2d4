"""Special approvals: which orders they carried, and how those turned out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from models.decision.relief import CARRIED
from models.whatif.past import PastDecision, Turnout
from models.whatif.replay import Decided

Ending = Literal["pending", "on_time", "late", "past_due", "written_off"]


@dataclass(frozen=True, slots=True)
class Approvals:
    """Orders over the limit, or of strategic customers, that a special approval carried; base currency, minor units.

    Attributes
    ----------
    orders, amount_minor
        How many, and their amounts.
    endings
        How many by how they turned out, the worst invoice deciding; see `ending_of`.
    past_due_minor, written_off_minor
        What is past due of them now, and what was given up.
    """

    orders: int
    amount_minor: int
    endings: dict[Ending, int]
    past_due_minor: int
    written_off_minor: int


def approvals_of(past: Sequence[PastDecision], said: Sequence[Decided]) -> Approvals:
    """Return the orders that special approvals carried by what is said of them.

    An order that a special approval carries now and did not then turned out as it did without it.
    """
    carried: dict[str, PastDecision] = {}
    for one, answer in zip(past, said, strict=True):
        if one.subject.special_approval_id is not None and CARRIED.intersection(answer.lifted):
            carried[one.subject.document] = one
    turnouts = [one.turnout or Turnout() for one in carried.values()]
    endings: dict[Ending, int] = {}
    for ending in map(ending_of, turnouts):
        endings[ending] = endings.get(ending, 0) + 1
    return Approvals(
        orders=len(carried),
        amount_minor=sum(one.subject.amount_minor for one in carried.values()),
        endings=endings,
        past_due_minor=sum(one.past_due_minor for one in turnouts),
        written_off_minor=sum(one.written_off_minor for one in turnouts),
    )


def ending_of(turnout: Turnout) -> Ending:
    """Return how an order turned out: the worst that holds.

    >>> ending_of(Turnout(billed_minor=100, late_days=-3))
    'on_time'
    >>> ending_of(Turnout())
    'pending'
    """
    if turnout.written_off_minor > 0:
        return "written_off"
    if turnout.past_due_minor > 0:
        return "past_due"
    if turnout.late_days is None:
        return "pending"
    return "late" if turnout.late_days > 0 else "on_time"
