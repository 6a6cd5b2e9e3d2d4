"""Features that the catalogue does not have: what the kernel can compute beyond it must be right too."""

from collections.abc import Iterator
from typing import Final

from features.catalogue.feature import Feature
from features.kernel import paying, weighing
from features.kernel.tables import TABLES, Table
from riskdesk.core.i18n import Text

_PLAIN: Final = (
    "count", "sum", "sum_second", "mean", "mean_second", "max", "max_second", "state", "distinct", "idle",
    "age", "latest", "latest_second",
)  # fmt: skip
_STATISTICS: Final = (0, 7, paying.MEAN, paying.MEDIAN, paying.COUNT, paying.SPREAD, paying.NINTH_DECILE)
_SELECTIONS: Final = ("paid_latest_5", "paid_latest_20", "paid_latest_64", "paid_similar")
_WEIGHED: Final = (5, 15, paying.MEAN, weighing.DEVIATION, weighing.WEIGHT, -10, -25, -50, -75, -90)
_WEIGHINGS: Final = ("paid_recent", "paid_same_amount", "paid_like", "paid_monthday")
_LINKS: Final = (0, 14, 15, 30, 31, 47, 63)
"""Kinds and bits whose numbers are next to those of another kind."""
_OTHERS: Final = {
    Table.CUSTOMER_ORDER: "salesperson",
    Table.PAYEE_PAYMENT: "requester",
    Table.REQUESTER_PAYMENT: "payee",
}


def _all() -> Iterator[Feature]:
    for table, other in _OTHERS.items():
        for aggregate in _PLAIN:
            for party in ("", other) if aggregate != "distinct" else ("",):
                for window in ("", "30d"):
                    yield _feature(table, aggregate, f"beyond_{party}", window, party)
    yield from _paid()
    for number in _LINKS:
        yield _feature(Table.PAYEE_LINK, "linked", f"beyond_{number}", "", "", number)


def _paid() -> Iterator[Feature]:
    for aggregate in _SELECTIONS:
        for number in _STATISTICS:
            for table in (Table.CUSTOMER_PAID, Table.GROUP_PAID):  # of which the kernel keeps one at a time
                yield _feature(table, aggregate, f"beyond_{aggregate}_{number}", "", "", number)
    for aggregate in _WEIGHINGS:
        for table in (Table.CUSTOMER_PAID, Table.GROUP_PAID):
            for number in _WEIGHED:
                yield _feature(table, aggregate, f"beyond_{aggregate}_{number}", "", "", number)


def _feature(
    table: Table, aggregate: str, measure: str, window: str, other: str = "", number: int = 0
) -> Feature:
    return Feature(
        TABLES[table].entity,
        f"{measure}_{table.name.lower()}_{aggregate}",
        aggregate,
        window,
        text=Text(zh="测试", en="test"),
        unit="count",
        reason="",
        table=table,
        other=other,
        number=number,
    )


BEYOND: Final[tuple[Feature, ...]] = tuple(_all())
