"""Whether the process can answer fully; what it lacks, by name."""

import threading
import time
from typing import Final

from riskdesk.core.database.probe import takes_writes
from riskdesk.core.database.unit import read_unit
from riskdesk.core.errors import RiskdeskError
from serving.activation.loader import Activation
from serving.runtime import Runtime
from serving.scoring.appender import Appender

_DEADLINES: Final = 2.0
"""A group that takes longer than this many deadlines is stuck: whoever came after it was dropped already."""
_LEAST_S: Final = 1.0
"""Below it nothing is stuck, however short the deadline: histories that are read for the first time take as long."""
_AGAIN_S: Final = 2.0


class Checks:
    """What must hold for the process to answer fully; safe for several threads.

    Parameters
    ----------
    runtime
        What the process stands on.
    appender
        Decides and keeps.
    activation
        What decides.
    """

    def __init__(self, runtime: Runtime, appender: Appender, activation: Activation) -> None:
        self._runtime = runtime
        self._appender = appender
        self._activation = activation
        self._stuck_s = max(_DEADLINES * runtime.settings.deadline.total_seconds(), _LEAST_S)
        self._trying = threading.Lock()
        self._next_s = 0.0

    def missing(self) -> list[str]:
        """Return what is missing; nothing where the process is ready.

        `database` cannot be read, `database:write` takes no commit, `appender` has ended, `deciding:9s` is a group
        that has been decided for so many seconds, `bundle:credit` is a role for which nothing is active.
        """
        missing = self._of_database()
        if not self._appender.alive:
            missing.append("appender")
        deciding_s = self._appender.pulse.deciding_s
        if deciding_s > self._stuck_s:
            missing.append(f"deciding:{int(deciding_s)}s")
        bundles = self._activation.current.bundles
        roles = [role for role, bundle in bundles.items() if bundle is None and role != "lateness"]
        return missing + [f"bundle:{role}" for role in roles]

    def _of_database(self) -> list[str]:
        try:
            with read_unit(self._runtime.engine) as connection:
                self._runtime.reader.head(connection)
        except RiskdeskError:
            return ["database"]
        if self._appender.pulse.is_failing:
            self._try_again()
        return ["database:write"] if self._appender.pulse.is_failing else []

    def _try_again(self) -> None:
        """Write where the last commit failed: a process that callers are led away from would never learn more."""
        if not self._trying.acquire(blocking=False):
            return
        try:
            if time.monotonic() >= self._next_s:
                if takes_writes(self._runtime.engine):
                    self._appender.pulse.kept()
                self._next_s = time.monotonic() + _AGAIN_S
        finally:
            self._trying.release()
