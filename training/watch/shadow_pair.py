"""One decision as champion and challenger saw it."""

from dataclasses import dataclass
from typing import Final

UNSAID: Final = "-"
"""The step of a side that gave no grade."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One decision as both sides saw it.

    Attributes
    ----------
    decision_id, document
        Which.
    at_us
        When it was answered, microseconds since the epoch, UTC.
    unit
        Decisions of one unit hang together, such as those of one customer or one day.
    champion, challenger
        Probability that each gave, 0 to 1; None where it gave none.
    champion_step, challenger_step
        What follows: the outcome of each, or the grade.
    alerts
        Whether a person would have been sent to look, by each.
    label
        1 or 0 as it turned out; None where that is not known yet.
    speaks
        For how many decisions the label speaks: one over the propensity with which it came to be known.
    took_us
        How long the challenger took, microseconds.
    """

    decision_id: str
    document: str
    at_us: int
    unit: int
    champion: float | None
    challenger: float | None
    champion_step: str
    challenger_step: str
    alerts: tuple[bool, bool]
    label: float | None = None
    speaks: float = 1.0
    took_us: int = 0
