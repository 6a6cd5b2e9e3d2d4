"""Held decisions in the order in which they are to be looked at."""

from collections.abc import Iterable
from typing import Final

import msgspec

from models.decision.urgency import stake
from models.policy.outcome import Outcome

MOST_RANKED: Final = 1_000
"""Of the latest held decisions that match: all of a year would be read at every look."""


class _Anomaly(msgspec.Struct):
    probability: float | None
    isolation_percentile: float | None
    typologies: tuple[str, ...]


class _Credit(msgspec.Struct):
    pd: float | None


class _Said(msgspec.Struct):
    """The part of a kept conclusion that urgency depends on."""

    anomaly: _Anomaly
    credit: _Credit | None
    forced: tuple[str, ...]
    base_minor: int


def by_urgency(held: Iterable[tuple[int, str, str]]) -> list[int]:
    """Return the seqs of held decisions, what is to be looked at first in front; of equals the latest.

    Parameters
    ----------
    held
        Seq, outcome and conclusion of each.
    """
    keys = {seq: _key(outcome, conclusion) for seq, outcome, conclusion in held}
    return sorted(keys, key=lambda seq: (*keys[seq], seq), reverse=True)


def _key(outcome: str, conclusion: str) -> tuple[int, float]:
    said = msgspec.json.decode(conclusion, type=_Said)
    return stake(
        Outcome(outcome),
        score=_score(said),
        is_pattern=bool(set(said.anomaly.typologies) & set(said.forced)),
        amount_minor=said.base_minor,
    )


def _score(said: _Said) -> float | None:
    """Return the worse of what the models said: that it is wrong, that the customer defaults."""
    percentile = said.anomaly.isolation_percentile
    forest = None if percentile is None else percentile / 100.0
    wrong = forest if said.anomaly.probability is None else said.anomaly.probability
    default = None if said.credit is None else said.credit.pd
    return max((one for one in (wrong, default) if one is not None), default=None)
