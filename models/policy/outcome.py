"""The three answers, in their order."""

from enum import Enum
from functools import total_ordering
from operator import attrgetter
from typing import Final


@total_ordering
class Outcome(Enum):
    """What happens to an order or payment; a later one is stricter.

    >>> Outcome.APPROVE < Outcome.REVIEW < Outcome.BLOCK
    True
    """

    APPROVE = "approve"
    REVIEW = "review"
    BLOCK = "block"

    def __init__(self, word: str) -> None:
        self.rank = ("approve", "review", "block").index(word)
        """0 for approve, 1 for review, 2 for block."""

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Outcome):
            return NotImplemented
        return self.rank < other.rank


_RANK: Final = attrgetter("rank")


def stricter(first: Outcome, *others: Outcome) -> Outcome:
    """Return the strictest.

    >>> stricter(Outcome.REVIEW, Outcome.APPROVE)
    <Outcome.REVIEW: 'review'>
    """
    return max((first, *others), key=_RANK)
