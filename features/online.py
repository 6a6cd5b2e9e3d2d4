"""Vectors of a running service: the keys in use in memory, carried forward by the log's tail.

A key is loaded when it is first asked for; every fact that comes later is added to it. When
memory passes its bound, the keys that were not asked for longest are put on the shelf and come back when
they are: a value never depends on what was in memory.
"""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from features.catalogue.parameters import FeatureParameters
from features.catalogue.program import PROGRAM
from features.history.encode import code_of
from features.history.reader import Reader
from features.kernel import layout as L
from features.kernel.arena import Arena, postings_of
from features.kernel.compute import compute
from features.kernel.tables import ENTITIES, ENTITY_COLUMN, EVENT_COLUMN, TABLES
from features.query import fill_slots
from features.shelf import Key, Shelf
from riskdesk.core.database.handles import Connection

_REPLAY_MOST: Final = 5_000
"""A longer tail (a bulk import) lets keys go instead of being replayed row by row."""

_SLOTS_MOST: Final = 1 << 20
"""More slots than this, most of them of keys long gone, begin anew."""

_ENTITY_OF_TABLE: Final = tuple(spec.entity for spec in TABLES)
_TABLES_OF: Final = {
    entity: [int(spec.table) for spec in TABLES if spec.entity == entity] for entity in ENTITIES
}
_BASELINE_ENTITIES: Final = frozenset({"industry", "hour", "weekday"})
"""Read through the company's baselines alone, all of them at once: some rows a day."""
_PARTY_COLUMNS: Final = [column for name, column in EVENT_COLUMN.items() if name not in ("hour", "weekday")]


_KEYS: Final = tuple(ENTITY_COLUMN.items())
_KEY_COLUMNS: Final = [column for _, column in _KEYS]


class OnlineHistory:
    """The part of history that the service works on.

    Parameters
    ----------
    reader
        Reads the log.
    parameters
        Limits that features compare with.
    most_bytes
        Postings in memory beyond which keys are let go.
    shelf
        Where keys that are let go wait; None reads them again from the log.
    """

    def __init__(
        self, reader: Reader, parameters: FeatureParameters, most_bytes: int, shelf: Shelf | None = None
    ) -> None:
        self.reader = reader
        self.upto = 0
        self.evictions = 0
        self.loads = 0
        self._shelf = Shelf(0) if shelf is None else shelf
        self._limits = parameters.to_array()
        self._most_bytes = most_bytes
        self._arena = self._empty()
        self._loaded: dict[Key, None] = {}
        self._baselines = False

    @property
    def arena(self) -> Arena:
        """The postings in memory."""
        return self._arena

    @property
    def keys_in_memory(self) -> int:
        """How many keys are loaded."""
        return len(self._loaded)

    @property
    def keys_on_shelf(self) -> int:
        """How many keys that are not in memory wait on the shelf, or were not changed since they did."""
        return len(self._shelf)

    def reset(self) -> None:
        """Let all keys go; `upto` stays."""
        self._arena = self._empty()
        self._shelf.clear()
        self._loaded = {}
        self._baselines = False

    def _empty(self) -> Arena:
        """Return an arena with room for the bound at once: the system gives a page when it is first used.

        Growing it later would hold the old and the new array at the same time; an eighth more, beside the eighth
        that is left of the bound, is for what lies idle between keys of other lengths.
        """
        return Arena(max(9 * self._most_bytes // (8 * 8 * L.P_WIDTH), 1024))

    def forget(self) -> None:
        """Let all keys go and start anew: what was taken in may never have been committed."""
        self.reset()
        self.upto = 0

    def advance(self, connection: Connection) -> npt.NDArray[np.int64] | None:
        """Take in what the log holds beyond `upto`; return those events.

        None says that they were too many, or that the log is shorter than it was (restored from
        a copy): all keys were let go, and anything may have changed.
        """
        head = self.reader.head(connection)
        if head == self.upto:
            return np.zeros((L.E_WIDTH, 0), np.int64)
        if not 0 <= head - self.upto <= _REPLAY_MOST:
            self.reset()
            self.upto = head
            return None
        tail = self.reader.tail(connection, after=self.upto)
        self.take(tail)
        return tail

    def take(self, events: npt.NDArray[np.int64]) -> None:
        """Take in events of the log, in order; those up to `upto` are known already.

        Events that do not follow `upto` without a gap let all keys go: they come back whole.
        """
        seqs = events[L.E_SEQ].tolist()
        if seqs and seqs[0] <= self.upto:
            events = events[:, events[L.E_SEQ] > self.upto]
            seqs = events[L.E_SEQ].tolist()
        if not seqs:
            return
        if seqs[-1] != self.upto + len(set(seqs)):
            self.reset()
        postings = postings_of(np.ascontiguousarray(events))
        held = []
        for place, (table, key) in enumerate(postings[:, [L.D_TABLE, L.D_KEY]].tolist()):
            name = _ENTITY_OF_TABLE[table], key
            in_memory = self._holds(*name)
            if in_memory:
                held.append(place)
            if name in self._shelf:
                self._shelf.note(name, postings[place], in_memory=in_memory)
        self._arena.insert(postings[held])
        self.upto = seqs[-1]

    def _has(self, parties: Mapping[str, str]) -> bool:
        """Tell whether `ensure` of these keys would read nothing."""
        return self._baselines and all(
            self._holds(entity, code_of(key)) or (entity, code_of(key)) in self._shelf
            for entity, key in parties.items()
            if entity in ENTITIES
        )

    def ensure(
        self,
        connection: Connection,
        parties: Mapping[str, str],
        before_loading: Callable[[], None] | None = None,
    ) -> None:
        """Load those keys that are not in memory yet, as of `upto`, which the connection must see.

        May let go what was loaded before: ask for one query's keys, then for its vector. `before_loading` is
        called where something must be read: who appends writes first what only its transaction holds yet.
        """
        self._make_room()
        if before_loading is not None and not self._has(parties):
            before_loading()
        if not self._baselines:
            self._load_baselines(connection)
        for entity, key in parties.items():
            name = (entity, code_of(key))
            if name in self._loaded:
                self._loaded[name] = self._loaded.pop(name)  # asked for last, let go last
            elif entity in ENTITIES and not self._holds(*name) and not self._bring_back(name):
                self._load(self.reader.of_key(connection, entity, key, upto=self.upto), name)

    def vector(self, query: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        """Return the vector of one query, float64 of shape (features,).

        Raises
        ------
        LookupError
            A key of the query is not in memory; `ensure` loads it.
        """
        for (entity, _), code in zip(_KEYS, query[_KEY_COLUMNS].tolist(), strict=True):
            if code != L.NOBODY and not self._holds(entity, code):
                raise LookupError(f"the query's {entity} is not in memory")
        queries = self.placed(query).reshape(1, -1)
        out = np.empty((1, len(PROGRAM)), np.float64)
        compute(self._arena.postings, self._arena.slots, PROGRAM, self._limits, queries, out)
        return out.reshape(-1)

    def placed(self, query: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return the query with the slots of its keys as memory is now, written in its place."""
        fill_slots(query.reshape(1, -1), self._arena)
        return query

    def _holds(self, entity: str, code: int) -> bool:
        return self._baselines if entity in _BASELINE_ENTITIES else (entity, code) in self._loaded

    def _load_baselines(self, connection: Connection) -> None:
        self._arena.put(postings_of(self.reader.baselines(connection, upto=self.upto)))
        self._arena.close_gaps()  # there are few yet; its kernel is ready before anybody waits for it
        self._baselines = True

    def _load(self, events: npt.NDArray[np.int64], name: Key) -> None:
        d = postings_of(events)
        own = (d[:, L.D_KEY] == name[1]) & np.isin(d[:, L.D_TABLE], _TABLES_OF[name[0]])
        self._arena.put(d[own])
        self._loaded[name] = None
        self.loads += 1

    def _bring_back(self, name: Key) -> bool:
        """Load a key from the shelf; tell whether it was there."""
        found = self._shelf.get(name)
        if found is None:
            return False
        slots, later = found
        more = np.bincount(later[:, L.D_TABLE], minlength=len(TABLES)).tolist()
        for table, postings in slots:
            self._arena.restore(table, name[1], postings, more[table])
        self._arena.insert(later)
        self._loaded[name] = None
        return True

    def _let_go(self, name: Key) -> None:
        if name not in self._shelf:
            blocks = [(table, self._arena.block(table, name[1])) for table in _TABLES_OF[name[0]]]
            self._shelf.put(name, [one for one in blocks if one[1].shape[1]])
        for table in _TABLES_OF[name[0]]:
            self._arena.release(table, name[1])
        del self._loaded[name]
        self.evictions += 1

    def _make_room(self) -> None:
        """Let go of the keys not asked for longest once little of the bound is left: few for one call."""
        if 8 * self._arena.nbytes <= 7 * self._most_bytes:
            return
        if len(self._arena) > _SLOTS_MOST:  # slots and index of keys long gone
            self.reset()
            self.evictions += 1
        for name in list(self._loaded):
            if 64 * self._arena.nbytes <= 55 * self._most_bytes:
                break
            self._let_go(name)


def keys_of_query(query: npt.NDArray[np.int64]) -> set[int]:
    """Return the codes of all keys that a query asks for."""
    return {
        int(query[column]) for name, column in ENTITY_COLUMN.items() if name not in _BASELINE_ENTITIES
    } - {L.NOBODY}


def keys_of_events(events: npt.NDArray[np.int64]) -> set[int]:
    """Return the codes of all keys that these events speak of."""
    return {code for codes in events[_PARTY_COLUMNS].tolist() for code in codes} - {L.NOBODY}


def speaks_of_nobody(events: npt.NDArray[np.int64]) -> bool:
    """Tell whether any of these events names no key at all."""
    return bool((events[_PARTY_COLUMNS] == L.NOBODY).all(axis=0).any())
