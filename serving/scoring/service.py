"""Score before approve: from a checked request to the answer that was committed."""

import asyncio
import time
from typing import Any

from riskdesk.core.errors import DeadlinePassed
from riskdesk.core.i18n import Language
from serving.ledger.render import answer_of
from serving.ledger.store import Entry
from serving.operations.metrics import DECISIONS, DEGRADED
from serving.runtime import Runtime
from serving.scoring.appender import Appender
from serving.scoring.item import Item
from serving.scoring.prepare import prepare_order, prepare_payment
from serving.scoring.schemas import OrderToScore, PaymentToScore
from serving.shadow.service import Shadow


class Scoring:
    """Answers orders and payments; one for each process."""

    def __init__(self, runtime: Runtime, appender: Appender, shadow: Shadow) -> None:
        self._runtime = runtime
        self._appender = appender
        self._shadow = shadow
        self._deadline_s = runtime.settings.deadline.total_seconds()

    async def score_order(
        self, order: OrderToScore, caller: str, language: Language, deadline_ms: int | None = None
    ) -> dict[str, Any]:
        """Return the answer to an order, kept durably before it is returned.

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
        return await self._answer(prepare_order(self._runtime, order, caller), language, deadline_ms)

    async def score_payment(
        self, payment: PaymentToScore, caller: str, language: Language, deadline_ms: int | None = None
    ) -> dict[str, Any]:
        """Return the answer to a payment; all as for an order."""
        return await self._answer(prepare_payment(self._runtime, payment, caller), language, deadline_ms)

    async def _answer(self, item: Item, language: Language, deadline_ms: int | None) -> dict[str, Any]:
        entry = await self._decided(item, self._deadline_s if deadline_ms is None else deadline_ms / 1000)
        settings = self._runtime.settings
        answer = answer_of(entry, language, base_currency=settings.base_currency, zone=settings.zone)
        DECISIONS.labels(entry.place, entry.outcome).inc()
        for missing in answer["degraded"]:
            DEGRADED.labels(missing).inc()
        self._shadow.offer(entry)
        return answer

    async def _decided(self, item: Item, deadline_s: float) -> Entry:
        """Return the item's decision. Only until its group begins it can be given up: then it is waited for."""
        item.ends_s = time.monotonic() + deadline_s
        timer = asyncio.get_running_loop().call_later(deadline_s, item.drop)
        try:
            # shielded: a caller that hangs up must not cancel what is being committed
            return await asyncio.shield(asyncio.wrap_future(self._appender.submit(item)))
        except asyncio.CancelledError:
            if not item.answer.cancelled():
                raise
            raise DeadlinePassed("the call waited longer than its deadline for its turn") from None
        finally:
            timer.cancel()
