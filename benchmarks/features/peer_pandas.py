"""pandas: `groupby().rolling()`, one window at a time, its aggregates one by one."""

from typing import Any

import numpy as np

from benchmarks.features.peer import Peer, PeerMissing, Run
from benchmarks.features.window_features import SHAPES
from benchmarks.features.window_orders import Orders, by_customer
from features.catalogue.feature import window_us
from features.kernel.arrays import Floats


def pandas_peer() -> Peer:
    """Return the peer.

    Raises
    ------
    PeerMissing
        pandas is not installed.
    """
    try:
        import pandas as pd
    except ImportError:
        raise PeerMissing("pandas") from None
    how = "sort_values, then groupby().rolling(window, on=, closed='left') once a window; one thread"
    return Peer("pandas", pd.__version__, 30.0, how, _prepare, _columns)


def _prepare(orders: Orders) -> Run:
    import pandas as pd

    at = orders.occurred_us.astype("datetime64[us]")
    frame = pd.DataFrame({"customer": orders.customer, "at": at, "amount": orders.amount.astype(np.float64)})

    def run() -> list[Any]:
        grouped = frame.sort_values(["customer", "at"]).groupby("customer", sort=False)
        made = []
        for window, aggregates in SHAPES:
            length = pd.Timedelta(window_us(window), "us")
            rolling = grouped.rolling(length, on="at", closed="left", min_periods=0)["amount"]
            made += [getattr(rolling, aggregate)().to_numpy() for aggregate in aggregates]
        return made

    return run


def _columns(made: object, orders: Orders) -> Floats:
    assert isinstance(made, list)
    columns = np.empty((len(made), len(orders)))
    columns[:, by_customer(orders)] = np.stack(made)
    return columns
