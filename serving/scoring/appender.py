"""One appender, many requests a commit.

A thread of its own takes whatever waits, computes and concludes it on history as of S outside
the lock, then begins the writing transaction, reads the tail since S, does again only what the
tail touched, appends member after member, commits once and answers. Groups form
by themselves: while one commits, the next one gathers; there is no timer.

What happens when a dependency fails is decided here: the database unreachable, full or
locked fails the whole group with 503 and nothing was kept; a full queue refuses at the door;
who has waited beyond its deadline when its group begins is dropped and never decided;
a bug in one member's decision fails that member only if nothing of it was appended yet.
"""

import queue
import threading
from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt

from features.history.books import OpenBooks
from features.history.log import Log
from features.online import OnlineHistory
from features.query import query_row
from models.decision.scores import scores_of
from models.role import PLACES
from riskdesk.core.database.handles import Connection
from riskdesk.core.database.unit import read_unit, write_unit
from riskdesk.core.errors import Conflict, DatabaseUnavailable, QueueFull, RiskdeskError
from riskdesk.core.logs import get_logger
from serving.activation.loader import Activation, changes_activation
from serving.ledger import store as ledger
from serving.ledger.store import Entry, Past
from serving.operations.daily import DailyBaseline
from serving.operations.metrics import (
    EVICTED,
    GROUP_SIZE,
    HISTORY_BYTES,
    KEYS,
    LOADED,
    QUEUE_DEPTH,
    RECOMPUTED,
    SHELVED,
)
from serving.runtime import Runtime
from serving.scoring.answer import answer_all
from serving.scoring.conclude import Concluded, conclude, subject_of
from serving.scoring.freshness import Freshness
from serving.scoring.item import Item
from serving.scoring.look import look
from serving.scoring.looked import Changed, Looked
from serving.scoring.pulse import Pulse
from serving.scoring.reservations import release_expired
from serving.scoring.settle import Before, Draft, settle
from serving.scoring.standing import standing_of
from serving.webhooks import outbox
from serving.webhooks.notices import decided as decided_notices

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
        self._freshness = Freshness(runtime.settings.history_lag)
        self._waiting: queue.Queue[Item | None] = queue.Queue(_MOST_WAITING)
        self.pulse = Pulse()
        self._thread = threading.Thread(target=self._run, name="appender", daemon=True)
        self._stopping = False

    def start(self) -> None:
        """Begin to take calls."""
        QUEUE_DEPTH.set_function(self._waiting.qsize)
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

    def submit(self, item: Item) -> None:
        """Hand one item in; its answer is completed after the commit.

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

    def _run(self) -> None:
        while True:
            first = self._waiting.get()
            group = [first] if first is not None and first.take() else []
            while len(group) < _MOST_A_GROUP:
                try:
                    more = self._waiting.get_nowait()
                except queue.Empty:
                    break
                if more is None:
                    first = None
                elif more.take():
                    group.append(more)
            if group:
                GROUP_SIZE.observe(len(group))
                evictions, loads = self._online.evictions, self._online.loads
                self.pulse.begin()
                self._decide_group(group)
                self.pulse.end()
                EVICTED.inc(self._online.evictions - evictions)
                LOADED.inc(self._online.loads - loads)
                KEYS.set(self._online.keys_in_memory)
                SHELVED.set(self._online.keys_on_shelf)
                HISTORY_BYTES.set(self._online.arena.nbytes)
            if first is None and self._waiting.empty():
                return

    def _decide_group(self, group: list[Item]) -> None:
        try:
            self._daily.check()
            fates = self._commit(self._look_at(group))
        except DatabaseUnavailable as error:
            self._online.forget()  # it may come back as another copy of itself
            self.pulse.failed()
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
        answer_all((item.answer, fate) for item, fate in fates)

    def _look_at(self, group: list[Item]) -> "Looked":
        """Compute each member outside the lock; a member that cannot be computed is answered at once."""
        good = []
        with read_unit(self._runtime.engine) as connection:
            self._advance(connection)
            books = OpenBooks(connection, self._runtime.settings.base_currency)
            books.expect([item.event for item in group])
            past = _past_of(connection, group, books)
            before = Before(past)
            late = self._freshness.missing(self._runtime.clock.now_us())
            for item in group:
                item.missing = late
                try:
                    look(self._runtime, self._online, connection, item, books)
                except RiskdeskError as error:
                    answer_all([(item.answer, _decided_before(before, item) or error)])
                else:
                    good.append(item)
            self._conclude(connection, [item for item in good if past.find(item.identity) is None], books)
            documents = self._documents_of(connection, [item.concluded for item in good])
        return Looked(good, books, past, documents)

    def _conclude(self, connection: Connection, items: list[Item], books: OpenBooks) -> None:
        """Conclude members whose vectors were computed; all of a place are scored one model after the other."""
        runtime, active, now_us = self._runtime, self._activation.current, self._runtime.clock.now_us()
        for place in PLACES:
            own = [item for item in items if item.place == place]
            vectors = [item.vector for item in own if item.vector is not None]
            scored = scores_of(vectors, place, active.bundles, active.policy)
            for item, scores in zip(own, scored, strict=True):
                subject = subject_of(runtime, books, connection, item, now_us)
                standing = standing_of(books, connection, item, now_us)
                item.concluded = conclude(
                    self._online, active, connection, item, subject, standing, scores=scores
                )

    def _documents_of(self, connection: Connection, concluded: Iterable[Concluded | None]) -> dict[int, str]:
        """Return the documents of the facts behind all reasons, from one query."""
        seqs = {seq for one in concluded if one is not None for facts in one.seqs for seq in facts}
        return self._online.reader.documents_of(connection, sorted(seqs))

    def _commit(self, looked: "Looked") -> list[tuple[Item, Entry | Exception]]:
        group = looked.items
        if not group:
            return []
        with write_unit(self._runtime.engine) as connection:
            log = Log(connection, self._runtime.settings.base_currency)
            changed = Changed(log.seq)
            if log.seq != self._online.upto:
                changed.add(self._advance(connection))
            past, stands = looked.past, looked.stands(changed)
            if stands:
                log.use(looked.books)
            log.expect([item.event for item in group])
            if not stands:
                past = _past_of(connection, group, log.books)
            customers = sorted({item.customer for item in group if item.customer is not None})
            release_expired(self._runtime, log, customers, self._runtime.clock.now_us())
            decided = Before(past)
            settled = [(item, self._settle_one(log, item, changed, decided)) for item in group]
            self._take_own(log)
            log.flush()
            drafts = [fate for _, fate in settled if isinstance(fate, Draft)]
            entries = self._finish(connection, drafts, looked.documents)
            ledger.insert(connection, list(entries.values()))
            outbox.enqueue(connection, decided_notices(entries.values()), self._runtime.clock.now_us())
        if entries:
            self.pulse.kept()
        return [(item, entries[fate] if isinstance(fate, Draft) else fate) for item, fate in settled]

    def _finish(
        self, connection: Connection, drafts: list[Draft], documents: dict[int, str]
    ) -> dict[Draft, Entry]:
        """Return the decisions of the drafts, with the documents of the facts behind them."""
        others = {seq for draft in drafts for facts in draft.seqs for seq in facts}.difference(documents)
        known = documents | self._online.reader.documents_of(connection, sorted(others))
        return {draft: draft.finish(known) for draft in drafts}

    def _settle_one(
        self, log: Log, item: Item, changed: "Changed", decided: Before
    ) -> Draft | Entry | RiskdeskError:
        assert item.query is not None
        before = log.seq
        changed.add_own(log)
        try:
            if changed.touches(item.query):
                RECOMPUTED.inc()
                self._take_own(log)
                look(self._runtime, self._online, log.connection, item, log.books, log)
            return settle(self._runtime, self._online, self._activation.current, log, item, decided)
        except RiskdeskError as error:
            if log.seq != before:
                raise
            return error

    def _take_own(self, log: Log) -> None:
        """Take in what this transaction has appended: once a member asks for it, and at its end."""
        fresh = log.encoded_after(self._online.upto, self._runtime.calendar)
        if fresh.shape[1]:
            self._online.take(fresh)

    def _advance(self, connection: Connection) -> npt.NDArray[np.int64] | None:
        """Take in the log's tail; switch bundles where it says so."""
        tail = self._online.advance(connection)
        self._freshness.note(connection, tail)
        if tail is None or changes_activation(tail):
            self._activation.refresh(connection)
        return tail


def _past_of(connection: Connection, group: list[Item], books: OpenBooks) -> Past:
    """Read what was decided before; of a document that the log has not heard of nothing was."""
    return Past().read(
        connection, [item.identity for item in group if books.document(item.event.document) is not None]
    )


def _decided_before(before: Before, item: Item) -> Entry | RiskdeskError | None:
    """Return what the ledger says to an item that cannot be computed: a retry is answered all the same."""
    try:
        found = before.of(item)
    except Conflict as error:
        return error
    return found if isinstance(found, Entry) else None


def warm(runtime: Runtime, online: OnlineHistory) -> None:
    """Run the kernel once, so that the first call does not wait for machine code."""
    online.vector(query_row("customer", as_of_us=runtime.clock.now_us(), moment_class=0))
