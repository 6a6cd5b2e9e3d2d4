"""Making the arrays that a row is explained with, once for a model."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from models.trees.arrays import TWIGS, Arrays, Plan
from models.trees.fold import NODES, fold
from models.trees.layout import Batch, batches, inner, walks
from models.trees.paths import NONE, Paths
from models.trees.quadrature import WIDTH
from models.trees.tree import CATEGORICAL
from models.trees.twigs import MOST_SPLITS, Twigs, gather
from models.trees.walk import UPPER

Places = NDArray[np.int64]

_LINE: Final = 64
"""Bytes that the processor fetches at once."""


def make_plan(nodes: NDArray[np.void], words: NDArray[np.uint32], paths: Paths) -> Plan:
    """Return the plan of an ensemble's nodes and sets, see `Ensemble`, whose paths are these."""
    splits, found = nodes[paths.places], gather(paths)
    every, head = walks(paths)
    cut = [list(batches(paths, found, walk)) for walk in every]
    flat = [batch for of_walk in cut for batch in of_walk]
    firsts = [_joined([batch.firsts for batch in of_walk]) for of_walk in cut]
    places, length = _places(found, _joined(firsts), len(head))
    asked, slots = _asked(splits)
    repeated = np.flatnonzero(paths.before[:, 0] != NONE)
    arrays = Arrays(
        asked=asked,
        thresholds=np.ascontiguousarray(splits["threshold"]),
        slots=slots,
        sets=_sets(splits),
        words=words,
        repeats=_whole(np.column_stack([repeated, paths.before[repeated]])),
        roots=paths.roots.astype(np.int32),
        children=paths.children.astype(np.int32),
        leaf_values=paths.leaf_values,
        batches=_bounds(flat, found),
        uppers=_whole(_joined([batch.uppers.ravel() for batch in flat]).reshape(-1, UPPER)),
        twigs=_whole(np.column_stack([places, _joined(firsts)])),
        steps=_steps(paths, found),
        leaves=_whole(_joined([batch.leaves for batch in flat])),
        tops=_whole(_joined([batch.tops.ravel() for batch in flat]).reshape(-1, 2)),
        shares=_shares(paths),
        table=_aligned(head, length),
    )
    for walk, of_walk, starts in zip(every, firsts, _parted(places, firsts), strict=True):
        _fold(arrays, found, starts, of_walk, _whole(inner(paths, found, walk)))
    return Plan(arrays, max((batch.n_nodes for batch in flat), default=0))


def _fold(arrays: Arrays, found: Twigs, places: Places, firsts: Places, splits: NDArray[np.uint32]) -> None:
    ways, scratch = np.zeros(len(found.sizes), np.uint8), np.zeros((3, WIDTH * NODES))
    which = (places, firsts, found.sizes, found.states, found.strides, splits)
    fold(*which, arrays.children, arrays.leaf_values, arrays.shares, arrays.table, ways, scratch)


def _places(found: Twigs, firsts: Places, start: int) -> tuple[Places, int]:
    """Return where the entries of each twig begin if the first do at `start`, and where all end."""
    lengths = found.states[firsts] * WIDTH * (found.sizes[firsts] + 1)
    return start + np.cumsum(lengths) - lengths, start + int(lengths.sum())


def _parted(places: Places, firsts: list[Places]) -> list[Places]:
    return np.split(places, np.cumsum([len(of_walk) for of_walk in firsts])[:-1]) if firsts else []


def _bounds(flat: list[Batch], found: Twigs) -> Places:
    rows = np.zeros((len(flat), TWIGS + MOST_SPLITS + 1), np.int64)
    ends = np.zeros(3, np.int64)
    twig = 0
    for row, batch in zip(rows, flat, strict=True):
        row[:TWIGS:2] = ends
        ends += (len(batch.uppers), len(batch.leaves), len(batch.tops))
        row[1:TWIGS:2] = ends
        row[TWIGS:] = twig + np.cumsum(np.bincount(found.sizes[batch.firsts], minlength=MOST_SPLITS + 1))
        twig += len(batch.firsts)
    return rows


def _steps(paths: Paths, found: Twigs) -> NDArray[np.uint32]:
    entry = WIDTH * (found.sizes[found.firsts] + 1)
    return _whole(np.column_stack([WIDTH * paths.features, found.strides * entry]))


def _shares(paths: Paths) -> NDArray[np.float64]:
    """Return what `carry_down` needs of each split for a row that goes left, goes right, failed before."""
    left, right, step_left, step_right = paths.shares.T
    left_hot, right_hot = paths.zero_before - left, paths.zero_before - right
    none = np.zeros(len(left))
    ways = [left, right, left_hot, -right, left, right, -left, right_hot, step_left, step_right, none, none]
    return np.ravel(np.column_stack(ways))


def _asked(splits: NDArray[np.void]) -> tuple[Places, NDArray[np.uint32]]:
    """Return the features with their types of decision, and of each split its row among them."""
    pairs = np.column_stack([splits["feature"], splits["decision_type"]]).astype(np.int64)
    asked, slots = np.unique(pairs, axis=0, return_inverse=True)
    return asked, _whole(slots.reshape(-1))


def _sets(splits: NDArray[np.void]) -> Places:
    chosen = np.flatnonzero(splits["decision_type"] & CATEGORICAL)
    of = splits[chosen]
    columns = [chosen, of["feature"], of["category_start"], of["category_words"]]
    return np.column_stack(columns).astype(np.int64)


def _joined(arrays: list[Places]) -> Places:
    return np.concatenate([np.empty(0, np.int64), *arrays])


def _whole(numbers: NDArray[Any]) -> NDArray[np.uint32]:
    return np.ascontiguousarray(numbers, dtype=np.uint32)


def _aligned(head: NDArray[np.float64], length: int) -> NDArray[np.float64]:
    """Return an array that begins with `head`, and in memory where the processor begins to fetch."""
    raw = np.zeros(8 * length + _LINE, np.uint8)
    start = -raw.ctypes.data % _LINE
    table = raw[start : start + 8 * length].view(np.float64)
    table[: len(head)] = head
    return table
