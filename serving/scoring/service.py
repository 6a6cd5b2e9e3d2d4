"""Score before approve: from a checked request to the answer that was committed."""

import time
from functools import cache
from typing import Any

from fastapi.concurrency import run_in_threadpool
from prometheus_client import Counter, Histogram

from riskdesk.core.i18n import Language
from serving.ledger.render import answer_of
from serving.ledger.service import review_of
from serving.ledger.store import Entry
from serving.operations.metrics import DECISIONS, DEGRADED, LATENCY
from serving.operations.request_log import note, note_stage
from serving.runtime import Runtime
from serving.scoring.appender import Appender
from serving.scoring.item import Item
from serving.scoring.prepare import prepare_order, prepare_payment
from serving.scoring.schemas import OrderToScore, PaymentToScore
from serving.shadow.service import Shadow


class Scoring:
    """Answers orders and payments; one for each process.

    Parameters
    ----------
    runtime
        What the process stands on.
    appender
        Decides and keeps.
    shadow
        Is told of every decision once it is kept.
    """

    def __init__(self, runtime: Runtime, appender: Appender, shadow: Shadow) -> None:
        self.runtime = runtime
        self._appender = appender
        self._shadow = shadow
        self._deadline_s = runtime.settings.deadline.total_seconds()

    async def score_order(
        self, order: OrderToScore, caller: str, language: Language, deadline_ms: int | None = None
    ) -> dict[str, Any]:
        """Return the answer to an order, kept durably before it is returned, to be written by `msgspec`.

        Parameters
        ----------
        deadline_ms
            How long it may wait for its turn; None for what is set.

        Raises
        ------
        DeadlinePassed
            Its turn did not come in time: it was not decided and never will be.
        QueueFull, DatabaseUnavailable
            Nothing was kept.
        InputInvalid, Conflict
            Naming the field.
        """
        began_ns = time.perf_counter_ns()
        return await self.answer(prepare_order(self.runtime, order, caller), language, deadline_ms, began_ns)

    async def score_payment(
        self, payment: PaymentToScore, caller: str, language: Language, deadline_ms: int | None = None
    ) -> dict[str, Any]:
        """Return the answer to a payment; all as for an order."""
        began_ns = time.perf_counter_ns()
        item = prepare_payment(self.runtime, payment, caller)
        return await self.answer(item, language, deadline_ms, began_ns)

    async def answer(
        self, item: Item, language: Language, deadline_ms: int | None, began_ns: int
    ) -> dict[str, Any]:
        """Return the answer to an item, kept durably before it is returned; raises as `score_order`.

        Parameters
        ----------
        began_ns
            When its call came, on the clock of `time.perf_counter_ns`.
        """
        entry = await self._decided(item, deadline_ms, began_ns)
        # what was just decided nobody has judged; only a retry finds a decision that was read back
        is_retry = entry.said is None
        review = await run_in_threadpool(review_of, self.runtime, entry.decision_id) if is_retry else None
        decided_ns = time.perf_counter_ns()
        settings = self.runtime.settings
        answer = answer_of(
            entry, language, base_currency=settings.base_currency, zone=settings.zone, review=review
        )
        note(outcome=entry.outcome)
        _decisions(entry.place, entry.outcome).inc()
        for missing in answer["degraded"]:
            DEGRADED.labels(missing).inc()
        self._shadow.offer(entry)
        ended_ns = time.perf_counter_ns()
        note_stage("render", decided_ns, ended_ns)
        _seconds(entry.place).observe((ended_ns - began_ns) / 1e9)
        return answer

    async def _decided(self, item: Item, deadline_ms: int | None, began_ns: int) -> Entry:
        """Return the item's decision. Only until its group begins it can be given up: then it is waited for."""
        deadline_s = self._deadline_s if deadline_ms is None else deadline_ms / 1000
        item.ends_s = time.monotonic() + deadline_s
        # what is being committed does not end with a caller that hangs up: that ends the waiting alone
        waiter = item.answer.listen()
        submitted_ns = time.perf_counter_ns()
        note_stage("read", began_ns, submitted_ns)
        self._appender.submit(item)
        timer = waiter.get_loop().call_later(deadline_s, item.drop)
        try:
            await waiter
        finally:
            timer.cancel()
        entry = item.answer.result()
        note_stage("wait", submitted_ns, item.taken_ns)
        note_stage("decide", item.taken_ns, time.perf_counter_ns())
        return entry


@cache
def _decisions(place: str, outcome: str) -> Counter:
    return DECISIONS.labels(place, outcome)


@cache
def _seconds(place: str) -> Histogram:
    return LATENCY.labels(place)
