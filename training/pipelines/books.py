"""Firms graded by their own books: features of the sales book and the purchase book over four years.

The log holds each firm's sales as the customer `firm` and its purchases as the customer `firm/采购`: every
invoice an order net of tax, its counterparty the salesperson, purchases also invoiced with their tax. What the
catalogue says of a year is asked at the end and at the same day of the three years before.
"""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from features.catalogue.program import index
from features.kernel.layout import DAY
from models.credit.scorecard import Scale
from riskdesk.core.i18n import Text
from training.fit.scorecard import Input
from training.pipelines.snapshot import Snapshot

Floats = npt.NDArray[np.float64]
Together = Callable[[dict[str, Floats], dict[str, Floats]], Floats]

YEARS: Final = 4
YEAR_DAYS: Final = 365
PURCHASES: Final = "/采购"
"""What the customer of a purchase book is called after its firm."""

_ORDERED, _COUNT = "customer_order_amount_sum_365d", "customer_order_count_365d"
_VOID, _TOP = "customer_order_cancelled_share_365d", "customer_salesperson_top_share_365d"
_BILLED = "customer_invoice_amount_sum_365d"
FEATURES: Final = (_ORDERED, _COUNT, _VOID, _TOP, _BILLED)


class _Column(NamedTuple):
    """One input, and how it is put together from a feature's years in both books."""

    name: str
    zh: str
    en: str
    direction: int
    scale: Scale
    shift: float
    together: Together


def _total(years: Floats) -> Floats:
    """Return the sum over the years; a year that is not known holds nothing."""
    found: Floats = np.nan_to_num(years).sum(axis=1)
    return found


def _mean(years: Floats) -> Floats:
    """Return the mean of the years that are known; NaN where none is."""
    known = ~np.isnan(years)
    return np.where(known.any(axis=1), _total(years) / np.maximum(known.sum(axis=1), 1), np.nan)


def _tax(_sales: dict[str, Floats], purchases: dict[str, Floats]) -> Floats:
    """Return tax over net purchases; NaN without purchases."""
    net, gross = _total(purchases[_ORDERED]), _total(purchases[_BILLED])
    return np.where(net > 0, (gross - net) / np.maximum(net, 1.0), np.nan)


_COLUMNS: Final = (
    _Column("sales_amount", "四年销售额（不含税，分）", "sales of four years, net, minor units", -1, "log", 1e5, lambda sales, _: _total(sales[_ORDERED])),
    _Column("sales_count", "四年销项发票张数", "sales invoices of four years", -1, "log", 3.0, lambda sales, _: _total(sales[_COUNT])),
    _Column("sales_void_share", "销项发票作废率（各年平均）", "share of sales invoices that were voided, mean of the years", 1, "root", 1.0, lambda sales, _: _mean(sales[_VOID])),
    _Column("purchase_tax_share", "进项税额占进项金额的比例", "tax as a share of net purchases", 1, "plain", 1.0, _tax),
    _Column("purchase_top_share", "最大供应商占比（各年平均）", "share of the largest supplier, mean of the years", 1, "plain", 1.0, lambda _, purchases: _mean(purchases[_TOP])),
    _Column("sales_top_share", "最大买方占比（各年平均）", "share of the largest buyer, mean of the years", 1, "plain", 1.0, lambda sales, _: _mean(sales[_TOP])),
)  # fmt: skip

INPUTS: Final = tuple(
    Input(one.name, Text(zh=one.zh, en=one.en), one.direction, one.scale, one.shift) for one in _COLUMNS
)
SALES: Final = 0
"""Column of the sales: what a lender would rank by without a model."""


def book_rows(snapshot: Snapshot, firms: Sequence[str], *, as_of_us: int | None = None) -> Floats:
    """Return what the books say of firms, float64 of shape (n, inputs); NaN is unknown.

    Parameters
    ----------
    snapshot
        The log of the books.
    firms
        Their names as the log has them.
    as_of_us
        The moment; without, just after the last fact.
    """
    moment = snapshot.known_by_us + 1 if as_of_us is None else as_of_us
    sales = _years(snapshot, list(firms), moment)
    purchases = _years(snapshot, [firm + PURCHASES for firm in firms], moment)
    return np.column_stack([one.together(sales, purchases) for one in _COLUMNS])


def _years(snapshot: Snapshot, customers: list[str], moment_us: int) -> dict[str, Floats]:
    """Return each feature of customers, float64 of shape (n, years), the latest first."""
    years = []
    for year in range(YEARS):
        at = [moment_us - year * YEAR_DAYS * DAY] * len(customers)
        queries = snapshot.history.customer_queries(customers, at, snapshot.reader)
        years.append(snapshot.history.vectors(queries))
    return {name: np.column_stack([vectors[:, index(name)] for vectors in years]) for name in FEATURES}
