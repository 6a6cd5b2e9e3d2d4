"""The naive oracle of evidence: which postings stand behind a reason, the latest first."""

from features.kernel import evidence
from tests.features.kernel.history import Posting, Query
from tests.features.kernel.oracle_rows import Rows, standing, visible, withdraws, within


def matching(rows: list[Posting], q: Query, window: int, other: int, match: int) -> list[tuple[int, int]]:
    """Return (moment, seq) of all that match, the latest first."""
    seen = within(visible(rows, q), q, window)
    found = [p for p in seen if other in (0, p.other) and _matches(seen, p, q, match)]
    return [(p.effective, p.seq) for p in reversed(found)]


def _matches(rows: Rows, p: Posting, q: Query, match: int) -> bool:
    amount = standing(rows, p)
    if match == evidence.MATCH_STANDING:
        return amount > 0
    if match == evidence.MATCH_SAME_TAG:
        return q.tag != 0 and p.tag == q.tag and amount > 0 and abs(amount - q.amount) * 100 <= q.amount
    if match == evidence.MATCH_SAME_AMOUNT:
        return p.n > 0 and p.v0 == q.amount == amount
    if match == evidence.MATCH_REVERSED:
        return p.n < 0 and not withdraws(p, q)
    return p.n > 0
