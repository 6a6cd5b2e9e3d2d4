"""What was held before and released by nobody."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Final

from features.booking.document import FLAG_RELEASED
from features.history.books import OpenBooks
from features.history.earlier import Earlier
from models.policy.outcome import Outcome

_FOLLOWING: Final = frozenset({"held_before", "reviewer_block"})
"""Rules that hold what was held before: they end with what they follow."""
_SEQ: Final = attrgetter("seq")


def unreleased(before: Sequence[Earlier], revision: int, books: OpenBooks) -> Earlier | None:
    """Return the latest decision that held a revision, or a later one, on its merits; None where people released it.

    A release of a decision releases what was held before it too.

    Parameters
    ----------
    before
        All that was decided about one order or payment.
    """
    of = [one for one in before if one.revision >= revision]
    if all(one.outcome == Outcome.APPROVE.value for one in of):
        return None
    names = {one.decision_id: f"decision:{one.decision_id}" for one in of}
    books.load(names.values())
    for one in sorted(of, key=_SEQ, reverse=True):
        decision = books.document(names[one.decision_id])
        if decision is not None and decision.flags & FLAG_RELEASED:
            return None
        if one.outcome != Outcome.APPROVE.value and not _FOLLOWING.issuperset(one.forced):
            return one
    return None
