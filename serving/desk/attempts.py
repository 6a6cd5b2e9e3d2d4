"""Sign-ins that failed, counted in memory: keys cannot be guessed, and trying should not be free."""

import threading
from collections import OrderedDict
from typing import Final

from riskdesk.core.clock import SECOND_US

MOST: Final = 10
WINDOW_SECONDS: Final = 15 * 60
_MOST_CLIENTS: Final = 10_000


class Attempts:
    """Failures of each client within the last fifteen minutes, of at most 10,000 clients.

    >>> attempts = Attempts()
    >>> for _ in range(MOST): attempts.note("10.0.0.1", 0)
    >>> attempts.wait_seconds("10.0.0.1", 60 * SECOND_US), attempts.wait_seconds("10.0.0.2", 0)
    (840, 0)
    """

    def __init__(self) -> None:
        self._failed: OrderedDict[str, list[int]] = OrderedDict()
        self._lock = threading.Lock()

    def note(self, client: str, now_us: int) -> None:
        """Count a failure."""
        with self._lock:
            self._failed[client] = [*self._recent(client, now_us), now_us][-MOST:]
            self._failed.move_to_end(client)
            while len(self._failed) > _MOST_CLIENTS:
                self._failed.popitem(last=False)

    def wait_seconds(self, client: str, now_us: int) -> int:
        """Return for how many seconds the client is not listened to; 0 where it is."""
        with self._lock:
            recent = self._recent(client, now_us)
        if len(recent) < MOST:
            return 0
        return -(-(recent[0] + WINDOW_SECONDS * SECOND_US - now_us) // SECOND_US)

    def _recent(self, client: str, now_us: int) -> list[int]:
        since_us = now_us - WINDOW_SECONDS * SECOND_US
        return [at_us for at_us in self._failed.get(client, []) if at_us > since_us]
