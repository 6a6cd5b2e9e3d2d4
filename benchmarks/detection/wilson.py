"""The interval of a share."""

import math

Z_95 = 1.959963984540054


def wilson(found: int, of: int) -> tuple[float, float]:
    """Return the 95 % Wilson interval of `found` out of `of`; (0, 1) where there is nothing.

    Source: Wilson (1927).

    >>> low, high = wilson(9, 10)
    >>> round(low, 3), round(high, 3)
    (0.596, 0.982)
    """
    if of == 0:
        return 0.0, 1.0
    share = found / of
    spread = Z_95 * math.sqrt(share * (1 - share) / of + Z_95**2 / (4 * of**2))
    middle, scale = share + Z_95**2 / (2 * of), 1 + Z_95**2 / of
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)
