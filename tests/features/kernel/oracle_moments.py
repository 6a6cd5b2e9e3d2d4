"""The naive oracle of hours and weekdays: how usual they are for a person and for the company."""

import math

from features.kernel import layout as L
from tests.features.kernel.history import Posting, Query
from tests.features.kernel.oracle_rows import NAN, Case, Rows, latest, opened


def hour_surprise(c: Case) -> float:
    """Return the surprise of the hour against the latest 500 and the company's share."""
    if c.query.hour == L.NEVER:
        return NAN
    kind, hour = divmod(c.query.hour % 48, 24)
    steps = {0: 1.0, 1: 0.5, 23: 0.5}
    habits = opened(c.rows)[-500:]
    weight = sum(steps.get((p.v1 - hour) % 24, 0.0) for p in habits if p.v1 % 48 // 24 == kind)
    expected = 2.0 * c.operands[0] if c.operands[0] > 0 else _office(kind, hour)
    return -math.log((weight + 5.0 * expected) / (2.0 * (len(habits) + 5.0)))


def _office(kind: int, hour: int) -> float:
    def share(at: int) -> float:
        return 0.97 / 12.0 if kind == 0 and 8 <= at % 24 < 20 else 0.03 / 36.0

    return share(hour) + 0.5 * (share(hour - 1) + share(hour + 1))


def weekday_surprise(c: Case) -> float:
    """Return the surprise of the weekday against the latest 500 and the company's share."""
    if c.query.hour == L.NEVER:
        return NAN
    habits = opened(c.rows)[-500:]
    tenths = sum(_alike(p.v1, c.query.hour) for p in habits)
    expected = c.operands[0] if c.operands[0] > 0 else _calendar(c.query.hour)
    return -math.log((tenths / 10.0 + 5.0 * expected) / (len(habits) + 5.0))


def _day(moment: int) -> tuple[int, bool, bool]:
    """Return weekday, whether it is free, and whether that is the rule for it."""
    weekday, rest = divmod(moment, 48)
    return weekday, rest >= 24, (weekday >= 5) == (rest >= 24)


def _alike(then: int, now: int) -> int:
    (day, free, rule), (today, free_today, rule_today) = _day(then), _day(now)
    if free != free_today:
        return 0
    if rule and rule_today:
        return 10 * (day == today)
    return 5 if free else 2


def _calendar(moment: int) -> float:
    return 0.03 / 2.0 if _day(moment)[1] else 0.97 / 5.0


def company_share(rows: Rows, q: Query, of_weekday: int) -> float:
    """Return the company's share by the latest baseline."""
    baseline: Posting | None = latest(rows)
    if baseline is None:
        return NAN
    if of_weekday and q.hour != L.NEVER and not _day(q.hour)[2]:
        return _calendar(q.hour)
    return max(baseline.v0, 1) / 1e9
