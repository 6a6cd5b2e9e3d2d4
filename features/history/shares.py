"""Shares of a company's movements by hour and by weekday, smoothed where little is known."""

from collections.abc import Sequence
from typing import Final

from features.kernel.hours import hour_prior
from features.kernel.layout import HOUR_CLASSES, WEEKDAY_CLASSES

WHOLE: Final = 1_000_000_000
"""A share is stated in thousand-millionths."""

PRIOR_MOVEMENTS: Final = 200
"""As many movements by the fixed calendar prior are counted beside those that were seen."""

_MADE_UP: Final = WHOLE // 100
_OFF: Final = sum(round(hour_prior(hour) * WHOLE) for hour in range(24, HOUR_CLASSES))
_WORKING: Final = WHOLE - _OFF - 2 * _MADE_UP

HOUR_PRIOR: Final = tuple(round(hour_prior(hour) * WHOLE) for hour in range(HOUR_CLASSES))
WEEKDAY_PRIOR: Final = (*([_WORKING // 5] * 5), _MADE_UP, _MADE_UP, *([_OFF // 7] * 7))
"""Monday to Sunday when worked (the weekend as made-up working days), then the same when off."""

assert len(WEEKDAY_PRIOR) == WEEKDAY_CLASSES


def shares(counts: Sequence[int], prior: Sequence[int]) -> list[int]:
    """Return the share of each class, thousand-millionths.

    >>> shares([0, 0], (WHOLE // 4, 3 * WHOLE // 4)), shares([600, 0], (WHOLE // 2, WHOLE // 2))
    ([250000000, 750000000], [875000000, 125000000])
    """
    total = sum(counts) + PRIOR_MOVEMENTS
    return [
        (seen * WHOLE + PRIOR_MOVEMENTS * usual) // total for seen, usual in zip(counts, prior, strict=True)
    ]
