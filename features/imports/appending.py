"""Putting events into the log in chunks, each holding it for less than 50 ms."""

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from typing import Final

from features.events.event import Event
from features.history.log import Appended, Log
from features.imports.report import HoldTimes
from features.imports.staging import Progress, Staged
from riskdesk.core.clock import Clock
from riskdesk.core.database.handles import Connection, Engine
from riskdesk.core.database.unit import write_unit

TARGET_SECONDS: Final = 0.025
"""Where the size of a chunk settles: far enough below 50 ms for a slow disk or a busy processor."""

PAUSE_SECONDS: Final = 0.003
"""Between chunks, so that a process that polls for SQLite's lock finds it free."""

Within = Callable[[Connection, Sequence[Event], Sequence[Appended], int], object]
"""Called in the transaction of a chunk with its events, what became of each, and when they were appended."""

_FIRST: Final = 100
_LEAST: Final = 50
_MOST: Final = 1_000


@dataclass(slots=True)
class Appender:
    """Appends events in order; after each chunk what it held is committed and stays.

    Parameters
    ----------
    engine, base_currency, clock
        Of the log.
    within
        What is to be kept together with the events of a chunk, or None.
    """

    engine: Engine
    base_currency: str
    clock: Clock
    within: Within | None = None
    held_seconds: list[float] = field(default_factory=list)

    def append(self, staged: Sequence[Staged], progress: Progress) -> list[Appended]:
        """Append events in order and return the fate of each.

        Parameters
        ----------
        progress
            Called after each commit.

        Raises
        ------
        DatabaseUnavailable
            The chunks before it are committed; the same import fed again completes the rest.
        """
        fates: list[Appended] = []
        size = _FIRST
        while len(fates) < len(staged):
            chunk = [item.event for item in staged[len(fates) : len(fates) + size]]
            with _no_collection():
                said, held = self._append_chunk(chunk)
            fates += said
            self.held_seconds.append(held)
            size = next_size(len(chunk), held)
            progress("appending", len(fates), len(staged))
            time.sleep(PAUSE_SECONDS)
        return fates

    def holds(self) -> HoldTimes:
        """Return how long the log was held so far."""
        held_ms = [seconds * 1000 for seconds in self.held_seconds]
        return HoldTimes(len(held_ms), median(held_ms) if held_ms else 0.0, max(held_ms, default=0.0))

    def _append_chunk(self, chunk: Sequence[Event]) -> tuple[list[Appended], float]:
        with write_unit(self.engine) as connection:
            # SQLite is locked from here on, PostgreSQL from the moment the head's row is read:
            # waiting for others before that is not holding.
            begun = time.perf_counter()
            log = Log(connection, self.base_currency)
            if self.engine.dialect.name == "postgresql":
                begun = time.perf_counter()
            now_us = self.clock.now_us()
            fates = log.append(chunk, recorded_at_us=now_us)
            log.flush()
            if self.within is not None:
                self.within(connection, chunk, fates, now_us)
        return fates, time.perf_counter() - begun


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep Python's collector from running while the log is held.

    With 75,000 events in memory one of its full runs took 172 ms (November 2026); between chunks
    it does no harm.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def next_size(size: int, held_seconds: float) -> int:
    """Return how many events the next chunk should have, at most half as many again.

    >>> next_size(100, 0.03), next_size(100, 0.001)
    (83, 150)
    """
    wanted = size * min(TARGET_SECONDS / max(held_seconds, 1e-6), 1.5)
    return min(max(int(wanted), _LEAST), _MOST)
