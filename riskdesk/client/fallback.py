"""What holds where no answer came: a person looks, or nothing passes; approval cannot be said here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from riskdesk.client.errors import ApprovalRefused
from riskdesk.client.protocol import Call

Held = Literal["review", "block"]

OnUnavailable = Callable[[Call, Exception], Held]
"""Given the call and why it has no answer, says what holds instead, or raises."""


@dataclass(frozen=True, slots=True)
class Fallback:
    """What a caller goes on with instead of a decision.

    Parameters
    ----------
    outcome
        `review` or `block`.
    call
        What was asked; ask again with the same content, and the decision comes.
    cause
        Why no answer came.
    """

    outcome: Held
    call: Call
    cause: Exception


def review_when_unavailable(_call: Call, _cause: Exception) -> Held:
    """Let a person look at whatever could not be asked."""
    return "review"


def raise_when_unavailable(_call: Call, cause: Exception) -> Held:
    """Hand the failure to the caller."""
    raise cause


def fall_back(hook: OnUnavailable, call: Call, cause: Exception) -> Fallback:
    """Return what a hook says.

    Raises
    ------
    ApprovalRefused
        The hook says something else than `review` or `block`.
    """
    said = hook(call, cause)
    if said not in ("review", "block"):
        raise ApprovalRefused(said) from cause
    return Fallback(said, call, cause)
