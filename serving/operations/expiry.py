"""Reservations whose time is over are given back, also those of customers who do not order again.

Before it decides, the appender releases what has expired of the customers at hand; this thread does so for
all others, so that what is read of a customer's exposure, and the list of what is held, do not grow with
orders that nobody placed.
"""

import threading
from typing import Final

from features.history.log import Log
from features.history.parties import all_expired, count_held
from riskdesk.core.database.unit import read_unit, write_unit
from riskdesk.core.errors import RiskdeskError
from riskdesk.core.logs import get_logger
from serving.operations.metrics import EXPIRED, HELD
from serving.runtime import Runtime
from serving.scoring.reservations import append_own, released

_log = get_logger("riskdesk.expiry")

_EVERY_SECONDS: Final = 60.0
_MOST_A_COMMIT: Final = 100
"""Holds the log's lock for well under 50 ms."""
_PAUSE_SECONDS: Final = 0.1
"""Between two commits, for whoever waits to decide."""


class Expiry:
    """Gives back what has expired, once a minute; of several processes whoever comes first.

    What happens when the database fails is decided here: it is asked again after a minute, and decisions do not
    depend on it.

    Parameters
    ----------
    runtime
        What the process stands on.
    """

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="expiry", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the commit at hand."""
        self._stopping.set()
        self._thread.join(timeout=5)

    def release_once(self) -> int:
        """Give back what has expired, up to 100 reservations; return how many they were."""
        runtime = self._runtime
        now_us = runtime.clock.now_us()
        with read_unit(runtime.engine) as connection:
            HELD.set(count_held(connection))
            if not all_expired(connection, now_us, most=1):
                return 0
        with write_unit(runtime.engine) as connection:
            log = Log(connection, runtime.settings.base_currency)
            over = all_expired(connection, now_us, most=_MOST_A_COMMIT)
            batch = [
                released(runtime, rid, document, customer, "expired") for rid, document, customer in over
            ]
            log.expect(batch)
            append_own(log, batch, now_us)
            log.flush()
        EXPIRED.inc(len(over))
        return len(over)

    def _run(self) -> None:
        while not self._stopping.wait(_EVERY_SECONDS):
            try:
                while self.release_once() and not self._stopping.wait(_PAUSE_SECONDS):
                    pass
            except RiskdeskError as error:
                _log.warning("expiry.waiting", code=error.code, detail=error.detail)
            except Exception:  # noqa: BLE001 - whatever it is, tomorrow's reservations must still expire
                _log.exception("expiry.broke")
