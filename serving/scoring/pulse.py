"""How the appender fares: noted by its own thread, read by whoever asks whether the process is ready."""

import time


class Pulse:
    """When the group at hand began, and whether the last commit failed.

    Examples
    --------
    >>> pulse = Pulse()
    >>> pulse.failed()
    >>> pulse.is_failing, pulse.deciding_s
    (True, 0.0)
    """

    __slots__ = ("_began_s", "is_failing")

    def __init__(self) -> None:
        self._began_s: float | None = None
        self.is_failing = False
        """Whether the database failed the last group, and nothing was kept since."""

    def begin(self) -> None:
        """A group begins."""
        self._began_s = time.monotonic()

    def end(self) -> None:
        """The group at hand was answered."""
        self._began_s = None

    def failed(self) -> None:
        """The database failed a group: nothing was kept."""
        self.is_failing = True

    def kept(self) -> None:
        """Something was written and committed."""
        self.is_failing = False

    @property
    def deciding_s(self) -> float:
        """For how many seconds the group at hand is being decided; 0 between groups."""
        began_s = self._began_s
        return 0.0 if began_s is None else time.monotonic() - began_s
