"""Plain window features of every event of a kind at once: what data scientists ask of whole histories.

The same values as `History.vectors` gives, bit by bit, without a query for each; where a history holds
facts that were known later than they occurred, or a feature needs more than a sweep, it says so and
the general way is taken.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import numpy as np

from features.catalogue.feature import Feature, window_us
from features.kernel import layout as L
from features.kernel.arrays import Floats, Ints
from features.kernel.sweep import SWEPT, group_rows, sweep
from features.kernel.tables import EVENT_COLUMN, TABLES, Table

ORDERS: Final = (11, 12, 13, 14, 15)
PAYMENTS: Final = (43, 44, 45, 47, 70)
_KINDS: Final[dict[Table, tuple[int, ...]]] = {
    Table.CUSTOMER_ORDER: ORDERS,
    Table.SALESPERSON_ORDER: ORDERS,
    Table.PAYEE_PAYMENT: PAYMENTS,
    Table.ACCOUNT_PAYMENT: PAYMENTS,
    Table.REQUESTER_PAYMENT: PAYMENTS,
    Table.APPROVER_PAYMENT: PAYMENTS,
    Table.CUSTOMER_PAYMENT: PAYMENTS,
    Table.NAMESAKE_PAYMENT: PAYMENTS,
}
"""Tables whose postings are the events of these kinds themselves."""


def can_sweep(events: Ints, features: Sequence[Feature]) -> bool:
    """Tell whether a sweep gives what the general way gives: plain windows, and no fact known late."""
    plain = all(f.table in _KINDS and f.op in SWEPT and not f.other and not f.operands for f in features)
    return plain and bool((events[L.E_KNOWN] == events[L.E_OCCURRED]).all())


def sweep_windows(
    events: Ints, rows: Ints, features: Sequence[Feature], *, threads: int | None = None
) -> Floats:
    """Return these features of these events, as scoring each would have computed them.

    Parameters
    ----------
    events
        Event array, int64 of shape (E_WIDTH, n), in order of `seq`.
    rows
        Events that are asked, such as the first of every order; int64 of shape (m,).
    features
        Plain windows of tables of orders or payments; see `can_sweep`.
    threads
        How many sweep at once; as many as there are processors without.

    Returns
    -------
    ndarray
        float64 of shape (m, features); NaN where an event names no key, as `compute` says it.

    Raises
    ------
    ValueError
        `can_sweep` says no.
    """
    if not can_sweep(events, features):
        raise ValueError("these features or these events need the general way: History.vectors")
    out = np.empty((len(rows), len(features)))
    asked = np.full(events.shape[1], -1, np.int64)
    asked[rows] = np.arange(len(rows))
    for table in dict.fromkeys(feature.table for feature in features):
        columns = [i for i, feature in enumerate(features) if feature.table == table]
        assert table is not None
        told = out if len(columns) == len(features) else np.empty((len(rows), len(columns)))
        _sweep_table(events, table, asked, [features[i] for i in columns], told, threads)
        if told is not out:
            out[:, columns] = told
    return out


def _sweep_table(
    events: Ints, table: Table, asked: Ints, features: Sequence[Feature], out: Floats, threads: int | None
) -> None:
    keys = events[EVENT_COLUMN[TABLES[table].entity]]
    kinds, delta, count = events[L.E_KIND], events[L.E_DELTA], events[L.E_COUNT]
    moved = np.isin(kinds, _KINDS[table]) & ((delta != 0) | (count != 0))
    if not moved.all():
        keep = moved | (asked >= 0)
        keys = np.where(keep, keys, 0)
        delta = np.where(moved, delta, 0)
        count = np.where(moved, count, 0)
    out[asked[(keys == 0) & (asked >= 0)]] = np.nan
    lengths = sorted({window_us(feature.window) for feature in features})
    windows = np.array(lengths, np.int64)
    columns = np.full((len(lengths), len(SWEPT)), -1, np.int64)
    for column, f in enumerate(features):
        columns[lengths.index(window_us(f.window)), SWEPT[f.op]] = column
    moments = events[L.E_OCCURRED]
    grouped, begins = group_rows(keys, moments)
    most = min((os.cpu_count() or 1) if threads is None else threads, max(len(begins) - 1, 1))
    cuts = np.searchsorted(begins, np.linspace(0, len(grouped), most + 1).astype(np.int64))
    cuts[0], cuts[-1] = 0, len(begins) - 1
    with ThreadPoolExecutor(most) as pool:
        done = [
            pool.submit(sweep, grouped, begins, a, b, moments, delta, count, asked, windows, columns, out)
            for a, b in zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True)
        ]
        for part in done:
            part.result()
