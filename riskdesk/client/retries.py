"""When a call is made again: within one deadline, waiting longer each time and never all at once.

Every call of this client may be repeated: the same id with the same content gets the same decision, and bodies
are written once, so that a retry repeats them to the byte.
"""

import random
import time
from dataclasses import dataclass

from riskdesk.client.errors import Busy, Unavailable


@dataclass(frozen=True, slots=True)
class Retries:
    """How patient a client is.

    Parameters
    ----------
    deadline_seconds
        From the call to its answer or error, all tries together.
    try_seconds
        After so long, or what is left of the deadline, one try is given up for the next; the service is told nine
        tenths of it as `X-Deadline-Ms`.
    first_wait_seconds, longest_wait_seconds
        Between tries: doubled each time; half of it is left to chance.
    """

    deadline_seconds: float = 5.0
    try_seconds: float = 2.0
    first_wait_seconds: float = 0.05
    longest_wait_seconds: float = 1.0

    def __post_init__(self) -> None:
        """Refuse what cannot be waited."""
        if min(self.deadline_seconds, self.try_seconds) <= 0.0 or self.first_wait_seconds < 0.0:
            raise ValueError("expected a deadline and a time for one try above 0, and no negative wait")


class Course:
    """The tries of one call.

    Parameters
    ----------
    retries
        How patient to be.
    """

    def __init__(self, retries: Retries) -> None:
        self._retries = retries
        self._ends = time.monotonic() + retries.deadline_seconds
        self.tries = 0

    def begin(self) -> float:
        """Begin a try; return how many seconds it may take."""
        self.tries += 1
        return max(min(self._retries.try_seconds, self._left()), 0.001)

    def wait_after(self, failure: Exception) -> float:
        """Return how many seconds to wait before the next try.

        Raises
        ------
        Unavailable
            The deadline would be over by then.
        """
        backed_off = self._retries.first_wait_seconds * 2.0 ** min(self.tries - 1, 30)
        wait = min(backed_off, self._retries.longest_wait_seconds) * (0.5 + random.random() / 2)  # noqa: S311
        if isinstance(failure, Busy):
            wait = max(wait, failure.retry_after_seconds)
        if wait >= self._left():
            detail = f"no answer within {self._retries.deadline_seconds:g} s"
            raise Unavailable(detail, tries=self.tries) from failure
        return wait

    def _left(self) -> float:
        return self._ends - time.monotonic()
