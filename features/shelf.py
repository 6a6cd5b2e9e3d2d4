"""Keys that were let go, in a file of this process: they come back as they were, without reading the log.

What is there is derived and never outlives the process: the file has no name, and whoever loses it reads the
log again. Its pages are the operating system's to keep or to drop.
"""

import os
import tempfile
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Final, NamedTuple

import numpy as np

from features.kernel import layout as L
from features.kernel.arrays import Ints

Key = tuple[str, int]
"""Entity and 64-bit code."""

Slots = list[tuple[int, Ints]]
"""Table and its postings, int64 of shape (P_WIDTH, n)."""

_END: Final = bytes(8)
"""Behind each key, so that one of whom nothing is known has a place too."""
_FACT_BYTES: Final = 8 * L.D_WIDTH
_LATER_MOST: Final = 256
"""Facts that stand beside one key; with more of them it is read from the log."""
_LATER_IN_MEMORY: Final = 24
"""Of one that is in memory too, and is put here anew with more of them."""
_ALL_LATER_MOST: Final = 80_000
"""Of all keys, 8 MB."""


class _Place(NamedTuple):
    """Where a key's postings lie: from which byte on, how many bytes, and how many postings of which tables."""

    begin: int
    size: int
    tables: tuple[tuple[int, int], ...]


class _Room(NamedTuple):
    """Bytes that are a key's, until the ring comes round."""

    begin: int
    size: int


class Shelf:
    """Postings of keys, in a ring of bytes: who got room there longest ago is overwritten first.

    A key that is put again takes the room that it had, as long as that is enough: an eighth is left for what comes.

    Parameters
    ----------
    most_bytes
        Size of the file; 0 keeps nothing.
    folder
        Where the file is made; where it cannot, or for None, among the system's temporary files.
    """

    def __init__(self, most_bytes: int, folder: Path | None = None) -> None:
        self._most = most_bytes
        self._file = _open(folder) if most_bytes > 0 else None
        if self._file is not None:
            weakref.finalize(self, self._file.close)
        self._places: dict[Key, _Place] = {}
        self._rooms: dict[Key, _Room] = {}
        self._later: dict[Key, bytearray] = {}
        self._count_later = 0
        self._next = 0
        self._read = bytearray(8)

    def __len__(self) -> int:
        """Return how many keys lie here."""
        return len(self._places)

    def __contains__(self, name: Key) -> bool:
        return name in self._places

    def close(self) -> None:
        """Give the file back; nothing lies here any more."""
        self.clear()
        if self._file is not None:
            self._file.close()
            self._file = None

    def clear(self) -> None:
        """Let all go."""
        self._places.clear()
        self._rooms.clear()
        self._later.clear()
        self._count_later = 0
        self._next = 0

    def put(self, name: Key, slots: Sequence[tuple[int, Ints]]) -> None:
        """Keep all that is known of a key at this moment.

        Where the disk is full nothing is kept from then on: a key that is not here is read from the log.
        """
        self.discard(name)
        content: list[memoryview | bytes] = [*(postings.data for _, postings in slots), _END]
        size = sum(postings.nbytes for _, postings in slots) + len(_END)
        if self._file is None or size > self._most:
            return
        begin = self._room_for(name, size)
        try:
            written = os.pwritev(self._file.fileno(), content, begin)
        except OSError:
            self.close()
            return
        if written == size:
            tables = tuple((table, postings.shape[1]) for table, postings in slots)
            self._places[name] = _Place(begin, size, tables)

    def note(self, name: Key, posting: Ints, *, in_memory: bool = False) -> None:
        """Keep a fact that came for a key that lies here, int64 of shape (D_WIDTH,).

        One that is in memory too goes from here sooner: let go, it is put here anew without being read.
        """
        later = self._later.setdefault(name, bytearray())
        later += posting.tobytes()
        self._count_later += 1
        if len(later) > (_LATER_IN_MEMORY if in_memory else _LATER_MOST) * _FACT_BYTES:
            self.discard(name)
        while self._count_later > _ALL_LATER_MOST:
            self.discard(next(iter(self._later)))

    def discard(self, name: Key) -> None:
        """Let a key go: what lies here is no longer all that is known of it. Its room stays its own."""
        self._places.pop(name, None)
        self._count_later -= len(self._later.pop(name, b"")) // _FACT_BYTES

    def get(self, name: Key) -> tuple[Slots, Ints] | None:
        """Return a key's postings by table as they were put, and the facts that came since; None for a key unknown.

        The facts are int64 of shape (n, D_WIDTH), in their order. The key stays here: let go again, it need not
        be put. The arrays hold until the next call.
        """
        place = self._places.get(name)
        if place is None or self._file is None:
            return None
        if place.size > len(self._read):
            self._read = bytearray(2 * place.size)
        into = memoryview(self._read)[: place.size]
        try:
            size = os.preadv(self._file.fileno(), [into], place.begin)
        except OSError:
            size = -1
        if size != place.size:
            self.discard(name)
            return None
        values = np.frombuffer(into, np.int64)
        slots, begin = [], 0
        for table, count in place.tables:
            end = begin + L.P_WIDTH * count
            slots.append((table, values[begin:end].reshape(L.P_WIDTH, count)))
            begin = end
        return slots, np.frombuffer(bytearray(self._later.get(name, b"")), np.int64).reshape(-1, L.D_WIDTH)

    def _room_for(self, name: Key, size: int) -> int:
        """Return where so many bytes of a key may be written; who lay there is let go."""
        own = self._rooms.get(name)
        if own is not None and own.size >= size:
            return own.begin
        self._rooms.pop(name, None)
        room = min(size + size // 8, self._most)
        begin = self._next if self._next + room <= self._most else 0
        if begin < self._next:  # from the start again: what lies from here to the end is the oldest
            self._let_go(self._next, self._most)
        self._next = begin + room
        self._let_go(begin, self._next)
        self._rooms[name] = _Room(begin, room)
        return begin

    def _let_go(self, begin: int, end: int) -> None:
        """Let keys go whose room lies between two bytes; they are the first ones, in the order they got it."""
        gone = []
        for name, room in self._rooms.items():
            if room.begin + room.size <= begin or room.begin >= end:
                break
            gone.append(name)
        for name in gone:
            del self._rooms[name]
            self.discard(name)


def _open(folder: Path | None) -> IO[bytes] | None:
    """Return a file without a name, or None where none can be made."""
    for place in (folder, None):
        try:
            return tempfile.TemporaryFile(dir=place)
        except OSError:
            continue
    return None
