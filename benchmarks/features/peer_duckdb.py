"""DuckDB: one query with six window frames, on all threads."""

from typing import Any, Final

import numpy as np

from benchmarks.features.peer import Peer, PeerMissing, Run
from benchmarks.features.window_features import NAMES, SHAPES
from benchmarks.features.window_orders import Orders, by_customer
from features.kernel.arrays import Floats

_UNIT: Final = {"h": "HOUR", "d": "DAY"}
_CALL: Final = {"count": "count(*)", "sum": "sum(amount)", "mean": "avg(amount)", "max": "max(amount)"}


def duckdb_peer() -> Peer:
    """Return the peer.

    Raises
    ------
    PeerMissing
        DuckDB is not installed.
    """
    try:
        import duckdb  # pyright: ignore[reportMissingImports] -- an extra
    except ImportError:
        raise PeerMissing("duckdb") from None
    how = (
        "one SELECT, a named RANGE frame each window that ends at CURRENT ROW EXCLUDE CURRENT ROW, amounts as DOUBLE, "
        "all threads; faster than a frame that ends a microsecond before, than integers and than a table of results"
    )
    return Peer("duckdb", duckdb.__version__, 8.0, how, _prepare, _columns)


def query() -> str:
    """Return the statement: twenty columns over six named windows, beside what identifies a row."""
    columns = [
        f"{_CALL[aggregate]} OVER w{window} AS {aggregate}_{window}"
        for window, aggregates in SHAPES
        for aggregate in aggregates
    ]
    windows = [
        f"w{window} AS (PARTITION BY customer ORDER BY moment RANGE BETWEEN INTERVAL {window[:-1]} "
        f"{_UNIT[window[-1]]} PRECEDING AND CURRENT ROW EXCLUDE CURRENT ROW)"
        for window, _ in SHAPES
    ]
    return f"SELECT customer, moment, {', '.join(columns)} FROM orders WINDOW {', '.join(windows)}"  # noqa: S608 -- constants


def _prepare(orders: Orders) -> Run:
    import duckdb  # pyright: ignore[reportMissingImports] -- an extra
    import pyarrow as pa

    at = orders.occurred_us.astype("datetime64[us]")
    amount = orders.amount.astype(np.float64)
    connection = duckdb.connect()
    connection.register("given", pa.table({"customer": orders.customer, "moment": at, "amount": amount}))
    connection.execute("CREATE TABLE orders AS SELECT * FROM given")
    statement = query()

    def run() -> Any:
        return connection.sql(statement).to_arrow_table()

    return run


def _columns(made: Any, orders: Orders) -> Floats:
    got = np.lexsort((made["moment"].to_numpy().astype(np.int64), made["customer"].to_numpy()))
    columns = np.empty((len(NAMES), len(orders)))
    for to, name in zip(columns, NAMES, strict=True):
        values = made[name].to_numpy().astype(np.float64)[got]
        to[by_customer(orders)] = np.nan_to_num(values) if name.startswith("sum") else values
    return columns
