"""Card transactions for the tests of their mapping, and their features as pandas computes them.

The definitions are those of the Fraud Detection Handbook, chapter 3. Its windows are (t - w, t] and hold the
transaction itself; those of the catalogue are [t - w, t) and do not, so that of two moments alike the row
that came first is seen. Amounts are in minor units: sums of integers are exact in either.
"""

from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

DELAY_DAYS = 7
DAYS = (1, 7, 30)
NAMES = tuple(
    f"{name}_{days}d"
    for name in (
        "customer_payment_count",
        "customer_payment_amount_mean",
        "payee_payment_count",
        "payee_confirmed_share",
    )
    for days in DAYS
)
Closed = Literal["both", "right"]
Rolled = tuple["pd.Series[float]", "pd.Series[float]"]


def make(count: int, seed: int = 0) -> pd.DataFrame:
    """Return made transactions, some at one moment, some a whole window apart, one of nothing."""
    dice = np.random.default_rng(seed)
    steps = dice.choice([0, 60, 3_600, 86_400], count, p=[0.2, 0.3, 0.3, 0.2])
    moments = pd.Timestamp("2018-06-01") + pd.to_timedelta(np.cumsum(steps), unit="s")
    amounts = dice.integers(1, 100_000, count) / 100
    amounts[count // 2] = 0.0
    return pd.DataFrame(
        {
            "TRANSACTION_ID": np.arange(count),
            "TX_DATETIME": moments.astype("datetime64[ns]"),
            "CUSTOMER_ID": dice.integers(0, 3, count),
            "TERMINAL_ID": dice.integers(0, 4, count),
            "TX_AMOUNT": amounts,
            "TX_FRAUD": dice.integers(0, 2, count),
            "TX_FRAUD_SCENARIO": dice.integers(0, 4, count),
        }
    )


def closed_sample(rows: pd.DataFrame, *, each: int, seed: int) -> pd.DataFrame:
    """Return all rows of so many drawn customers and terminals: their own histories are whole."""
    dice = np.random.default_rng(seed)
    kept = pd.Series(data=False, index=rows.index)
    for name in ("CUSTOMER_ID", "TERMINAL_ID"):
        drawn = dice.choice(np.sort(rows[name].unique()), each, replace=False)
        kept |= rows[name].isin(drawn)
    return rows[kept].reset_index(drop=True)


def features(rows: pd.DataFrame, *, closed: Closed) -> dict[str, npt.NDArray[np.float64]]:
    """Return the features of transactions in the order of their rows, by their names in the catalogue.

    Parameters
    ----------
    closed
        `both` for [t - w, t], from which the transaction is then taken; `right` for the Handbook's own
        (t - w, t], the transaction taken out as well.
    """
    paid = rows.assign(minor=(rows["TX_AMOUNT"] * 100).round())
    found: dict[str, npt.NDArray[np.float64]] = {}
    for days in DAYS:
        count, total = _rolled(paid, "CUSTOMER_ID", "minor", days, closed)
        count, total = count - 1, total - paid["minor"]
        found[f"customer_payment_count_{days}d"] = np.asarray(count, np.float64)
        found[f"customer_payment_amount_mean_{days}d"] = np.asarray(
            total / count.where(count > 0), np.float64
        )
        count, _ = _rolled(paid, "TERMINAL_ID", "minor", days, closed)
        found[f"payee_payment_count_{days}d"] = np.asarray(count - 1, np.float64)
        found[f"payee_confirmed_share_{days}d"] = np.asarray(_risk(paid, days, closed), np.float64)
    return found


def _rolled(rows: pd.DataFrame, key: str, value: str, days: int, closed: Closed) -> Rolled:
    """Return count and sum over the rows of the same key up to each row, itself included."""
    window = rows.set_index("TX_DATETIME").groupby(key, sort=False)[value].rolling(f"{days}D", closed=closed)
    order = rows.groupby(key, sort=False).indices
    at = np.concatenate([order[name] for name in order])
    return (
        pd.Series(window.count().to_numpy(), index=at).sort_index(),
        pd.Series(window.sum().to_numpy(), index=at).sort_index(),
    )


def _risk(rows: pd.DataFrame, days: int, closed: Closed) -> "pd.Series[float]":
    """Return the share of frauds among the terminal's transactions that are DELAY_DAYS and more old."""
    count, frauds = _rolled(rows, "TERMINAL_ID", "TX_FRAUD", DELAY_DAYS + days, closed)
    fresh, fresh_frauds = _rolled(rows, "TERMINAL_ID", "TX_FRAUD", DELAY_DAYS, closed)
    count = count - fresh
    return (frauds - fresh_frauds) / count.where(count > 0)
