"""Grades: bands on the calibrated probability of default."""

from typing import Final, Literal, get_args

import msgspec

Grade = Literal["A", "B", "C", "D"]
GRADES: Final[tuple[Grade, ...]] = get_args(Grade)
"""From the best to the worst."""


class GradeBands(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Upper ends of the bands; they rise. No universal cut exists: these are configuration.

    Attributes
    ----------
    a_below, b_below
        A lies below the first, B from there to below the second.
    c_up_to
        C reaches up to and with this, D lies above.
    """

    a_below: float = 0.01
    b_below: float = 0.03
    c_up_to: float = 0.10


def grade_of(pd: float, floor: float, bands: GradeBands) -> Grade:
    """Return the grade of a calibrated probability of default that never counts as less than `floor`.

    >>> [grade_of(pd, 0.0003, GradeBands()) for pd in (0.0, 0.01, 0.1, 0.11)]
    ['A', 'B', 'C', 'D']
    """
    floored = max(pd, floor)
    if floored < bands.a_below:
        return "A"
    if floored < bands.b_below:
        return "B"
    return "C" if floored <= bands.c_up_to else "D"
