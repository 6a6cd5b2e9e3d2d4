"""Two serving processes on one house, one with hardly any memory, and clients that outlive either."""

import http.client
import os
import threading
import time
from contextlib import suppress
from types import ModuleType
from typing import Any, Final

import pytest

from riskdesk.cli.demo.company import NOW_US

_TTL_US: Final = 8 * 86_400_000_000
"""Longer than a reservation is kept."""


_TURNS: Final = (0, 0, 0, 1)
"""Which process a client asks: the one without memory reads every key from the log again, and is slow."""


class Fleet:
    """The processes; each starts with its clock eight days ahead of the one before it.

    The second one has `cache_bytes` of memory and a shelf of four times as much: keys are let go all the
    time, and come back from the shelf or from the log.
    """

    def __init__(self, world: ModuleType, house: Any, cache_bytes: int) -> None:
        self._world = world
        self._house = house
        self._cache_bytes = cache_bytes
        self._starts = 0
        self._lock = threading.Lock()
        self.key: str = house.keys["all"]
        self.processes: list[Any] = [self._start(0), self._start(1)]
        try:
            for process in self.processes:
                process.wait()
        except AssertionError:
            self.stop()
            raise

    def restart(self, place: int, *, kill: bool) -> bool:
        """End a process as a power cut or as an operator does, and start another in its place; True at last."""
        (self.processes[place].kill if kill else self.processes[place].stop)()
        self.processes[place] = self._start(place).wait()
        return True

    def stop(self) -> None:
        """End both."""
        for process in self.processes:
            process.stop()

    def _start(self, place: int) -> Any:
        with self._lock, pytest.MonkeyPatch.context() as patch:
            patch.setitem(os.environ, "RISKDESK_DEMO_NOW_US", str(NOW_US + self._starts * _TTL_US))
            if place == 1:
                patch.setitem(os.environ, "RISKDESK_CACHE_BYTES", str(self._cache_bytes))
                patch.setitem(os.environ, "RISKDESK_SHELF_BYTES", str(4 * self._cache_bytes))
            self._starts += 1
            return self._world.Process(self._house)


class Client:
    """A client that turns to the other process when its own is gone, with the same body; for one thread."""

    def __init__(self, world: ModuleType, fleet: Fleet, turn: int) -> None:
        self._world = world
        self._fleet = fleet
        self._turn = turn
        self._callers: dict[int, Any] = {}

    def post(self, path: str, body: Any) -> Any:
        """Return the answer; a call that is never answered with 200 within a minute is a failure."""
        give_up = time.monotonic() + 60
        said: Any = None
        while time.monotonic() < give_up:
            port = self._fleet.processes[_TURNS[self._turn % len(_TURNS)]].port
            try:
                status, said = self._caller(port).post(path, body)
            except (OSError, http.client.HTTPException, ValueError):
                self._hang_up(port)
            else:
                if status == 200:
                    return said
                assert 503 == status, (path, body, said)
            self._turn += 1
            time.sleep(0.02)
        raise AssertionError(f"{path} was not answered; the last answer was {said}")

    def turn(self) -> None:
        """Go on with the next process."""
        self._turn += 1

    def close(self) -> None:
        """Hang up everywhere."""
        for port in list(self._callers):
            self._hang_up(port)

    def _caller(self, port: int) -> Any:
        if port not in self._callers:
            self._callers[port] = self._world.Caller(port, self._fleet.key)
        return self._callers[port]

    def _hang_up(self, port: int) -> None:
        with suppress(OSError, http.client.HTTPException):
            self._callers.pop(port).close()
