"""Log lines that could not be written: counted, and said once on the process's first standard error."""

import sys
import threading
from contextlib import suppress
from typing import Final


class LostLines:
    """How many lines a process has lost.

    A full disk or a closed pipe must not fail the call that had something to say; it must not go unseen either.

    Attributes
    ----------
    count
        Lines since the process began.
    """

    def __init__(self) -> None:
        self.count = 0
        self._lock = threading.Lock()

    def note(self, error: BaseException | None) -> None:
        """Count a line; of the first one say so, and why, without a word of what the line held."""
        with self._lock:
            self.count += 1
            is_first = self.count == 1
        if is_first:
            _say(error)


LOST: Final = LostLines()
"""Of this process."""


def _say(error: BaseException | None) -> None:
    why = type(error).__name__
    if isinstance(error, OSError) and error.strerror:
        why = f"{why}: {error.strerror}"
    # The very stream may be what cannot be written; then the count alone tells.
    with suppress(Exception):
        if sys.__stderr__ is not None:
            said = f"日志无法写入 / log lines cannot be written ({why}); riskdesk_log_lines_lost_total counts them"
            print(said, file=sys.__stderr__, flush=True)
