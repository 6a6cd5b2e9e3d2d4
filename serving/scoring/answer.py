"""Where the decision of one call goes: from the thread that decides to the loop that waits for it.

Lighter than a future of `concurrent.futures` wrapped for the loop, which costs 20 µs a call (November 2026): a group
that was committed together wakes its loop once.
"""

import asyncio
from collections.abc import Iterable
from contextlib import suppress

from riskdesk.core.errors import DeadlinePassed
from serving.ledger.store import Entry

Fate = Entry | Exception


class Answer:
    """The decision of one call, or the error that came instead.

    Of `take` and `drop` the first one wins, for good, whichever threads they are called from.
    """

    __slots__ = ("_fate", "_turn", "_waiter")

    def __init__(self) -> None:
        # `setdefault` of a key that is text is one step: nobody comes in between
        self._turn: dict[str, bool] = {}
        self._fate: Fate | None = None
        self._waiter: asyncio.Future[None] | None = None

    def take(self) -> bool:
        """Tell whether it is to be decided; False where it was dropped before."""
        return self._turn.setdefault("taken", True)

    def drop(self) -> bool:
        """Give it up, never to be decided, and tell who waits; False where it was taken before."""
        if self._turn.setdefault("taken", False):
            return False
        _tell([self])
        return True

    def cancelled(self) -> bool:
        """Tell whether it was dropped."""
        return self._turn.get("taken") is False

    def done(self) -> bool:
        """Tell whether there is a decision or an error."""
        return self._fate is not None or self.cancelled()

    def result(self) -> Entry:
        """Return the decision.

        Raises
        ------
        DeadlinePassed
            It was dropped.
        RiskdeskError
            What came instead of a decision.
        asyncio.InvalidStateError
            Nothing came yet.
        """
        if isinstance(self._fate, Entry):
            return self._fate
        if self._fate is not None:
            raise self._fate
        if self.cancelled():
            raise DeadlinePassed("the call waited longer than its deadline for its turn")
        raise asyncio.InvalidStateError

    def settle(self, fate: Fate) -> None:
        """Complete it without telling who waits."""
        self._fate = fate

    def listen(self) -> "asyncio.Future[None]":
        """Return what the running loop wakes when there is a result; to be called before it is handed in."""
        self._waiter = asyncio.get_running_loop().create_future()
        return self._waiter

    @property
    def waiter(self) -> "asyncio.Future[None] | None":
        """Who waits, None where nobody does."""
        return self._waiter


def answer_all(fates: Iterable[tuple[Answer, Fate]]) -> None:
    """Complete the calls of a group; each loop that waits for some of them is woken once."""
    answers = []
    for answer, fate in fates:
        answer.settle(fate)
        answers.append(answer)
    _tell(answers)


def _tell(answers: list[Answer]) -> None:
    waiting: dict[asyncio.AbstractEventLoop, list[asyncio.Future[None]]] = {}
    for answer in answers:
        if answer.waiter is not None:
            waiting.setdefault(answer.waiter.get_loop(), []).append(answer.waiter)
    for loop, waiters in waiting.items():
        # a loop that is closed took with it who waited; the decision stands in the ledger
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_wake, waiters)


def _wake(waiters: list["asyncio.Future[None]"]) -> None:
    for waiter in waiters:
        if not waiter.done():  # who hung up waits no more
            waiter.set_result(None)
