"""Polars: one `rolling` a window over sorted groups, all its aggregates at once, on all threads."""

from typing import Any

import numpy as np

from benchmarks.features.peer import Peer, PeerMissing, Run
from benchmarks.features.window_features import SHAPES
from benchmarks.features.window_orders import Orders, by_customer
from features.kernel.arrays import Floats


def polars_peer() -> Peer:
    """Return the peer.

    Raises
    ------
    PeerMissing
        Polars is not installed.
    """
    try:
        import polars as pl  # pyright: ignore[reportMissingImports] -- an extra
    except ImportError:
        raise PeerMissing("polars") from None
    how = (
        f"sort, then rolling(period=, closed='left', group_by=).agg() once a window; {pl.thread_pool_size()} threads; "
        "faster than rolling_*_by().over(), than rolling expressions and than collecting all windows at once"
    )
    return Peer("polars", pl.__version__, 2.0, how, _prepare, _columns)


def _prepare(orders: Orders) -> Run:
    import polars as pl  # pyright: ignore[reportMissingImports] -- an extra

    at = orders.occurred_us.astype("datetime64[us]")
    frame = pl.DataFrame({"customer": orders.customer, "at": at, "amount": orders.amount})
    amount = pl.col("amount")
    told = {"count": pl.len(), "sum": amount.sum(), "mean": amount.mean(), "max": amount.max()}

    def run() -> list[Any]:
        ordered = frame.sort("customer", "at")
        made = []
        for window, aggregates in SHAPES:
            asked = {aggregate: told[aggregate] for aggregate in aggregates}
            rolled = ordered.rolling("at", period=window, closed="left", group_by="customer").agg(**asked)
            made += [rolled[aggregate] for aggregate in aggregates]
        return made

    return run


def _columns(made: object, orders: Orders) -> Floats:
    assert isinstance(made, list)
    columns = np.empty((len(made), len(orders)))
    columns[:, by_customer(orders)] = np.stack([column.cast(float).to_numpy() for column in made])
    return columns
