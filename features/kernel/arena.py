"""The postings in memory: one int64 array, a slot for each (table, key), sorted within.

History fills it at once, the serving process key by key and fact by fact; the kernel sees
the same two arrays either way.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from features.kernel import layout as L
from features.kernel.derive import MOST_POSTINGS, derive
from features.kernel.windows import place
from riskdesk.core.jit import kernel

_CHUNK: Final = 32_768
_FIRST_CAPACITY: Final = 8

SlotKey = tuple[int, int]


@kernel
def _sum_up(p: npt.NDArray[np.int64], start: int, first: int, end: int) -> None:
    """Bring the running sums and maxima of a slot up to date from posting `first` on."""
    for i in range(first, end):
        if i == start:
            for k in range(3):
                p[L.P_SUM0 + k, i] = p[L.P_V0 + k, i]
            p[L.P_MAX_SEQ, i] = p[L.P_SEQ, i]
            p[L.P_MAX_KNOWN, i] = p[L.P_KNOWN, i]
        else:
            for k in range(3):
                p[L.P_SUM0 + k, i] = p[L.P_SUM0 + k, i - 1] + p[L.P_V0 + k, i]
            p[L.P_MAX_SEQ, i] = max(p[L.P_MAX_SEQ, i - 1], p[L.P_SEQ, i])
            p[L.P_MAX_KNOWN, i] = max(p[L.P_MAX_KNOWN, i - 1], p[L.P_KNOWN, i])


@kernel
def _insert(
    p: npt.NDArray[np.int64], slots: npt.NDArray[np.int64], slot: int, d: npt.NDArray[np.int64]
) -> None:
    """Put one posting into its place in a slot that has room."""
    start = slots[slot, L.S_START]
    end = start + slots[slot, L.S_LENGTH]
    at = place(p, start, end, d[L.D_FIELDS + L.P_EFFECTIVE], d[L.D_FIELDS + L.P_SEQ])
    for i in range(end, at, -1):
        for k in range(L.P_WIDTH):
            p[k, i] = p[k, i - 1]
    for k in range(L.P_SUM0):
        p[k, at] = d[L.D_FIELDS + k]
    slots[slot, L.S_LENGTH] += 1
    _sum_up(p, start, at, end + 1)


@kernel
def _fill(
    p: npt.NDArray[np.int64],
    slots: npt.NDArray[np.int64],
    d: npt.NDArray[np.int64],
    order: npt.NDArray[np.int64],
) -> None:
    """Copy sorted postings into place and sum them up slot by slot."""
    for i in range(order.shape[0]):
        for k in range(L.P_SUM0):
            p[k, i] = d[order[i], L.D_FIELDS + k]
    for slot in range(slots.shape[0]):
        start = slots[slot, L.S_START]
        _sum_up(p, start, start, start + slots[slot, L.S_LENGTH])


class Arena:
    """Postings of many keys in one array.

    `postings` and `slots` are what the kernel takes; `slot_of` finds a key's slot.
    """

    def __init__(self, capacity: int = 1024) -> None:
        self.postings = np.zeros((L.P_WIDTH, capacity), np.int64)
        self.slots = np.zeros((64, L.S_WIDTH), np.int64)
        self._used = 0
        self._slot_of: dict[SlotKey, int] = {}

    @classmethod
    def of(cls, d: npt.NDArray[np.int64]) -> "Arena":
        """Return an arena of all these postings on their way, int64 of shape (m, D_WIDTH)."""
        order = np.lexsort((d[:, L.D_FIELDS + L.P_SEQ], d[:, L.D_FIELDS + L.P_EFFECTIVE], d[:, 1], d[:, 0]))
        arena = cls(max(len(d), 1))
        if len(d) == 0:
            return arena
        keys = d[order, : L.D_FIELDS]
        first = np.flatnonzero(np.r_[True, np.any(keys[1:] != keys[:-1], axis=1)])
        length = np.diff(np.r_[first, len(d)])
        arena.slots = np.ascontiguousarray(np.stack([first, length, length], axis=1))
        arena._slot_of = {(int(t), int(k)): i for i, (t, k) in enumerate(keys[first].tolist())}
        arena._used = len(d)
        _fill(arena.postings, arena.slots, d, order)
        return arena

    def __len__(self) -> int:
        """Return how many slots there are."""
        return len(self._slot_of)

    @property
    def nbytes(self) -> int:
        """Bytes of postings in use, with what slots hold in reserve."""
        return self._used * L.P_WIDTH * 8

    def slot_of(self, table: int, key: int) -> int:
        """Return the slot of a key in a table, or -1."""
        return self._slot_of.get((table, key), -1)

    def index_of(self, table: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return the sorted keys of a table and their slots, both int64 of one length."""
        pairs = sorted((key, slot) for (of, key), slot in self._slot_of.items() if of == table)
        both = np.array(pairs, np.int64).reshape(-1, 2)
        return both[:, 0], both[:, 1]

    def insert(self, posting: npt.NDArray[np.int64]) -> None:
        """Put one posting on its way, int64 of shape (D_WIDTH,), into its slot."""
        name = (int(posting[L.D_TABLE]), int(posting[L.D_KEY]))
        slot = self._slot_of.get(name)
        if slot is None:
            slot = self._new_slot(name)
        if self.slots[slot, L.S_LENGTH] == self.slots[slot, L.S_CAPACITY]:
            self._grow(slot)
        _insert(self.postings, self.slots, slot, posting)

    def _new_slot(self, name: SlotKey) -> int:
        slot = len(self._slot_of)
        if slot == len(self.slots):
            self.slots = np.concatenate([self.slots, np.zeros_like(self.slots)])
        self._slot_of[name] = slot
        self.slots[slot] = (self._used, 0, 0)
        return slot

    def _grow(self, slot: int) -> None:
        """Move a full slot to the end of the array with twice its room."""
        start, length, capacity = (int(value) for value in self.slots[slot])
        wanted = max(2 * capacity, _FIRST_CAPACITY)
        if self._used + wanted > self.postings.shape[1]:
            more = max(self.postings.shape[1], wanted)
            self.postings = np.concatenate([self.postings, np.zeros((L.P_WIDTH, more), np.int64)], axis=1)
        to = self._used
        self.postings[:, to : to + length] = self.postings[:, start : start + length]
        self.slots[slot] = (to, length, wanted)
        self._used += wanted


def postings_of(events: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the postings of an event array, int64 of shape (m, D_WIDTH), in order of the events."""
    n = events.shape[1]
    out = np.empty((min(n, _CHUNK) * MOST_POSTINGS, L.D_WIDTH), np.int64)
    parts = []
    for begin in range(0, n, _CHUNK):
        end = min(begin + _CHUNK, n)
        parts.append(out[: derive(events, begin, end, out)].copy())
    return np.concatenate(parts) if parts else np.empty((0, L.D_WIDTH), np.int64)
