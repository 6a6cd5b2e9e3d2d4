"""Splits: parts that each stay at or below a limit and together pass it."""

from features.kernel import layout as L
from features.kernel.arrays import Ints
from features.kernel.standing import standing
from features.kernel.windows import window_start
from riskdesk.core.jit import kernel


@kernel
def _earlier_parts(
    p: Ints, start: int, end: int, q: Ints, window_us: int, other: int, limit: int
) -> tuple[int, int]:
    """Return number and sum of earlier parts with this counterparty that stay at or below `limit` each."""
    parts = 0
    total = 0
    for i in range(window_start(p, start, end, q, window_us), end):
        if p[L.P_OTHER, i] == other:
            amount = standing(p, i, end, q)
            if 0 < amount <= limit:
                parts += 1
                total += amount
    return parts, total


@kernel
def split_parts(p: Ints, start: int, end: int, q: Ints, window_us: int, other: int, limits: Ints) -> float:
    """Return how many earlier parts, with the one being scored, pass a limit that none passes alone.

    0 where no limit is dodged. Recurring contracts are taken out. Source: split test of the
    field notes, "the sum with the one being scored above it".
    """
    if q[L.Q_FLAGS] & L.FLAG_RECURRING:
        return 0.0
    amount = q[L.Q_AMOUNT]
    most = 0
    for k in range(limits.shape[0]):
        if amount <= limits[k]:
            parts, total = _earlier_parts(p, start, end, q, window_us, other, limits[k])
            if parts > 0 and total + amount > limits[k]:
                most = max(most, parts)
    return float(most)


@kernel
def split_ratio(p: Ints, start: int, end: int, q: Ints, window_us: int, other: int, limits: Ints) -> float:
    """Return the largest (parts + own amount) / limit over the limits that the amount does not pass."""
    if q[L.Q_FLAGS] & L.FLAG_RECURRING:
        return 0.0
    amount = q[L.Q_AMOUNT]
    most = 0.0
    for k in range(limits.shape[0]):
        if amount <= limits[k]:
            parts, total = _earlier_parts(p, start, end, q, window_us, other, limits[k])
            if parts > 0:
                most = max(most, (total + amount) / limits[k])
    return most
