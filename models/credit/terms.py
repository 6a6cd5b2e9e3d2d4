"""Terms: how many days a customer may take to pay."""

import msgspec

from models.credit.grades import Grade


class TermsTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The longest terms by grade, in days; 0 means payment before shipping."""

    a_days: int = 60
    b_days: int = 45
    c_days: int = 30
    d_days: int = 0


def longest_terms_days(table: TermsTable, grade: Grade) -> int:
    """Return the longest terms of a grade in days."""
    days = {"A": table.a_days, "B": table.b_days, "C": table.c_days, "D": table.d_days}
    return days[grade]


def granted_terms_days(longest_days: int, asked_days: int | None) -> int:
    """Return the terms granted: what is asked, never more than `longest_days`; all of it if nothing is asked.

    >>> granted_terms_days(45, 60), granted_terms_days(45, 30), granted_terms_days(45, None)
    (45, 30, 45)
    """
    return longest_days if asked_days is None else min(max(asked_days, 0), longest_days)
