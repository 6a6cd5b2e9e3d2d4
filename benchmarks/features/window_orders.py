"""The orders that window features are computed of, as plain columns that every peer can take."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from benchmarks.features.made_draws import amounts, codes, moments, zipf
from benchmarks.features.made_parties import CUSTOMER, DOCUMENT, TRADE
from features.kernel import layout as L
from features.kernel.arrays import Ints

CUSTOMERS_A_MILLION: Final = 3_000


@dataclass(frozen=True, slots=True)
class Orders:
    """Orders in the order of `occurred_us`; three int64 columns of one length.

    Parameters
    ----------
    customer
        Codes.
    occurred_us
        Moments of office hours over two years, whole seconds.
    amount
        Minor units.
    """

    customer: Ints
    occurred_us: Ints
    amount: Ints

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.customer)


def make_orders(count: int, *, seed: int = 1) -> Orders:
    """Return so many orders of customers of unequal size.

    No customer has two orders in one second: a value-based window then means the same to everyone
    (riskdesk counts ties by `seq`, pandas by position; Polars and DuckDB would leave them out).
    """
    random = np.random.default_rng(seed)
    customer = zipf(random, max(CUSTOMERS_A_MILLION * count // 1_000_000, 10), count, TRADE)
    at = _apart(customer, moments(random, count))
    amount = amounts(random, np.full(count, 2_500_000.0), 1.0)
    order = np.argsort(at, kind="stable")
    return Orders(codes(CUSTOMER, customer)[order], at[order], amount[order])


def _apart(customer: Ints, at_us: Ints) -> Ints:
    """Move orders of a customer that share a second to the following free seconds."""
    order = np.lexsort((at_us, customer))
    rank = np.arange(len(order)) * L.SECOND
    slack = np.where(np.diff(customer[order], prepend=-1) != 0, 1 << 55, 0).cumsum()  # customers apart
    pushed = np.maximum.accumulate(at_us[order] - rank + slack) - slack + rank
    moved = np.empty_like(at_us)
    moved[order] = pushed
    return moved


def events_of(orders: Orders) -> Ints:
    """Return orders as the kernel's event array: an order each, of a customer, without other parties."""
    n = len(orders)
    events = np.zeros((L.E_WIDTH, n), np.int64)
    events[L.E_SEQ] = np.arange(1, n + 1)
    events[L.E_KIND] = 12
    events[L.E_OCCURRED] = orders.occurred_us
    events[L.E_KNOWN] = orders.occurred_us
    events[L.E_DOCUMENT] = codes(DOCUMENT, np.arange(n))
    events[L.E_CUSTOMER] = orders.customer
    events[L.E_BASE] = orders.amount
    events[L.E_DELTA] = orders.amount
    events[L.E_COUNT] = 1
    events[L.E_FLAGS] = L.FLAG_FIRST
    return events


def by_customer(orders: Orders) -> npt.NDArray[np.intp]:
    """Return the rows of the orders by customer and moment."""
    return np.lexsort((orders.occurred_us, orders.customer))
