"""Sweeps over a key's events: each is answered for by those before it, as a naive count says."""

import math
import random
from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from features.kernel import layout as L
from features.kernel import sweep as sweeps
from tests.features.kernel.mutation.case import Case


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
        happened = _happened(draw, keys=draw.choice([1, 2, 4]), count=draw.choice([1, 5, 20]))
        told = happened if i % 2 else sorted(happened, key=lambda one: one.moment)
        wanted = [draw.choice([True, True, False]) for _ in range(4 * len(WINDOWS))]
        yield Case(f"sweep {i}", _expected(told, wanted), partial(_swept, told, wanted))
    for count in (1_700, 2_600):
        many = _happened(draw, keys=1_500, count=count)
        every = [True] * (4 * len(WINDOWS))
        yield Case(f"sweep of many keys {count}", _expected(many, every), partial(_swept, many, every))


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
            found.append([_plain(value) for value in [NOTHING, *shown]])
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
    rows, begins = sweeps.group_rows(keys, moments)
    columns = np.where(wanted, np.cumsum(wanted), -1).reshape(-1, 4)
    out = np.full((len(which), 1 + sum(wanted)), NOTHING)
    keys_found = len(begins) - 1
    for first, end in ((0, keys_found // 2), (keys_found // 2, keys_found)):
        windows = np.array(WINDOWS, np.int64)
        sweeps.sweep(rows, begins, first, end, moments, values, counts, asked, windows, columns, out)
    return [[_plain(value) for value in row] for row in out.tolist()]


def _plain(value: float) -> float | None:
    return None if math.isnan(value) else value
