"""Limits, as Chinese companies set them: average monthly sales times credit period times a coefficient by grade.

Source: company manuals as summed up in the field notes (AAA 150-300 %, AA 100, A 80, B 60, C 0 = prepay),
mapped to our four grades.
"""

import msgspec

from models.credit.grades import Grade

_DAYS_A_MONTH = 30


class LimitTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a grade is worth; base currency, minor units.

    Attributes
    ----------
    a_percent, b_percent, c_percent, d_percent
        Coefficient by grade; 0 means prepayment only.
    strategic_percent
        Instead of `a_percent` for a customer of grade A that the company calls strategic.
    round_to_minor
        Limits are rounded *down* to a multiple of this.
    most_minor
        No computed limit is higher; a limit that a person decided may be.
    group_percent
        What a group of companies may owe together, in percent of the limit of the member that orders.
    """

    a_percent: int = 100
    b_percent: int = 80
    c_percent: int = 60
    d_percent: int = 0
    strategic_percent: int = 150
    round_to_minor: int = 100_000
    most_minor: int = 10_000_000_000
    group_percent: int = 100


def coefficient_percent(table: LimitTable, grade: Grade, *, strategic: bool) -> int:
    """Return the coefficient of a grade in percent."""
    if grade == "A" and strategic:
        return max(table.a_percent, table.strategic_percent)
    percents = {"A": table.a_percent, "B": table.b_percent, "C": table.c_percent, "D": table.d_percent}
    return percents[grade]


def limit_minor(
    table: LimitTable, grade: Grade, monthly_sales_minor: int, period_days: int, *, strategic: bool = False
) -> int:
    """Return the limit in minor units, 0 for prepayment only.

    Parameters
    ----------
    monthly_sales_minor
        Average sales a month; less than nothing counts as nothing.
    period_days
        Credit period, a month being 30 days.

    >>> limit_minor(LimitTable(), "B", 30_000_000, 45)
    36000000
    """
    percent = coefficient_percent(table, grade, strategic=strategic)
    exact = max(monthly_sales_minor, 0) * period_days * percent // (_DAYS_A_MONTH * 100)
    capped = min(exact, table.most_minor)
    return capped - capped % table.round_to_minor


def starting_limit_minor(table: LimitTable, limit_minor: int, limit_of: Grade, grade: Grade) -> int:
    """Return what is left of a starting limit for a grade no better than the one it is meant for.

    In proportion to the coefficients of the two.

    >>> starting_limit_minor(LimitTable(), 5_000_000, "B", "C"), starting_limit_minor(LimitTable(), 5_000_000, "C", "D")
    (3700000, 0)
    """
    if grade == limit_of:
        return limit_minor
    meant, found = (coefficient_percent(table, one, strategic=False) for one in (limit_of, grade))
    exact = limit_minor * found // meant if meant else 0
    return exact - exact % table.round_to_minor
