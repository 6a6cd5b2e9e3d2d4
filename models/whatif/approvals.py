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
    """What special approvals carried: orders over the limit, or of strategic customers, and payments.

    Base currency, minor units.

    Attributes
    ----------
    orders, amount_minor
        How many orders, and their amounts.
    endings
        How many by how they turned out, the worst invoice deciding; see `ending_of`.
    past_due_minor, written_off_minor
        What is past due of them now, and what was given up.
    payments, payments_minor
        How many payments, and their amounts.
    payments_confirmed
        Of these payments, what a reviewer confirmed.
    """

    orders: int
    amount_minor: int
    endings: dict[Ending, int]
    past_due_minor: int
    written_off_minor: int
    payments: int = 0
    payments_minor: int = 0
    payments_confirmed: int = 0


def approvals_of(past: Sequence[PastDecision], said: Sequence[Decided]) -> Approvals:
    """Return what special approvals carried by what is said of it.

    An order that a special approval carries now and did not then turned out as it did without it.
    """
    carried: dict[str, PastDecision] = {}
    paid: dict[str, PastDecision] = {}
    for one, answer in zip(past, said, strict=True):
        if one.subject.special_approval_id is None:
            continue
        if one.subject.place == "order" and CARRIED.intersection(answer.lifted):
            carried[one.subject.document] = one
        elif one.subject.place == "payment" and answer.lifted:  # nothing else lifts a rule of payments
            paid[one.subject.document] = one
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
        payments=len(paid),
        payments_minor=sum(one.subject.amount_minor for one in paid.values()),
        payments_confirmed=sum(one.verdict == "confirmed" for one in paid.values()),
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
