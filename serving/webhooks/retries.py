"""When a delivery is tried again, and when it is given up."""

from datetime import timedelta
from typing import Final

FIRST_US: Final = timedelta(seconds=5) // timedelta(microseconds=1)
LONGEST_US: Final = timedelta(days=1) // timedelta(microseconds=1)
MOST_TRIES: Final = 18
"""With these waits some four days pass before a delivery is given up."""


def wait_us(tries: int, chance: float, asked_us: int = 0) -> int:
    """Return how long to wait after so many failed tries: doubled each time, up to a day.

    Parameters
    ----------
    tries
        Failed tries, at least 1.
    chance
        Within [0, 1): half of the wait is left to it, so that what failed together does not come back together.
    asked_us
        What the receiver asked for by `Retry-After`; a day at most is granted.

    >>> wait_us(1, 0.0), wait_us(2, 0.5), wait_us(40, 0.999) <= LONGEST_US
    (2500000, 7500000, True)
    """
    whole = min(FIRST_US << min(tries - 1, 20), LONGEST_US)
    return max(int(whole * (0.5 + chance / 2)), min(asked_us, LONGEST_US))
