"""Sweeps over a key's events: each is answered for by those before it, as a naive count says."""

import math
import random
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from features.kernel import layout as L
from features.kernel import sweep as sweeps
from features.kernel.arrays import Ints
from tests.features.kernel.mutation.case import Case

_module: Any = sweeps


class Happened(NamedTuple):
    """An event of a sweep."""

    key: int
    moment: int
    value: int
    n: int
    asked: bool


WINDOWS = (0, L.DAY, 7 * L.DAY, 1)
NOTHING = -1.5


def sweep_cases() -> Iterator[Case]:
    """Yield histories of few and of many keys, in order and not."""
    draw = random.Random(5)
    for i in range(120):
        happened = _happened(draw, keys=draw.choice([1, 2, 4, 8]), count=draw.choice([1, 5, 20]))
        told = happened if i % 2 else sorted(happened, key=lambda one: one.moment)
        wanted = [draw.choice([True, True, False]) for _ in range(4 * len(WINDOWS))]
        yield Case(f"sweep {i}", _expected(told, wanted), partial(_swept, told, wanted))
    for count in (300, 600):
        many = _happened(draw, keys=200, count=count)
        every = [True] * (4 * len(WINDOWS))
        yield Case(f"sweep of many keys {count}", _expected(many, every), partial(_swept, many, every))
    for i in range(4 * len(WINDOWS)):
        alone = [j == i for j in range(4 * len(WINDOWS))]
        happened = _happened(draw, keys=2, count=12)
        yield Case(f"sweep of column {i} alone", _expected(happened, alone), partial(_swept, happened, alone))
    back = [Happened(draw.choice([3, 4]), -1 - i, i, 1, True) for i in range(9)]
    yield Case("sweep back before 1970", _expected(back, every), partial(_swept, back, every))
    yield from _grouping_cases(draw)


def _grouping_cases(draw: random.Random) -> Iterator[Case]:
    """Yield rows by key: each key's stand together once, in order of moment and row; nobody's are left out."""
    for count in (0, 1, 3, 20, 200):
        keys = [draw.choice([0, -3, 2**40, *range(1, 30)]) for _ in range(count)]
        moments = [draw.randint(-9, 9) for _ in range(count)]
        expected = [
            sorted((i for i in range(count) if keys[i] == key), key=lambda i: (moments[i], i))
            for key in sorted(set(keys) - {0})
        ]
        yield Case(f"sweep's rows by key {count}", expected, partial(_rows_by_key, keys, moments))


def _rows_by_key(keys: Sequence[int], moments: Sequence[int]) -> list[list[int]]:
    rows, begins = _grouped(np.array(keys, np.int64), np.array(moments, np.int64))
    found = [rows[begins[k] : begins[k + 1]].tolist() for k in range(len(begins) - 1)]
    return sorted(found, key=lambda group: keys[group[0]] if group else 0)


def _happened(draw: random.Random, keys: int, count: int) -> list[Happened]:
    return [
        Happened(
            draw.choice([0, -3, *range(1, keys)]) if keys < 9 else draw.randrange(keys),
            draw.choice([draw.randint(0, 9), draw.randint(0, 9)]) * L.DAY + draw.choice([0, 0, 1]),
            draw.choice([draw.randint(-50, 50), 0, 10**13]),
            draw.choice([1, 1, 1, 0, -1]),
            draw.random() < 0.7,
        )
        for _ in range(count)
    ]


def _expected(happened: Sequence[Happened], wanted: Sequence[bool]) -> list[list[float | None]]:
    found = []
    for i, one in enumerate(happened):
        if one.asked:
            same = [
                (other, (other.moment, j)) for j, other in enumerate(happened) if other.key == one.key != 0
            ]
            before = [other for other, place in same if place < (one.moment, i)]
            values = [value for window in WINDOWS for value in _four(one, before, window)]
            shown = [value for value, show in zip(values, wanted, strict=True) if show]
            found.append([_plain(value) for value in [*shown, NOTHING]])
    return found


def _four(one: Happened, before: Sequence[Happened], window: int) -> tuple[float, float, float, float]:
    if one.key == 0:
        return (NOTHING,) * 4
    seen = [other for other in before if window == 0 or other.moment >= one.moment - window]
    count = sum(other.n for other in seen)
    total = sum(other.value for other in seen)
    highest = max((other.value for other in seen if other.n > 0), default=math.nan)
    return float(count), float(total), total / count if count > 0 else math.nan, float(highest)


def _swept(happened: Sequence[Happened], wanted: Sequence[bool]) -> list[list[float | None]]:
    array = np.array([one[:4] for one in happened], np.int64).T
    keys, moments, values, counts = (np.ascontiguousarray(row) for row in array)
    asked = np.full(len(happened), -1, np.int64)
    which = [i for i, one in enumerate(happened) if one.asked]
    asked[which] = range(len(which))
    rows, begins = _grouped(keys, moments)
    columns = np.where(wanted, np.cumsum(wanted) - 1, -1).reshape(-1, 4)
    out = np.full((len(which), 1 + sum(wanted)), NOTHING)
    keys_found = len(begins) - 1
    for first, end in ((0, keys_found // 2), (keys_found // 2, keys_found)):
        windows = np.array(WINDOWS, np.int64)
        sweeps.sweep(rows, begins, first, end, moments, values, counts, asked, windows, columns, out)
    return [[_plain(value) for value in row] for row in out.tolist()]


def _grouped(keys: Ints, moments: Ints) -> tuple[Ints, Ints]:
    """Group rows with an index that is soon half full."""
    real = _module.empty_index
    _module.empty_index = lambda capacity: real(4 if capacity > 4_000 else capacity)
    try:
        return sweeps.group_rows(keys, moments)
    finally:
        _module.empty_index = real


def _plain(value: float) -> float | None:
    return None if math.isnan(value) else value
