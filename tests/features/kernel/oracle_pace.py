"""The naive oracle of pace, size and what is owed: robust z, bursts, dormancy, peaks, limits."""

import math
from statistics import median

from features.kernel import layout as L
from tests.features.kernel.oracle_rows import NAN, Case, latest, opened, over, visible, within


def amount_jump(c: Case) -> float:
    """Return the robust z of the amount against the latest 64."""
    logs = [math.log(max(float(p.v0), 1.0)) for p in opened(c.rows)[-64:]]
    if len(logs) < 5 or c.query.amount <= 0:
        return NAN
    middle = median(logs)
    spread = max(1.4826 * median(abs(x - middle) for x in logs), 0.1)
    return (math.log(c.query.amount) - middle) / spread


def habit_break(c: Case) -> float:
    """Return the mean of the latest less the median of 64."""
    recent = c.feature.number
    delays = [float(p.v1) for p in opened(c.rows)[-64:]]
    return NAN if len(delays) < 2 * recent else sum(delays[-recent:]) / recent - median(delays)


def burst(c: Case) -> float:
    """Return movements of the window against those normal for the key."""
    moved = opened(c.rows)
    now = within(moved, c.query, c.window)
    past = [p for p in within(moved, c.query, 90 * L.DAY) if p not in now]
    known = c.query.as_of - moved[0].effective if moved else L.DAY
    known = max(min(known, 90 * L.DAY), L.DAY)
    return (len(now) + 2.0) / (len(past) * (c.window / known) + 1.0)


def rate_jump(c: Case) -> float:
    """Return the robust z of the running window's net count against up to 13 windows before."""
    if not opened(c.rows):
        return NAN
    ages = [(c.query.as_of - p.effective, p.n) for p in c.rows]
    known = c.query.as_of - opened(c.rows)[0].effective
    spans = min(known // c.window - 1, 13)
    if spans < 4:
        return NAN
    counts = [
        float(sum(n for age, n in ages if -(-age // c.window) - 1 == k or (k == 0 == age))) for k in range(14)
    ]
    past = counts[1 : spans + 1]
    middle = median(past)
    return (1.0 + counts[0] - middle) / max(1.4826 * median(abs(x - middle) for x in past), 1.0)


def dormant_ratio(c: Case) -> float:
    """Return the amount over the mean of 64 where nothing moved for so many days."""
    last = latest(c.rows)
    if last is None:
        return NAN
    if c.query.as_of - last.effective < c.feature.number * L.DAY:
        return 0.0
    values = [float(p.v0) for p in opened(c.rows)[-64:]]
    return over(c.query.amount, sum(reversed(values)) / len(values))


def over_median(c: Case) -> float:
    """Return the amount over the median of 64."""
    values = [float(p.v0) for p in opened(c.rows)[-64:]]
    return over(c.query.amount, median(values)) if len(values) >= 5 else NAN


def jump_count(c: Case) -> float:
    """Return how many of the window were above so many times the median of 64."""
    values = [float(p.v0) for p in opened(c.rows)[-64:]]
    if len(values) < 5:
        return NAN
    inside = opened(within(c.rows, c.query, c.window))
    return float(sum(p.v0 > c.feature.number * median(values) for p in inside))


def peak(c: Case) -> float:
    """Return the highest balance since the window began."""
    before = sum(p.v0 for p in c.rows if p.effective < c.query.as_of - c.window)
    running = [before]
    for p in within(c.rows, c.query, c.window):
        running.append(running[-1] + p.v0)
    return float(max(running))


def limit_in_force(c: Case) -> float:
    """Return the latest limit unless it has expired."""
    last = latest(c.rows)
    return NAN if last is None or 0 != last.v1 <= c.query.as_of else float(last.v0)


def sum_since(c: Case) -> float:
    """Return what moved since the change, unless the window is shorter."""
    if math.isnan(c.operands[0]):
        return NAN
    changed = c.query.as_of - math.floor(c.operands[0] * L.DAY + 0.5)
    if c.query.as_of - changed > c.window:
        return NAN
    return float(sum(p.v0 for p in c.rows if p.effective >= changed))


def idle_before(c: Case) -> float:
    """Return for how long nothing had moved at the change."""
    if math.isnan(c.operands[0]):
        return NAN
    changed = c.query.as_of - math.floor(c.operands[0] * L.DAY + 0.5)
    last = latest([p for p in visible(c.rows, c.query) if p.effective < changed])
    return NAN if last is None else (changed - last.effective) / L.DAY


def number_held_before(c: Case) -> float:
    """Return for how long the query's number had been there at the change."""
    if math.isnan(c.operands[0]) or not c.query.tag:
        return NAN
    changed = c.query.as_of - math.floor(c.operands[0] * L.DAY + 0.5)
    last = latest([p for p in c.rows if p.effective < changed and p.tag == c.query.tag])
    return NAN if last is None else (changed - last.effective) / L.DAY
