"""What every naive oracle starts from: which postings are seen, and what plain lists of them say."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from features.catalogue.feature import Feature, window_us
from features.kernel import layout as L
from tests.features.kernel.history import Posting, Query

NAN = math.nan
Rows = Sequence[Posting]


@dataclass(frozen=True)
class Case:
    """All that a feature's value may depend on."""

    feature: Feature
    query: Query
    limits: Sequence[int]
    operands: Sequence[float] = ()
    rows: Sequence[Posting] = ()
    other: int = 0

    @property
    def window(self) -> int:
        """Length of the feature's window in microseconds, 0 for all of history."""
        return window_us(self.feature.window)


def visible(postings: Sequence[Posting], q: Query) -> Rows:
    """Return what the query sees, in order."""
    return sorted(
        p
        for p in postings
        if (p.effective, p.seq) < (q.as_of, q.seq)
        and p.seq <= q.horizon
        and p.known <= q.known_by
        and not (q.again and p.document == q.document)
    )


def within(rows: Rows, q: Query, window: int) -> Rows:
    """Return those of a window that ends at the query."""
    return [p for p in rows if window == 0 or p.effective >= q.as_of - window]


def opened(rows: Rows) -> Rows:
    """Return those that count one."""
    return [p for p in rows if p.n > 0]


def latest(rows: Rows) -> Posting | None:
    """Return the latest that counts one."""
    return opened(rows)[-1] if opened(rows) else None


def over(a: float, b: float) -> float:
    """Return a / b, NaN where b is not positive."""
    return a / b if b > 0 else NAN


def days_since(rows: Rows, q: Query, which: int) -> float:
    """Return days since one of those that count."""
    found = opened(rows)
    return (q.as_of - found[which].effective) / L.DAY if found else NAN


def standing(rows: Rows, p: Posting) -> int:
    """Return what the document that `p` opened amounts to after all that follows; 0 where `p` does not speak for it."""
    later = [r for r in rows if r.document == p.document and (r.effective, r.seq) > (p.effective, p.seq)]
    if p.n <= 0 or any(r.n > 0 for r in later) or p.n + sum(r.n for r in later) <= 0:
        return 0
    return p.v0 + sum(r.v0 for r in later)


def withdraws(p: Posting, q: Query) -> bool:
    """Tell whether a posting withdraws a payment before it was paid, as payments are asked."""
    return q.place == L.PLACE_PAYMENT and p.n < 0 and bool(p.v1 & L.FLAG_WITHDRAWN)


def was_withdrawn(rows: Rows, p: Posting, q: Query) -> bool:
    """Tell whether the document of a posting was withdrawn after it."""
    return any(
        r.document == p.document and (r.effective, r.seq) > (p.effective, p.seq) and withdraws(r, q)
        for r in rows
    )


def recurs(p: Posting, q: Query) -> bool:
    """Tell whether a posting of the query's kind stands under a recurring contract."""
    if q.place == L.PLACE_ORDER:
        return p.tag == 1
    return q.place == L.PLACE_PAYMENT and bool(p.v1 & L.FLAG_RECURRING)


def together(p: Posting, q: Query) -> bool:
    """Tell whether a posting and the query are parts of one: of one voucher, else of one number within an hour."""
    if q.mark and p.mark:
        return p.mark == q.mark
    return bool(q.tag) and p.tag == q.tag and q.as_of - p.effective <= L.HOUR
