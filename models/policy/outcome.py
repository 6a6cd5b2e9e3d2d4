"""The three answers, in their order."""

from enum import Enum
from functools import total_ordering


@total_ordering
class Outcome(Enum):
    """What happens to an order or payment; a later one is stricter.

    >>> Outcome.APPROVE < Outcome.REVIEW < Outcome.BLOCK
    True
    """

    APPROVE = "approve"
    REVIEW = "review"
    BLOCK = "block"

    @property
    def rank(self) -> int:
        """0 for approve, 1 for review, 2 for block."""
        return _RANK[self.value]

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Outcome):
            return NotImplemented
        return self.rank < other.rank


_RANK = {"approve": 0, "review": 1, "block": 2}


def stricter(first: Outcome, *others: Outcome) -> Outcome:
    """Return the strictest.

    >>> stricter(Outcome.REVIEW, Outcome.APPROVE)
    <Outcome.REVIEW: 'review'>
    """
    return max(first, *others) if others else first
