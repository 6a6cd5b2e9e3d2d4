"""The naive oracle of who stands behind a key: owners, changers, links, verdicts, a supplier's bills."""

import math
from collections import Counter
from dataclasses import replace
from itertools import pairwise

from features.kernel import layout as L
from tests.features.kernel.oracle_repeats import follows, text_of
from tests.features.kernel.oracle_rows import NAN, Case, Rows, latest, opened, over, within


def others(rows: Rows, own: int, kind: int) -> float:
    """Return how many other counterparties there are, at most 16."""
    return float(min(len({p.other for p in rows if kind in (0, p.v0)} - {own, 0}), 16))


def changed_by(c: Case, person: str) -> float:
    """Return whether the latest change was made by this person of the query."""
    change = latest(c.rows)
    return NAN if change is None else float(change.other != 0 and change.other == c.query.keys.get(person, 0))


def changed_to_this(c: Case) -> float:
    """Return whether the latest change was to the account being paid."""
    change, account = latest(c.rows), c.query.keys.get("account", 0)
    return NAN if change is None or account == 0 else float(change.tag == account)


def distinct_tag(c: Case) -> float:
    """Return how many tags the latest 64 with one carry."""
    return float(len({p.tag for p in [p for p in opened(c.rows) if p.tag][-64:]}))


def top_share(c: Case) -> float:
    """Return the share of the most frequent among the latest 64 with a counterparty."""
    met = Counter(p.other for p in [p for p in opened(c.rows) if p.other][-64:])
    return over(max(met.values(), default=0), met.total())


def distinct_tagged(c: Case) -> float:
    """Return how many counterparties the latest 64 of a tag have."""
    tagged = [p for p in opened(c.rows) if p.tag == c.feature.number and p.other]
    return float(len({p.other for p in tagged[-64:]}))


def linked(c: Case) -> float:
    """Return how many parties of the kind share one of the marks, at most 16."""
    kind, bits = divmod(c.feature.number, 16)
    fitting = [p for p in opened(c.rows) if kind in (0, p.v0) and (bits == 0 or p.v1 & bits)]
    return float(min(len({p.other for p in fitting} - {0}), 16))


def verdict_run(c: Case) -> float:
    """Return how many of the latest verdicts agree, signed."""
    results = [p.v0 > 0 for p in reversed(c.rows)]
    if not results:
        return NAN
    agreeing = next((i for i, result in enumerate(results) if result != results[0]), len(results))
    return float(min(agreeing, 64) * (1 if results[0] else -1))


def verdict_latest(c: Case) -> float:
    """Return whether the latest verdict confirmed."""
    return float(c.rows[-1].v0 > 0) if c.rows else NAN


def confirmed_idle(c: Case) -> float:
    """Return days since one of the latest 64 confirmed."""
    confirmed = [p for p in c.rows[-64:] if p.v0 > 0]
    return (c.query.as_of - confirmed[-1].effective) / L.DAY if confirmed else NAN


def plain(c: Case) -> Case:
    """Leave out verdicts that confirmed an amount above all that the latest 64 cleared."""
    cleared = [p.v1 for p in c.rows[-64:] if p.v0 <= 0]
    return replace(c, rows=[p for p in c.rows if not cleared or p.v0 <= 0 or p.v1 <= max(cleared)])


def verdict_run_age(c: Case) -> float:
    """Return days since the first of the latest that agree."""
    run = verdict_run(c)
    return NAN if math.isnan(run) else (c.query.as_of - c.rows[-int(abs(run))].effective) / L.DAY


def plain_share(c: Case) -> float:
    """Return the share that confirmed, amounts that explain themselves left out."""
    rows = within(plain(c).rows, c.query, c.window)
    return over(float(sum(p.v0 for p in rows)), sum(p.n for p in rows))


def plain_confirmed_idle(c: Case) -> float:
    """Return days since one of the latest 64 confirmed, amounts that explain themselves left out."""
    kept = plain(c).rows
    confirmed = [p for p in c.rows[-64:] if p.v0 > 0 and p in kept]
    return (c.query.as_of - confirmed[-1].effective) / L.DAY if confirmed else NAN


def cleared_idle(c: Case) -> float:
    """Return days since one of the latest 64 cleared."""
    cleared = [p for p in c.rows[-64:] if p.v0 <= 0]
    return (c.query.as_of - cleared[-1].effective) / L.DAY if cleared else NAN


def number_ordered(c: Case) -> float:
    """Return whether the latest bill of the number has an order."""
    bill = latest([p for p in c.rows if c.query.tag and p.tag == c.query.tag])
    return NAN if bill is None else float(bill.v1)


def consecutive(c: Case) -> float:
    """Return the share of ten pairs of bills whose numbers follow each other."""
    numbers = [text_of(p.tag) for p in opened(c.rows) if p.tag > 0]
    pairs = list(pairwise(numbers))[-10:]
    return sum(follows(b, a) for a, b in pairs) / len(pairs) if len(pairs) >= 3 else NAN


def round_share(c: Case) -> float:
    """Return the share of multiples of a thousand in the latest ten."""
    amounts = [p.v0 for p in opened(c.rows)][-10:]
    return over(sum(amount % 100_000 == 0 for amount in amounts), len(amounts))
