"""Then against now: how many decisions moved from which outcome to which."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from models.policy.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Flip:
    """One cell of the table.

    Attributes
    ----------
    group
        What the table is split by, such as a grade; empty where it is whole.
    decisions, amount_minor
        How many, and their amounts; base currency.
    confirmed, cleared
        How many of them a reviewer confirmed or cleared; the rest nobody judged.
    """

    group: str
    then: Outcome
    now: Outcome
    decisions: int
    amount_minor: int
    confirmed: int
    cleared: int


@dataclass(frozen=True, slots=True)
class Moved:
    """One row of what the table counts; `verdict` as in `PastDecision`."""

    then: Outcome
    now: Outcome
    amount_minor: int = 0
    verdict: str | None = None
    group: str = ""


def flip_table(moves: Sequence[Moved]) -> tuple[Flip, ...]:
    """Return all cells that hold a decision, by group, then, now; those that did not move too."""
    cells: dict[Hashable, list[Moved]] = {}
    for move in moves:
        cells.setdefault((move.group, move.then, move.now), []).append(move)
    flips = [_flip(of) for of in cells.values()]
    return tuple(sorted(flips, key=lambda one: (one.group, one.then.rank, one.now.rank)))


def _flip(moves: list[Moved]) -> Flip:
    return Flip(
        group=moves[0].group,
        then=moves[0].then,
        now=moves[0].now,
        decisions=len(moves),
        amount_minor=sum(move.amount_minor for move in moves),
        confirmed=sum(move.verdict == "confirmed" for move in moves),
        cleared=sum(move.verdict == "cleared" for move in moves),
    )
