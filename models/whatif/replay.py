"""The past decided again."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.decision.decide import decide
from models.policy.outcome import Outcome
from models.policy.policy import Policy
from models.whatif.past import PastDecision


@dataclass(frozen=True, slots=True)
class Decided:
    """What is said of one decision, then or under another policy; the fields are those of `Conclusion`."""

    outcome: Outcome
    lifted: tuple[str, ...]
    sampled: bool

    @property
    def held(self) -> bool:
        """Whether more than the lot held it."""
        return self.outcome is not Outcome.APPROVE and not self.sampled


def as_then(past: Sequence[PastDecision]) -> tuple[Decided, ...]:
    """Return what was said."""
    return tuple(Decided(one.outcome, one.lifted, one.sampled) for one in past)


def replay(past: Sequence[PastDecision], policy: Policy) -> tuple[Decided, ...]:
    """Return what the product would have said under a policy, in order.

    The bundles are those of then, and so is each customer's standing: that an order refused earlier would
    have left more room to the next one is not followed.

    Raises
    ------
    ExplanationBroken
        Contributions of a model do not sum to its score.
    """
    said = (decide(one.subject, one.vector, one.standing, one.loaded, policy) for one in past)
    return tuple(Decided(one.outcome, one.lifted, one.sampled) for one in said)
