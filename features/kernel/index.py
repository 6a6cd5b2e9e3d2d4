"""Which slot holds a key's postings: an open-addressed table that the kernel can ask."""

import numpy as np

from features.kernel.arrays import Ints
from riskdesk.core.jit import kernel

I_TABLE = 0
"""Number of the table, counted from 1; 0 where nothing stands."""
I_KEY = 1
I_SLOT = 2
I_WIDTH = 3

_MIX = np.uint64(0x9E3779B97F4A7C15)


def empty_index(capacity: int) -> Ints:
    """Return an index with room for half of `capacity`, a power of two: int64 of shape (capacity, 3)."""
    return np.zeros((capacity, I_WIDTH), np.int64)


@kernel
def _home(index: Ints, table: int, key: int) -> np.int64:
    mixed = (np.uint64(key) + np.uint64(table)) * _MIX
    return np.int64((mixed ^ (mixed >> np.uint64(29))) & np.uint64(index.shape[0] - 1))


@kernel
def find(index: Ints, table: int, key: int) -> int:
    """Return the slot of a key in a table, or -1."""
    at = _home(index, table, key)
    while index[at, I_TABLE] != 0:
        if index[at, I_TABLE] == table + 1 and index[at, I_KEY] == key:
            slot: int = index[at, I_SLOT]
            return slot
        at = (at + 1) & (index.shape[0] - 1)
    return -1


@kernel
def enter(index: Ints, table: int, key: int, slot: int) -> None:
    """Put in a key that is not there; at least half of the index must be free."""
    at = _home(index, table, key)
    while index[at, I_TABLE] != 0:
        at = (at + 1) & (index.shape[0] - 1)
    index[at, I_TABLE] = table + 1
    index[at, I_KEY] = key
    index[at, I_SLOT] = slot


@kernel
def enter_all(index: Ints, other: Ints) -> None:
    """Put in all keys of another index."""
    for i in range(other.shape[0]):
        if other[i, I_TABLE] != 0:
            enter(index, other[i, I_TABLE] - 1, other[i, I_KEY], other[i, I_SLOT])


@kernel
def find_slots(index: Ints, columns: Ints, queries: Ints, first: int) -> None:
    """Fill in the slot of each query's key in each table.

    Parameters
    ----------
    index
        int64 of shape (capacity, 3).
    columns
        Column of a query that holds the key of each table, int64 of shape (tables,).
    queries
        int64 of shape (n, Q_WIDTH); columns `first` to `first + tables` are filled, -1 where no slot is.
    """
    for k in range(queries.shape[0]):
        for table in range(columns.shape[0]):
            queries[k, first + table] = find(index, table, queries[k, columns[table]])
