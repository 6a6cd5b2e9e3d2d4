"""Dates of the company's zone, as far as a query tells them: day numbers since 1970-01-01, days of the month.

A query holds its moment in UTC and its weekday in the company's zone: a date there is at most a day off.
"""

from features.kernel import layout as L
from features.kernel.arrays import Ints
from riskdesk.core.jit import kernel

_FIRST_WEEKDAY = 3
"""1970-01-01 was a Thursday; Monday is 0."""
_NEAREST = 3


@kernel
def local_day(q: Ints) -> int:
    """Return the day number of the query in the company's zone; in UTC where it has no hour."""
    day: int = q[L.Q_AS_OF] // L.DAY
    if q[L.Q_HOUR] == L.NEVER:
        return day
    apart: int = q[L.Q_HOUR] // L.HOUR_CLASSES - (day + _FIRST_WEEKDAY) % 7
    return day + (apart + _NEAREST) % 7 - _NEAREST


@kernel
def due_day(q: Ints) -> int:
    """Return the day number on which the query's document falls due; its terms must be known."""
    day: int = local_day(q) + q[L.Q_TERMS]
    return day


@kernel
def weekday(day: int) -> int:
    """Return the weekday of a day number, 0 for Monday."""
    return (day + _FIRST_WEEKDAY) % 7


@kernel
def day_of_month(day: int) -> int:
    """Return the day of the month of a day number, 1 to 31, by the Gregorian calendar.

    Source: Hinnant, "chrono-compatible low-level date algorithms", `civil_from_days`.
    """
    shifted = day + 719_468
    of_era = shifted % 146_097
    year = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    month = (5 * of_year + 2) // 153
    return of_year - (153 * month + 2) // 5 + 1
