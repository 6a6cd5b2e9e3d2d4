"""What moved in the company, by the quarter of an hour: the facts that baselines are made of.

One pass over the log, grouped by the database. Midnights of every zone fall on quarters of an hour, so
that counts up to a midnight are exact.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from features.events.kinds import BY_NAME
from features.kernel.layout import DAY, FLAG_FIRST
from riskdesk.core.database.tables import events

Ints = npt.NDArray[np.int64]

PLACES: Final = ("order", "payment", "claim")
_OPENERS: Final = {
    "order_submitted": 0,
    "order_placed": 0,
    "payment_submitted": 1,
    "payment_executed": 1,
    "expense_claimed": 2,
}
_PAID: Final = BY_NAME["money_matched"].code
QUARTER_US: Final = 900_000_000
LATE_DAYS: Final = 15
_EARLIEST_DAYS: Final = 100_000  # keeps dividends positive: databases divide towards zero


@dataclass(frozen=True, slots=True, eq=False)
class Movements:
    """Facts in groups; every array has shape (n,).

    Parameters
    ----------
    place
        0 order, 1 payment, 2 claim, 3 an invoice paid.
    industry
        Position in `industries`, of an invoice paid; else -1.
    occurred_us, known_us
        Beginning of the quarter of an hour in which they occurred, end of that in which they were known.
    count, delay_days, late
        How many; of invoices paid the sum of days past due, and how many were more than 15 days late.
    industries
        Names.
    """

    place: Ints
    industry: Ints
    occurred_us: Ints
    known_us: Ints
    count: Ints
    delay_days: Ints
    late: Ints
    industries: Sequence[str]


def read_movements(connection: sa.Connection, *, since_us: int, upto: int) -> Movements:
    """Return all that moved from a moment on, up to a `seq`: the first event of each document."""
    rows = [tuple(row) for row in connection.execute(_query(since_us, upto))]
    industries = sorted({str(row[1]) for row in rows if row[1] is not None})
    position = {name: i for i, name in enumerate(industries)}
    numbers = [(row[0], position.get(row[1], -1), *row[2:]) for row in rows]
    columns = np.array(numbers, np.int64).reshape(-1, 7).T
    place, industry, occurred, known, count, delay, late = columns
    return Movements(
        place=place,
        industry=industry,
        occurred_us=occurred * QUARTER_US,
        known_us=known * QUARTER_US,
        count=count,
        delay_days=delay,
        late=late,
        industries=industries,
    )


def first_us(connection: sa.Connection) -> int | None:
    """Return when the first order, payment or claim occurred, or None where nothing moved yet."""
    kinds = [BY_NAME[name].code for name in _OPENERS]
    found = connection.execute(
        sa.select(sa.func.min(events.c.occurred_at_us)).where(events.c.kind.in_(kinds))
    )
    first: int | None = found.scalar_one()
    return first


def counts_before(
    occurred_us: Ints, known_us: Ints, group: Ints, values: Ints, midnights_us: Ints, days: int, groups: int
) -> Ints:
    """Return sums of values of the days before each midnight, of what was known by then.

    Parameters
    ----------
    occurred_us, known_us, group, values
        Shape (n,); `group` is 0 to `groups` - 1.
    midnights_us
        Shape (m,), ascending.
    days
        Length of the time looked at.

    Returns
    -------
    ndarray
        int64 of shape (m, groups).
    """
    enter = np.maximum(
        np.searchsorted(midnights_us, occurred_us, side="right"), np.searchsorted(midnights_us, known_us)
    )
    leave = np.maximum(np.searchsorted(midnights_us, occurred_us + days * DAY, side="right"), enter)
    change = np.zeros((len(midnights_us) + 1, groups), np.int64)
    np.add.at(change, (enter, group), values)
    np.add.at(change, (leave, group), -values)
    sums: Ints = np.cumsum(change[:-1], axis=0)
    return sums


def _query(since_us: int, upto: int) -> sa.Select[Any]:
    kind, late_us = events.c.kind, events.c.occurred_at_us - events.c.due_at_us
    place = sa.case(
        {BY_NAME[name].code: at for name, at in _OPENERS.items()}, value=kind, else_=len(PLACES)
    ).label("place")
    industry = sa.case((kind == _PAID, events.c.industry)).label("industry")
    occurred = (events.c.occurred_at_us // QUARTER_US).label("occurred")
    known = ((events.c.known_at_us + (QUARTER_US - 1)) // QUARTER_US).label("known")
    delay = (late_us + _EARLIEST_DAYS * DAY) // DAY - (_EARLIEST_DAYS - 1)
    is_late = sa.case((delay > LATE_DAYS, 1), else_=0)
    opened = sa.and_(
        kind.in_([BY_NAME[name].code for name in _OPENERS]), events.c.flags.bitwise_and(FLAG_FIRST) != 0
    )
    paid = sa.and_(kind == _PAID, events.c.industry.is_not(None))
    sums = [sa.cast(sa.func.sum(value), sa.BigInteger) for value in (delay, is_late)]
    columns: list[sa.ColumnElement[Any]] = [place, industry, occurred, known, sa.func.count(), *sums]
    return (
        sa.select(*columns)
        .where(sa.or_(opened, paid), events.c.occurred_at_us >= since_us, events.c.seq <= upto)
        .group_by(place, industry, occurred, known)
    )
