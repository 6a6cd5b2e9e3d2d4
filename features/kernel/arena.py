"""The postings in memory: one int64 array, a slot for each (table, key), sorted within.

History fills it at once, the serving process key by key and fact by fact; the kernel sees
the same arrays either way. Room of keys that were let go is given to others.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from features.kernel import layout as L
from features.kernel.arrays import Ints
from features.kernel.derive import MOST_POSTINGS, derive
from features.kernel.filling import assign_slots, fill, insert_many, move_together
from features.kernel.index import empty_index, enter, enter_all, find

_CHUNK: Final = 32_768
_EFFECTIVE: Final = L.D_FIELDS + L.P_EFFECTIVE
_SEQ: Final = L.D_FIELDS + L.P_SEQ
_FIRST_CAPACITY: Final = 8
_GROWTH: Final = 1 << 19
"""The array grows by at most this many postings at a time (70 MB): memory stays near its bound."""


class Arena:
    """Postings of many keys in one array.

    `postings` and `slots` are what the kernel takes; `index` finds a key's slot.
    """

    def __init__(self, capacity: int = 1024) -> None:
        self.postings: Ints = np.zeros((L.P_WIDTH, capacity), np.int64)
        self.slots: Ints = np.zeros((64, L.S_WIDTH), np.int64)
        self.index: Ints = empty_index(256)
        self._count = 0
        self._used = 0
        self._free: dict[int, list[int]] = {}
        self._freed = 0

    @classmethod
    def of(cls, d: Ints) -> "Arena":
        """Return an arena of all these postings on their way, int64 of shape (m, D_WIDTH)."""
        arena = cls(max(len(d), 1))
        if len(d) == 0:
            return arena
        seqs = d[:, L.D_FIELDS + L.P_SEQ]
        if np.any(seqs[1:] < seqs[:-1]):
            d = np.ascontiguousarray(d[np.argsort(seqs, kind="stable")])
        arena.index = empty_index(1 << 16)
        slot_of = np.empty(len(d), np.int64)
        done = 0
        while done < len(d):
            done, arena._count = assign_slots(d, done, arena.index, arena._count, slot_of)
            if done < len(d):
                arena._widen()
        length = np.bincount(slot_of, minlength=arena._count)
        start = np.cumsum(length) - length
        arena.slots = np.ascontiguousarray(np.stack([start, length, length], axis=1))
        fill(arena.postings, arena.slots, d, slot_of)
        arena._used = len(d)
        return arena

    def __len__(self) -> int:
        """Return how many slots there are, empty ones too."""
        return self._count

    @property
    def nbytes(self) -> int:
        """Bytes of postings in use, with what slots hold in reserve."""
        return (self._used - self._freed) * L.P_WIDTH * 8

    def slot_of(self, table: int, key: int) -> int:
        """Return the slot of a key in a table, or -1."""
        return find(self.index, table, key)

    def insert(self, d: Ints) -> None:
        """Put postings on their way, int64 of shape (m, D_WIDTH), into their slots.

        Those of one slot are put in order first: what stands behind them moves once, not with each of them.
        """
        if len(d) > 1:
            order = np.lexsort((d[:, _SEQ], d[:, _EFFECTIVE], d[:, L.D_KEY], d[:, L.D_TABLE]))
            d = d[order]
        at = np.empty(len(d), np.int64)
        done = insert_many(self.postings, self.slots, self.index, d, 0, at)
        while done < len(d):
            table, key = int(d[done, L.D_TABLE]), int(d[done, L.D_KEY])
            slot = find(self.index, table, key)
            of_it = (d[done:, L.D_TABLE] == table) & (d[done:, L.D_KEY] == key)
            self._grow(self._new_slot(table, key) if slot < 0 else slot, int(of_it.sum()))
            done = insert_many(self.postings, self.slots, self.index, d, done, at)

    def put(self, d: Ints) -> None:
        """Put postings on their way, int64 of shape (m, D_WIDTH), into their slots."""
        if len(d) <= _FIRST_CAPACITY:
            self.insert(d)
            return
        other = Arena.of(d)
        for table, key, slot in other.index[other.index[:, 0] > 0].tolist():
            self._adopt(other, table - 1, key, slot)

    def block(self, table: int, key: int) -> Ints:
        """Return a copy of a key's postings in a table, int64 of shape (P_WIDTH, n)."""
        slot = find(self.index, table, key)
        start, length = self.slots[slot, :2].tolist() if slot >= 0 else (0, 0)
        return np.ascontiguousarray(self.postings[:, start : start + length])

    def restore(self, table: int, key: int, block: Ints, more: int = 0) -> None:
        """Put postings as `block` gave them in the place of a key of whom the table knows nothing.

        There is room for so many `more` behind them.
        """
        slot = find(self.index, table, key)
        if slot < 0:
            slot = self._new_slot(table, key)
        length = block.shape[1]
        to, capacity = self._take_room(length + more)
        self.postings[:, to : to + length] = block
        self.slots[slot] = (to, length, capacity)

    def release(self, table: int, key: int) -> None:
        """Let go of a key's postings in a table; its slot stays, empty, and its room goes to others."""
        slot = find(self.index, table, key)
        if slot >= 0 and self.slots[slot, L.S_CAPACITY] > 0:
            self._give_back(slot)
            self.slots[slot] = 0

    def close_gaps(self) -> None:
        """Move all slots together: what lies idle between them is one room."""
        slots = self.slots[: self._count]
        order = np.argsort(slots[:, L.S_START], kind="stable")
        self._used, self._freed, self._free = move_together(self.postings, slots, order), 0, {}

    def _adopt(self, other: "Arena", table: int, key: int, their: int) -> None:
        """Take over a slot of another arena; one that stands here already takes the postings one by one."""
        start, length, _ = (int(value) for value in other.slots[their])
        mine = find(self.index, table, key)
        if mine >= 0 and self.slots[mine, L.S_LENGTH]:
            later = other.postings[L.P_LATER, start : start + length] & 1
            fields = other.postings[: L.P_SUM0, start : start + length]
            named = np.full((2, length), [[table], [key]], np.int64)
            self.insert(np.ascontiguousarray(np.concatenate([named, fields, later[None]]).T))
            return
        self.restore(table, key, other.postings[:, start : start + length])

    def _new_slot(self, table: int, key: int) -> int:
        slot = self._count
        if slot == len(self.slots):
            self.slots = np.concatenate([self.slots, np.zeros_like(self.slots)])
        if 2 * slot >= len(self.index):
            self._widen()
        enter(self.index, table, key, slot)
        self.slots[slot] = 0
        self._count += 1
        return slot

    def _widen(self) -> None:
        wider = empty_index(4 * len(self.index))
        enter_all(wider, self.index)
        self.index = wider

    def _grow(self, slot: int, more: int) -> None:
        """Move a slot to where there is room for so many more, as much again as half of it at least."""
        to, wanted = self._take_room(int(self.slots[slot, L.S_LENGTH]) + more)
        start, length, capacity = (int(value) for value in self.slots[slot])  # where it is now
        self.postings[:, to : to + length] = self.postings[:, start : start + length]
        if capacity:
            self._give_back(slot)
        self.slots[slot] = (to, length, wanted)

    def _take_room(self, least: int) -> tuple[int, int]:
        """Return the first column and the size of free room for at least so many postings.

        What is free elsewhere is used before the array grows: room of a larger size, then all gaps together.
        """
        size = _size_for(least)
        if self._free.get(size):
            self._freed -= size
            return self._free[size].pop(), size
        if self._used + size > self.postings.shape[1]:
            larger = min((one for one, starts in self._free.items() if starts and one > size), default=None)
            if larger is not None:
                return self._split(larger, size)
            if self._used - self._freed + size <= self.postings.shape[1]:
                self.close_gaps()
            else:
                more = max(min(self.postings.shape[1], _GROWTH), size)
                self.postings = np.concatenate([self.postings, np.zeros((L.P_WIDTH, more), np.int64)], axis=1)
        start = self._used
        self._used += size
        return start, size

    def _split(self, larger: int, size: int) -> tuple[int, int]:
        """Take a part of room of a larger size; what is left of it stays free."""
        start = self._free[larger].pop()
        self._free.setdefault(larger - size, []).append(start + size)
        self._freed -= size
        return start, size

    def _give_back(self, slot: int) -> None:
        start, _, capacity = (int(value) for value in self.slots[slot])
        self._free.setdefault(capacity, []).append(start)
        self._freed += capacity


def _size_for(least: int) -> int:
    """Return the next size of room, 8, 12, 16, 24 and so on: half as much lies idle as by doubling."""
    size = _FIRST_CAPACITY
    while size < least:
        if size * 3 // 2 >= least:
            return size * 3 // 2
        size *= 2
    return size


def postings_of(events: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the postings of an event array, int64 of shape (m, D_WIDTH), in order of the events."""
    # few rows come transposed: the kernel would be compiled for that order of memory too, while callers wait
    events = np.ascontiguousarray(events)
    n = events.shape[1]
    out = np.empty((max(3 * n, MOST_POSTINGS * min(n, _CHUNK)), L.D_WIDTH), np.int64)
    count = 0
    for begin in range(0, n, _CHUNK):
        end = min(begin + _CHUNK, n)
        needed = count + MOST_POSTINGS * (end - begin)
        if needed > len(out):
            out.resize((max(needed, len(out) + len(out) // 2), L.D_WIDTH), refcheck=False)
        count += derive(events, begin, end, out[count:])
    out.resize((count, L.D_WIDTH), refcheck=False)
    return out
