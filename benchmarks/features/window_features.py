"""The twenty window features that are measured against peers, as data."""

from typing import Final

from features.catalogue.feature import Feature
from features.kernel.tables import Table
from riskdesk.core.i18n import Text

SHAPES: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("1h", ("count", "sum")),
    ("1d", ("count", "sum", "mean", "max")),
    ("7d", ("count", "sum", "mean", "max")),
    ("30d", ("count", "sum", "mean", "max")),
    ("90d", ("count", "sum", "mean", "max")),
    ("365d", ("count", "sum")),
)
"""Window -> what is told of the amounts of the customer's orders within it."""

_TEXT: Final = Text(zh="基准测试用窗口特征", en="a window feature of the benchmark")

FEATURES: Final[tuple[Feature, ...]] = tuple(
    Feature(
        "customer",
        "order",
        aggregate,
        window,
        text=_TEXT,
        unit="count" if aggregate == "count" else "money",
        reason="benchmark",
        table=Table.CUSTOMER_ORDER,
    )
    for window, aggregates in SHAPES
    for aggregate in aggregates
)
"""The same as definitions; those of a peer's columns stand in this order."""

NAMES: Final = tuple(f"{aggregate}_{window}" for window, aggregates in SHAPES for aggregate in aggregates)
"""Short names of the columns, such as `sum_30d`."""
