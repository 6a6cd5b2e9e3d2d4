"""Approval: how high in the company somebody must agree, by amount and grade."""

import msgspec

from models.credit.grades import Grade


class ApprovalTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Levels of approval.

    Attributes
    ----------
    bands_minor
        Rising amounts in base currency, minor units: level 1 up to and with the first, and so on; above the
        last, one level more.
    a_up, b_up, c_up, d_up
        Levels that a grade adds; never more than the highest level in all.
    """

    bands_minor: tuple[int, ...] = (5_000_000, 20_000_000, 100_000_000)
    a_up: int = 0
    b_up: int = 0
    c_up: int = 1
    d_up: int = 2


def approval_level(table: ApprovalTable, amount_minor: int, grade: Grade | None) -> int:
    """Return the level, 1 to one more than there are bands; a customer without grade counts as D.

    >>> approval_level(ApprovalTable(), 8_500_000, "B"), approval_level(ApprovalTable(), 1, "D")
    (2, 3)
    """
    level = 1 + sum(amount_minor > band for band in table.bands_minor)
    ups = {"A": table.a_up, "B": table.b_up, "C": table.c_up, "D": table.d_up}
    return min(level + ups[grade or "D"], len(table.bands_minor) + 1)
