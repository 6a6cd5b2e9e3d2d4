"""The naive oracle of splits: parts below a limit that pass it together."""

from collections.abc import Sequence

from features.kernel import layout as L
from tests.features.kernel.oracle_rows import Case, recurs, standing, together


def parts(c: Case) -> Sequence[int]:
    """Return what stands of the earlier parts beside the query."""
    of_party = [p for p in c.rows if c.other in (0, p.other)]
    found = [p for p in of_party if not recurs(p, c.query) and not together(p, c.query)]
    return [amount for p in found if (amount := standing(c.rows, p)) > 0]


def near(amount: int, limit: int, percent: int) -> bool:
    """Tell whether an amount stays at or below a limit by at most so many per cent of it."""
    return 0 < amount <= limit and 100 * (limit - amount) <= percent * limit


def split_parts(c: Case) -> float:
    """Return the most parts just below the limit that the amount is just below."""
    if c.query.flags & L.FLAG_RECURRING:
        return 0.0
    percent = c.feature.number
    dodged = [limit for limit in c.limits if near(c.query.amount, limit, percent)]
    return float(max((sum(near(a, limit, percent) for a in parts(c)) for limit in dodged), default=0))


def split_ratio(c: Case) -> float:
    """Return the largest sum over its limit."""
    if c.query.flags & L.FLAG_RECURRING:
        return 0.0
    amount = c.query.amount
    sums = [(sum(a for a in parts(c) if a <= limit), limit) for limit in c.limits if amount <= limit]
    return max(((total + amount) / limit for total, limit in sums if total), default=0.0)
