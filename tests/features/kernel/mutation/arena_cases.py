"""Arenas filled in every way: all of them hold what numpy lays out."""

import random
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import Any, Final, cast

import numpy as np

from features.kernel import arena as arenas
from features.kernel import index
from features.kernel import layout as L
from features.kernel.arrays import Ints
from features.kernel.tables import Table
from tests.features.kernel.history import AS_OF, History, Posting, later_of, lay_out
from tests.features.kernel.mutation.case import Case

_module: Any = arenas


def arena_cases() -> Iterator[Case]:
    """Yield histories taken in at once, one by one, in parts, let go and taken in again."""
    draw = random.Random(3)
    for i in range(30):
        history = _keyed(draw, 280 if i in (7, 21) else draw.choice([1, 3, 30]))
        rows = _on_their_way(history)
        mixed = draw.sample(rows, len(rows))
        expected = _laid_out(history)
        parts = [draw.choice([1, 3, 8, 9, 40]) for _ in rows]
        let_go = draw.sample(sorted(history), len(history) // 3)
        yield Case(f"arena at once {i}", expected, partial(_held_at_once, mixed))
        yield Case(f"arena one by one {i}", expected, partial(_held_one_by_one, mixed))
        yield Case(f"arena in parts {i}", expected, partial(_held_in_parts, mixed, parts))
        yield Case(f"arena in steps {i}", expected, partial(_held_in_steps, mixed))
        rest = {name: posted for name, posted in history.items() if name not in let_go}
        yield Case(f"arena closed {i}", (_laid_out(rest), True), partial(_closed, mixed, let_go))
        yield Case(f"arena let go {i}", expected, partial(_held_again, mixed, let_go))
        size = len(rows) * L.P_WIDTH * np.dtype(np.int64).itemsize
        yield Case(f"arena's size {i}", (size, len(history)), partial(_size, rows))
        yield Case(f"arena's room {i}", True, partial(_room_is_used_again, mixed, let_go))
    yield Case("arena of nothing", _laid_out({}), partial(_held_at_once, []))
    yield from _narrow_cases()


def _narrow_cases() -> Iterator[Case]:
    """Yield what histories at random hardly ever meet."""
    draw = random.Random(6)
    for i in range(6):
        history = _keyed(draw, 12)
        rows = _on_their_way(history)
        expected = _laid_out(history)
        parts = [0, *(draw.choice([1, 3, 9]) for _ in rows)]
        yield Case(f"arena of nothing, then in parts {i}", expected, partial(_held_in_parts, rows, parts))
        backwards = sorted(rows, key=lambda row: -row[L.D_FIELDS + L.P_SEQ])
        yield Case(f"arena backwards {i}", expected, partial(_held_at_once, backwards))
        let_go = draw.sample(sorted(history), len(history) // 2)
        yield Case(f"arena at once, let go {i}", expected, partial(_held_again_at_once, rows, let_go))
    for count in range(1, 40):
        names = [(table, key) for key in KEYS_HELD for table in range(len(Table))][:count]
        history = {name: [_posting(draw, i + 1)] for i, name in enumerate(names)}
        asked = partial(_held_at_once, _on_their_way(history))
        yield Case(f"arena of {count} keys", _laid_out(history), asked)
        asked = partial(_held_in_steps, _on_their_way(history))
        yield Case(f"arena of {count} keys in steps", _laid_out(history), asked)
    same = {(3, AS_OF): [Posting(AS_OF - 9, 1)], (3, 7): [Posting(AS_OF, 2)], (3, 8): [Posting(AS_OF, 3)]}
    yield Case("arena of a key that is a moment", 3, lambda: len(_at_once(_on_their_way(same))))
    crossed = {(3, 7): [Posting(8, 1)], (3, 8): [Posting(7, 2)]}
    yield Case("arena of keys that are moments", 2, lambda: len(_in_steps(_on_their_way(crossed), 0)))
    two = {(3, 1): [Posting(AS_OF - 9, 1), Posting(AS_OF, 2)]}
    yield Case("arena of two", _laid_out(two), lambda: _held(_in_steps(_on_their_way(two)[::-1], 0)))
    early = {(3, 1): [Posting(AS_OF - 9, 1, -5), Posting(AS_OF, 2, -9)]}
    yield Case(
        "arena of what was known early", _laid_out(early), partial(_held_at_once, _on_their_way(early))
    )


def _on_their_way(history: History) -> list[Ints]:
    return [
        np.array([*name, *row, later], np.int64)
        for name, posted in history.items()
        for row, later in zip(sorted(posted), later_of(sorted(posted)), strict=True)
    ]


def _keyed(draw: random.Random, most_keys: int) -> History:
    names = {(draw.choice(list(Table)).value, draw.choice(KEYS_HELD)) for _ in range(most_keys)}
    counts = [draw.choice([1, 2, 7, 8, 9, 16, 17, 40] if most_keys < 100 else [1, 2]) for _ in names]
    seqs = iter(draw.sample(range(1, 99_999), sum(counts)))
    return {
        name: [_posting(draw, seq) for seq in islice(seqs, count)]
        for name, count in zip(sorted(names), counts, strict=True)
    }


KEYS_HELD: Final = (1, 2, 3, 255, 256, -1, -(2**62), 2**62 + 7, 65_536)


def _posting(draw: random.Random, seq: int) -> Posting:
    fields = [draw.randint(-99, 99) for _ in range(7)]
    return Posting(AS_OF + draw.randint(-5, 5), seq, AS_OF + draw.randint(-9, 9), *fields)


def _array(rows: list[Ints]) -> Ints:
    return np.array(rows, np.int64).reshape(-1, L.D_WIDTH)


def _at_once(rows: list[Ints]) -> arenas.Arena:
    return _with_small_index(lambda: arenas.Arena.of(_array(rows)))


def _one_by_one(rows: list[Ints]) -> arenas.Arena:
    arena = arenas.Arena(1)
    for row in rows:
        arena.insert(row[None])
    return arena


def _in_steps(rows: list[Ints], first: int) -> arenas.Arena:
    """Take in so many at once, then the others."""
    arena = arenas.Arena(1)
    for part in (rows[:first], rows[first:]):
        arena.insert(_array(part))
    return arena


def _in_puts(rows: list[Ints], parts: list[int]) -> arenas.Arena:
    arena = _at_once(rows[: parts[0]])
    begin = parts[0]
    for part in parts[1:]:
        arena.put(_array(rows[begin : begin + part]))
        begin += part
    return arena


def _let_go(arena: arenas.Arena, rows: list[Ints], names: list[tuple[int, int]]) -> arenas.Arena:
    """Let some keys go, one that is not there too, and take them in again."""
    for table, key in (*names, *names, (0, -77)):
        arena.release(table, cast("int", np.int64(key)))
    for row in rows:
        if (int(row[L.D_TABLE]), int(row[L.D_KEY])) in names:
            arena.insert(row[None])
    return arena


def _room_is_used_again(rows: list[Ints], names: list[tuple[int, int]]) -> bool:
    """Tell whether keys that go and come back for ever take no more room, and what goes is given back."""
    arena = _one_by_one(rows)
    full = arena.nbytes
    width = arena.postings.shape[1]
    less = full
    for _ in range(3):
        for table, key in names:
            arena.release(table, cast("int", np.int64(key)))
        less = arena.nbytes
        for row in rows:
            if (int(row[L.D_TABLE]), int(row[L.D_KEY])) in names:
                arena.insert(row[None])
    return bool(arena.nbytes == full and (less < full or not names) and arena.postings.shape[1] <= 2 * width)


def _with_small_index(make: Callable[[], arenas.Arena]) -> arenas.Arena:
    """Make an arena whose index is soon half full."""
    real = _module.empty_index
    _module.empty_index = lambda capacity: real(16 if capacity > 10_000 else capacity)
    try:
        return make()
    finally:
        _module.empty_index = real


def _size(rows: list[Ints]) -> tuple[int, int]:
    arena = _at_once(rows)
    return arena.nbytes, len(arena)


def _held_at_once(rows: list[Ints]) -> object:
    return _held(_at_once(rows))


def _held_one_by_one(rows: list[Ints]) -> object:
    return _held(_one_by_one(rows))


def _held_in_parts(rows: list[Ints], parts: list[int]) -> object:
    return _held(_in_puts(rows, parts))


def _held_in_steps(rows: list[Ints]) -> object:
    return _held(_in_steps(rows, len(rows) // 2))


def _closed(rows: list[Ints], names: list[tuple[int, int]]) -> object:
    """Let some keys go, close the gaps; return what is held, and whether nothing lies idle between slots."""
    arena = _one_by_one(rows)
    for table, key in names:
        arena.release(table, cast("int", np.int64(key)))
    arena.close_gaps()
    slots = arena.slots[: len(arena)]
    slots = slots[slots[:, L.S_CAPACITY] > 0]
    ends = np.cumsum(slots[np.argsort(slots[:, L.S_START]), L.S_CAPACITY]).tolist()
    begins = sorted(slots[:, L.S_START].tolist())
    held = {name: block for name, block in _blocks(arena).items() if block[0]}
    full = arena.nbytes == ([0, *ends][-1]) * L.P_WIDTH * np.dtype(np.int64).itemsize
    return held, bool(full and [*begins, [0, *ends][-1]] == [0, *ends])


def _blocks(arena: arenas.Arena) -> dict[tuple[int, int], list[list[int]]]:
    held = _held(arena)
    return held if isinstance(held, dict) else {}


def _held_again(rows: list[Ints], names: list[tuple[int, int]]) -> object:
    return _held(_let_go(_one_by_one(rows), rows, names))


def _held_again_at_once(rows: list[Ints], names: list[tuple[int, int]]) -> object:
    return _held(_let_go(_at_once(rows), rows, names))


def _laid_out(history: History) -> object:
    p, slots, slot_of = lay_out(history)
    return {name: p[:, slots[s, 0] : slots[s, 0] + slots[s, 1]].tolist() for name, s in slot_of.items()}


def _held(arena: arenas.Arena) -> object:
    """Return the postings of each key; asked one by one and for all tables at once."""
    blocks = {}
    keys = [*KEYS_HELD, 12_345]
    columns = np.arange(len(Table)) % 2
    asked = np.zeros((len(keys), 2 + len(Table)), np.int64)
    asked[:, 0], asked[:, 1] = keys, [*keys[1:], keys[0]]
    index.find_slots(arena.index, columns, asked, 2)
    for row in asked:
        for table in Table:
            key, slot = row[columns[table]], row[2 + table]
            if slot != arena.slot_of(int(table), key):
                return "two answers"
            if slot >= 0:
                start, length = arena.slots[slot, : L.S_CAPACITY]
                blocks[int(table), int(key)] = arena.postings[:, start : start + length].tolist()
    return blocks
