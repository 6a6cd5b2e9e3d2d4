"""One appender, many requests a commit.

A thread of its own takes whatever waits, computes it on history as of S outside the lock,
then begins the writing transaction, reads the tail since S, computes again only what the
tail touched, decides and appends member after member, commits once and answers. Groups form
by themselves: while one commits, the next one gathers; there is no timer.

What happens when a dependency fails is decided here: the database unreachable, full or
locked fails the whole group with 503 and nothing was kept; a full queue refuses at the door;
a bug in one member's decision fails that member only if nothing of it was appended yet.
"""

import queue
import threading
from concurrent.futures import Future
from typing import Final

import numpy as np
import numpy.typing as npt

from features.history.books import OpenBooks
from features.history.log import Log
from features.online import OnlineHistory, keys_of_events, keys_of_query, speaks_of_nobody
from features.query import query_row
from riskdesk.core.database.handles import Connection
from riskdesk.core.database.unit import read_unit, write_unit
from riskdesk.core.errors import Conflict, DatabaseUnavailable, QueueFull, RiskdeskError
from riskdesk.core.logs import get_logger
from serving.activation.loader import Activation, changes_activation
from serving.ledger import store as ledger
from serving.ledger.store import Entry, Identity
from serving.operations.daily import DailyBaseline
from serving.operations.metrics import (
    EVICTED,
    GROUP_SIZE,
    HISTORY_BYTES,
    KEYS,
    QUEUE_DEPTH,
    RECOMPUTED,
)
from serving.runtime import Runtime
from serving.scoring.item import Item
from serving.scoring.reservations import release_expired
from serving.scoring.settle import look, settle, stored

_log = get_logger("riskdesk.appender")

_MOST_WAITING: Final = 512
_MOST_A_GROUP: Final = 64


class Appender:
    """Decides and appends, in one thread.

    Parameters
    ----------
    runtime
        What the process stands on.
    online
        History in memory; used by this thread only.
    activation
        What decides.
    """

    def __init__(self, runtime: Runtime, online: OnlineHistory, activation: Activation) -> None:
        self._runtime = runtime
        self._online = online
        self._activation = activation
        self._daily = DailyBaseline(runtime)
        self._waiting: queue.Queue[Item | None] = queue.Queue(_MOST_WAITING)
        self._thread = threading.Thread(target=self._run, name="appender", daemon=True)
        self._stopping = False

    def start(self) -> None:
        """Begin to take calls."""
        self._thread.start()

    def stop(self) -> None:
        """Answer what waits, then end."""
        self._stopping = True
        self._waiting.put(None)
        self._thread.join(timeout=30)
        self._daily.stop()

    @property
    def alive(self) -> bool:
        """Whether the thread works."""
        return self._thread.is_alive() and not self._stopping

    def submit(self, item: Item) -> "Future[Entry]":
        """Hand one item in; its future completes after the commit.

        Raises
        ------
        QueueFull
            Too many wait already, or the process is stopping.
        """
        if self._stopping:
            raise QueueFull("the service is stopping")
        try:
            self._waiting.put_nowait(item)
        except queue.Full:
            raise QueueFull("more calls wait than can be answered in time") from None
        return item.answer

    def _run(self) -> None:
        while True:
            first = self._waiting.get()
            group = [] if first is None else [first]
            while len(group) < _MOST_A_GROUP:
                try:
                    more = self._waiting.get_nowait()
                except queue.Empty:
                    break
                if more is None:
                    first = None
                else:
                    group.append(more)
            if group:
                QUEUE_DEPTH.set(self._waiting.qsize())
                GROUP_SIZE.observe(len(group))
                before = self._online.evictions
                self._decide_group(group)
                EVICTED.inc(self._online.evictions - before)
                KEYS.set(self._online.keys_in_memory)
                HISTORY_BYTES.set(self._online.arena.nbytes)
            if first is None and self._waiting.empty():
                return

    def _decide_group(self, group: list[Item]) -> None:
        self._daily.check()
        try:
            fates = self._commit(self._look_at(group))
        except DatabaseUnavailable as error:
            self._online.forget()
            fates = [(item, error) for item in group]
        except Exception as error:  # noqa: BLE001  a bug must answer its callers, and no other's
            self._online.forget()
            _log.exception("group.failed", size=len(group))
            if len(group) > 1:
                for item in group:
                    if not item.answer.done():
                        self._decide_group([item])
                return
            fates = [(group[0], error)]
        for item, fate in fates:
            _answer(item, fate)

    def _look_at(self, group: list[Item]) -> list[Item]:
        """Compute each member outside the lock; a member that cannot be computed is answered at once."""
        good = []
        with read_unit(self._runtime.engine) as connection:
            self._advance(connection)
            books = OpenBooks(connection, self._runtime.settings.base_currency)
            books.expect([item.event for item in group])
            for item in group:
                try:
                    look(self._runtime, self._online, connection, item, books)
                except RiskdeskError as error:
                    _answer(item, _decided_before(connection, item) or error)
                else:
                    good.append(item)
        return good

    def _commit(self, group: list[Item]) -> list[tuple[Item, Entry | Exception]]:
        if not group:
            return []
        with write_unit(self._runtime.engine) as connection:
            log = Log(connection, self._runtime.settings.base_currency)
            log.books.expect([item.event for item in group])
            changed = Changed()
            if log.seq != self._online.upto:
                changed.add(self._advance(connection))
            customers = sorted({item.customer for item in group if item.customer is not None})
            release_expired(self._runtime, log, customers, self._runtime.clock.now_us())
            self._take_own(log, changed)
            decided: dict[Identity, Entry] = {}
            fates: list[tuple[Item, Entry | Exception]]
            fates = [(item, self._settle_one(log, item, changed, decided)) for item in group]
            log.flush()
            ledger.insert(connection, list(decided.values()))
        return fates

    def _settle_one(
        self, log: Log, item: Item, changed: "Changed", decided: dict[Identity, Entry]
    ) -> Entry | RiskdeskError:
        assert item.query is not None
        before = log.seq
        try:
            if changed.touches(item.query):
                RECOMPUTED.inc()
                log.flush()  # a key that is loaded now must find what this transaction appended
                look(self._runtime, self._online, log.connection, item, log.books)
            entry = settle(self._runtime, self._online, self._activation.current, log, item, decided)
        except RiskdeskError as error:
            if log.seq != before:
                raise
            return error
        self._take_own(log, changed)
        return entry

    def _take_own(self, log: Log, changed: "Changed") -> None:
        """Let later members of the group see what this transaction has appended."""
        fresh = log.encoded_after(self._online.upto, self._runtime.calendar)
        if fresh.shape[1]:
            self._online.take(fresh)
            changed.add(fresh)

    def _advance(self, connection: Connection) -> npt.NDArray[np.int64] | None:
        """Take in the log's tail; switch bundles where it says so."""
        tail = self._online.advance(connection)
        if tail is None or changes_activation(tail):
            self._activation.refresh(connection)
        return tail


class Changed:
    """What came to the log since the members of a group were computed."""

    def __init__(self) -> None:
        self._keys: set[int] = set()
        self._all = False

    def add(self, events: npt.NDArray[np.int64] | None) -> None:
        """Note events; None says that anything may have changed."""
        if events is None:
            self._all = True
        else:
            # a fact of nobody's, such as a rate of exchange, may concern anybody
            self._all = self._all or speaks_of_nobody(events)
            self._keys |= keys_of_events(events)

    def touches(self, query: npt.NDArray[np.int64]) -> bool:
        """Tell whether a query asks for any key that these events spoke of."""
        return self._all or not self._keys.isdisjoint(keys_of_query(query))


def _decided_before(connection: Connection, item: Item) -> Entry | RiskdeskError | None:
    """Return what the ledger says to an item that cannot be computed: a retry is answered all the same."""
    try:
        return stored(connection, item, {})
    except Conflict as error:
        return error


def _answer(item: Item, fate: Entry | Exception) -> None:
    if isinstance(fate, Entry):
        item.answer.set_result(fate)
    else:
        item.answer.set_exception(fate)


def warm(runtime: Runtime, online: OnlineHistory) -> None:
    """Run the kernel once, so that the first call does not wait for machine code."""
    online.vector(query_row("customer", as_of_us=runtime.clock.now_us(), moment_class=0))
