"""What is usual in the company, taken once a day and kept in the log as a fact that all processes share.

A baseline of a day speaks of what occurred before its midnight in the company's zone and was known by
then: hours and weekdays of 180 days, lateness by industry of 365. History that is imported gets one a
week, on Mondays, and one a day for the last seven; a running service takes one when its day changes.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
import sqlalchemy as sa

from features.events.event import Event
from features.events.plain import plain_event
from features.history.encode import BASELINE_KIND, moment_class
from features.history.log import Log
from features.history.movements import PLACES, Ints, Movements, counts_before, first_us, read_movements
from features.history.reader import Reader
from features.history.shares import HOUR_PRIOR, WEEKDAY_PRIOR, shares
from features.kernel.layout import DAY, HOUR_CLASSES, WEEKDAY_CLASSES
from riskdesk.core.calendar import WorkingCalendar
from riskdesk.core.clock import to_us
from riskdesk.core.database.tables import events
from riskdesk.core.database.unit import read_unit, write_unit

HABIT_DAYS: Final = 180
LATENESS_DAYS: Final = 365
DAILY_DAYS: Final = 7
"""So many days up to today get a baseline each; those before get one on Mondays."""

_MOST_A_COMMIT: Final = 20
_EPOCH: Final = date(1970, 1, 1).toordinal()


def take_missing(
    engine: sa.Engine, reader: Reader, *, base_currency: str, now_us: int, live: bool = False
) -> int:
    """Take the baselines that the log lacks, and append them; return how many came to it.

    All is computed outside the log's lock.

    Parameters
    ----------
    reader
        Its calendar tells zone and working days.
    now_us
        Up to the day of this moment.
    live
        A service notes the days that passed since the last baseline (with none yet: its day), known now.
        Else all history is looked at, a day is taken again where the log has come to hold more than
        twice what was counted, and a baseline counts as known at its midnight, for it is made of what
        was known by then.
    """
    today = reader.calendar.local_one(now_us)[0]
    with read_unit(engine) as connection:
        head = reader.head(connection)
        standing = _standing(connection)
        begin = _first_day(connection, reader.calendar, standing, today, live=live)
        days = [day for day in _days(begin, today) if not live or day not in standing]
        if not days:
            return 0
        midnights = np.array([_midnight_us(day, reader.calendar.zone) for day in days], np.int64)
        since_us = int(midnights[0]) - LATENESS_DAYS * DAY
        moved = read_movements(connection, since_us=since_us, upto=head)
    bodies = _bodies(moved, days, midnights, reader.calendar, head)
    wanted = (
        _event(body, of, midnight, now_us if live else midnight)
        for body, midnight, of in zip(
            bodies, midnights.tolist(), (standing.get(d, []) for d in days), strict=True
        )
        if _is_worth(body, of)
    )
    taken = 0
    while part := list(islice(wanted, _MOST_A_COMMIT)):
        taken += _append(engine, part, base_currency, now_us)
    return taken


def _standing(connection: sa.Connection) -> dict[int, list[int]]:
    """Return how many movements each baseline of a day counted, in order of the log: day -> counts."""
    query = sa.select(events.c.body).where(events.c.kind == sa.literal_column(str(BASELINE_KIND)))
    found: dict[int, list[int]] = {}
    for text in connection.execute(query.order_by(events.c.seq)).scalars():
        body = json.loads(text)
        day = date.fromisoformat(body["day"]).toordinal() - _EPOCH
        found.setdefault(day, []).append(_weight(body))
    return found


def _first_day(
    connection: sa.Connection,
    calendar: WorkingCalendar,
    standing: dict[int, list[int]],
    today: int,
    *,
    live: bool,
) -> int:
    if live:
        return max(standing) + 1 if standing else today
    first = first_us(connection)
    return today + 1 if first is None else calendar.local_one(first)[0] + 1


def _days(begin: int, today: int) -> list[int]:
    """Return the days that should have a baseline: Mondays, and each of the last seven."""
    # 1970-01-01 was a Thursday
    return [day for day in range(begin, today + 1) if day > today - DAILY_DAYS or (day + 3) % 7 == 0]


def _midnight_us(day: int, zone: str) -> int:
    read = date.fromordinal(day + _EPOCH)
    return to_us(datetime(read.year, read.month, read.day, tzinfo=ZoneInfo(zone)))


def _bodies(
    moved: Movements, days: Sequence[int], midnights: Ints, calendar: WorkingCalendar, head: int
) -> Iterator[dict[str, Any]]:
    moments = moment_class(moved.occurred_us, calendar)
    hour = moments % HOUR_CLASSES
    weekday = hour // 24 * 7 + moments // HOUR_CLASSES
    hours = _counts(moved, hour, HOUR_CLASSES, midnights)
    weekdays = _counts(moved, weekday, WEEKDAY_CLASSES, midnights)
    late = _lateness(moved, midnights)
    for i, day in enumerate(days):
        told = {place: sum(hours[place][i]) for place in PLACES if any(hours[place][i])}
        yield {
            "day": date.fromordinal(day + _EPOCH).isoformat(),
            "horizon": head,
            "hours": {place: shares(hours[place][i], HOUR_PRIOR) for place in told},
            "weekdays": {place: shares(weekdays[place][i], WEEKDAY_PRIOR) for place in told},
            "movements": told,
            "industries": {
                name: said for name, said in zip(moved.industries, late[i], strict=True) if said[2]
            },
        }


def _counts(moved: Movements, group: Ints, groups: int, midnights: Ints) -> dict[str, list[list[int]]]:
    """Return for each place the movements of each class before each midnight."""
    found = {}
    for number, place in enumerate(PLACES):
        of = moved.place == number
        columns = (moved.occurred_us[of], moved.known_us[of], group[of], moved.count[of])
        found[place] = counts_before(*columns, midnights, HABIT_DAYS, groups).tolist()
    return found


def _lateness(moved: Movements, midnights: Ints) -> list[list[list[int]]]:
    """Return of each midnight and industry [mean days late in thousandths, share in millionths, payments]."""
    of = moved.industry >= 0
    where = (moved.occurred_us[of], moved.known_us[of], moved.industry[of])
    paid, days, late = (
        counts_before(*where, values[of], midnights, LATENESS_DAYS, len(moved.industries))
        for values in (moved.count, moved.delay_days, moved.late)
    )
    among = np.maximum(paid, 1)
    said: list[list[list[int]]] = np.stack(
        [days * 1_000 // among, late * 1_000_000 // among, paid], axis=2
    ).tolist()
    return said


def _weight(body: dict[str, Any]) -> int:
    return int(sum(body["movements"].values()) + sum(paid for *_, paid in body["industries"].values()))


def _is_worth(body: dict[str, Any], standing: Sequence[int]) -> bool:
    """Tell whether a baseline says something that those of its day do not."""
    return _weight(body) > 2 * max(standing, default=0)


def _event(body: dict[str, Any], standing: Sequence[int], midnight_us: int, known_us: int) -> Event:
    name = body["day"] if not standing else f"{body['day']}/{len(standing) + 1}"
    fields = {"baseline_id": name, **body}
    return plain_event("baseline_taken", fields, occurred_at_us=midnight_us, known_at_us=known_us)


def _append(engine: sa.Engine, batch: Sequence[Event], base_currency: str, now_us: int) -> int:
    """Append baselines; one that another process was faster with is the log's already."""
    with write_unit(engine) as connection:
        log = Log(connection, base_currency)
        fates = log.append(batch, recorded_at_us=now_us)
        log.flush()
    return sum(fate.status == "taken" for fate in fates)
