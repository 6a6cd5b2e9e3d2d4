"""Plain window features of many events of one table in one sweep over each key's history.

What `compute` looks up for each query, a sweep carries along: it walks a key's events in order of
(moment, `seq`) with one pointer a window, and answers for an event before it counts it. Only for
events that were known when they occurred: who comes later in the walk then sees all who came before.
"""

from typing import Final

import numpy as np

from features.kernel import ops
from features.kernel.arrays import Floats, Ints
from features.kernel.index import empty_index, enter, enter_all, find
from riskdesk.core.jit import allocating_kernel, kernel

COUNT: Final = 0
SUM: Final = 1
MEAN: Final = 2
MAX: Final = 3
SWEPT: Final = {ops.OP_COUNT: COUNT, ops.OP_SUM: SUM, ops.OP_MEAN: MEAN, ops.OP_MAX: MAX}
"""The operations that a sweep knows, and their place among the columns of a window."""


@kernel
def assign_groups(keys: Ints, begin: int, index: Ints, count: int, group: Ints) -> tuple[int, int]:
    """Give each row from `begin` on the number of its key, -1 for nobody's.

    Returns
    -------
    tuple of int
        The first row that found the index half full, or the number of rows; keys so far.
    """
    for i in range(begin, keys.shape[0]):
        if 2 * count >= index.shape[0]:
            return i, count
        if keys[i] == 0:
            group[i] = -1
            continue
        found = find(index, 0, keys[i])
        if found < 0:
            found = count
            enter(index, 0, keys[i], found)
            count += 1
        group[i] = found
    return keys.shape[0], count


@kernel
def order_rows(group: Ints, moments: Ints, begins: Ints, at: Ints, last: Ints, rows: Ints) -> bool:
    """Put rows by group, in their order; tell whether each group's moments never go back.

    `begins` has one more place than there are groups and, as `at` and `last`, holds zeros.
    """
    n = group.shape[0]
    for i in range(n):
        begins[group[i] + 1] += 1  # nobody's count in the first place, which is cleared
    begins[0] = 0
    for k in range(at.shape[0]):
        begins[k + 1] += begins[k]
        at[k] = begins[k]
    ordered = True
    for i in range(n):
        k = group[i]
        if k >= 0:
            if moments[i] < last[k]:
                ordered = False
            last[k] = moments[i]
            rows[at[k]] = i
            at[k] += 1
    return ordered


def group_rows(keys: Ints, moments: Ints) -> tuple[Ints, Ints]:
    """Return rows by key, each key's in order of moment and row, and where each key begins.

    Parameters
    ----------
    keys
        int64 of shape (n,); rows of key 0 are nobody's and left out.
    moments
        int64 of shape (n,).

    Returns
    -------
    tuple of ndarray
        Rows, int64 of shape (m,); first row of each key and m at the end, int64 of shape (keys + 1,).
    """
    index = empty_index(1 << 13)
    group = np.empty(len(keys), np.int64)
    done = count = 0
    while done < len(keys):
        done, count = assign_groups(keys, done, index, count, group)
        if done < len(keys):
            wider = empty_index(4 * len(index))
            enter_all(wider, index)
            index = wider
    begins = np.zeros(count + 1, np.int64)
    at, last = np.zeros(count, np.int64), np.zeros(count, np.int64)
    rows = np.empty(int((keys != 0).sum()), np.int64)
    if not order_rows(group, moments, begins, at, last, rows):
        order = np.lexsort((rows, moments[rows], group[rows]))
        rows = rows[order]
    return rows, begins


@allocating_kernel
def sweep(  # noqa: PLR0915 -- one walk: a call for each step would cost more than the step
    rows: Ints,
    begins: Ints,
    first: int,
    end: int,
    moments: Ints,
    values: Ints,
    counts: Ints,
    asked: Ints,
    windows: Ints,
    columns: Ints,
    out: Floats,
) -> None:
    """Answer for the rows of keys `first` to `end`.

    Parameters
    ----------
    rows, begins
        As `group_rows` returns them.
    moments, values, counts
        When each event occurred, its amount and whether it counts 1, 0 or -1; int64 of shape (n,).
    asked
        Row of `out` for each event, -1 where nothing is asked of it; int64 of shape (n,).
    windows
        Lengths in microseconds, 0 for all of history; int64 of shape (w,).
    columns
        Column of `out` for count, sum, mean and max of each window, -1 where not asked; int64 of shape (w, 4).
    out
        Filled; float64 of shape (asked, features).
    """
    most = 0
    for k in range(first, end):
        most = max(most, begins[k + 1] - begins[k])
    w = windows.shape[0]
    moment = np.empty(most, np.int64)
    value = np.empty(most, np.int64)
    sums = np.zeros(most + 1, np.int64)
    net = np.zeros(most + 1, np.int64)
    # one falling staircase of amounts serves the maxima of all windows: each has its own first step on it
    steps = np.empty(most, np.int64)
    head = np.empty(w, np.int64)
    low = np.empty(w, np.int64)
    highs = False
    for j in range(w):
        highs = highs or columns[j, MAX] >= 0
    for k in range(first, end):
        begin = begins[k]
        low[:] = 0
        head[:] = 0
        tail = 0
        for i in range(begins[k + 1] - begin):
            row = rows[begin + i]
            now = moments[row]
            to = asked[row]
            for j in range(w):
                at = low[j]
                if windows[j] > 0:
                    start = now - windows[j]
                    while at < i and moment[at] < start:
                        at += 1
                    low[j] = at
                if to < 0:
                    continue
                count = net[i] - net[at]
                total = sums[i] - sums[at]
                if columns[j, COUNT] >= 0:
                    out[to, columns[j, COUNT]] = count
                if columns[j, SUM] >= 0:
                    out[to, columns[j, SUM]] = total
                if columns[j, MEAN] >= 0:
                    out[to, columns[j, MEAN]] = total / count if count > 0 else np.nan
                if columns[j, MAX] >= 0:
                    step = head[j]
                    while step < tail and steps[step] < at:
                        step += 1
                    head[j] = step
                    out[to, columns[j, MAX]] = value[steps[step]] if step < tail else np.nan
            value[i] = values[row]
            moment[i] = now
            sums[i + 1] = sums[i] + values[row]
            net[i + 1] = net[i] + counts[row]
            if highs and counts[row] > 0:
                while tail > 0 and value[steps[tail - 1]] <= value[i]:
                    tail -= 1
                steps[tail] = i
                tail += 1
                for j in range(w):
                    head[j] = min(head[j], tail - 1)
