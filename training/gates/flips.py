"""Which decisions would flip: rows by the grade of the champion and of the challenger, with what became of them."""

from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

from models.credit.grades import GRADES, GradeBands, grade_of
from models.policy.thresholds import Thresholds
from training.evaluate.intervals import wilson
from training.gates.gate import Gate

Floats = npt.NDArray[np.float64]

MOST_FAR: Final = 0.25
"""Share of rows that may move by two steps or more."""
OUTCOMES: Final = ("approve", "review", "block")


class FlipCell(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Rows that the champion puts into one step and the challenger into another, and how many turned out bad."""

    champion: str
    challenger: str
    rows: int
    bad: int


def by_grade(probabilities: Floats, pd_floor: float, bands: GradeBands) -> tuple[str, ...]:
    """Return the grade of each probability of default."""
    return tuple(grade_of(one, pd_floor, bands) for one in probabilities.tolist())


def by_outcome(probabilities: Floats, cuts: Thresholds) -> tuple[str, ...]:
    """Return what a model alone demands at each probability."""
    block = float("inf") if cuts.block_at is None else cuts.block_at
    steps = (probabilities >= cuts.review_at).astype(int) + (probabilities >= block).astype(int)
    return tuple(OUTCOMES[step] for step in np.minimum(steps, 2).tolist())


def flip_cells(champion: Sequence[str], challenger: Sequence[str], y: Floats) -> tuple[FlipCell, ...]:
    """Return the cells that hold rows, those that did not flip too, from the mildest step on."""
    cells: dict[tuple[str, str], list[float]] = {}
    for before, after, label in zip(champion, challenger, y.tolist(), strict=True):
        cells.setdefault((before, after), []).append(label)
    made = [
        FlipCell(champion=before, challenger=after, rows=len(labels), bad=round(sum(labels)))
        for (before, after), labels in cells.items()
    ]
    return tuple(sorted(made, key=lambda one: (_step(one.champion), _step(one.challenger))))


def flip_gate(cells: Sequence[FlipCell]) -> Gate:
    """What the challenger calls worse must not turn out better than what it calls better, and few may leap.

    Rows that it moves up and rows that it moves down are compared by their bad rates; only a contradiction
    beyond both 95 % intervals is refused.
    """
    rows = sum(one.rows for one in cells)
    steps = [(_step(one.challenger) - _step(one.champion), one) for one in cells]
    flipped = sum(one.rows for step, one in steps if step)
    far = sum(one.rows for step, one in steps if abs(step) > 1)
    worse, better = (
        (
            sum(one.bad for step, one in steps if step * sign > 0),
            sum(o.rows for s, o in steps if s * sign > 0),
        )
        for sign in (1, -1)
    )
    detail = (
        f"{flipped} of {rows} flip, {far} by more than a step; bad {worse[0]} of {worse[1]} called worse, "
        f"{better[0]} of {better[1]} called better"
    )
    leaps = rows > 0 and far / rows > MOST_FAR
    return Gate("flips", not leaps and not _contradicts(worse, better), detail)


def _contradicts(worse: tuple[int, int], better: tuple[int, int]) -> bool:
    """Tell whether what was called worse turned out better, beyond chance."""
    return bool(worse[1] and better[1]) and wilson(*worse)[1] < wilson(*better)[0]


def _step(name: str) -> int:
    order: Sequence[str] = GRADES if name in GRADES else OUTCOMES
    return order.index(name)
