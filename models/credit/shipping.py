"""Shipping: whether goods leave before money comes."""

from typing import Final, Literal, get_args

import msgspec

from models.credit.grades import Grade

Shipping = Literal["normal", "prepay", "hold"]
SHIPPING: Final[tuple[Shipping, ...]] = get_args(Shipping)
"""From the softest to the strictest."""


class ShippingTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Shipping by grade."""

    a: Shipping = "normal"
    b: Shipping = "normal"
    c: Shipping = "normal"
    d: Shipping = "prepay"


def shipping_of(table: ShippingTable, grade: Grade) -> Shipping:
    """Return the shipping of a grade."""
    by_grade: dict[Grade, Shipping] = {"A": table.a, "B": table.b, "C": table.c, "D": table.d}
    return by_grade[grade]


def stricter_shipping(first: Shipping, second: Shipping) -> Shipping:
    """Return the stricter of two.

    >>> stricter_shipping("hold", "prepay")
    'hold'
    """
    return first if SHIPPING.index(first) >= SHIPPING.index(second) else second
