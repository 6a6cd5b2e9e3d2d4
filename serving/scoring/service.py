"""Score before approve: from a checked request to the answer that was committed."""

import asyncio
from typing import Any

from riskdesk.core.i18n import Language
from serving.ledger.render import answer_of
from serving.operations.metrics import DECISIONS, DEGRADED
from serving.runtime import Runtime
from serving.scoring.appender import Appender
from serving.scoring.item import Item
from serving.scoring.prepare import prepare_order, prepare_payment
from serving.scoring.schemas import OrderToScore, PaymentToScore


class Scoring:
    """Answers orders and payments; one for each process."""

    def __init__(self, runtime: Runtime, appender: Appender) -> None:
        self._runtime = runtime
        self._appender = appender

    async def score_order(self, order: OrderToScore, caller: str, language: Language) -> dict[str, Any]:
        """Return the answer to an order, kept durably before it is returned."""
        return await self._answer(prepare_order(self._runtime, order, caller), language)

    async def score_payment(self, payment: PaymentToScore, caller: str, language: Language) -> dict[str, Any]:
        """Return the answer to a payment, kept durably before it is returned."""
        return await self._answer(prepare_payment(self._runtime, payment, caller), language)

    async def _answer(self, item: Item, language: Language) -> dict[str, Any]:
        # shielded: a caller that hangs up must not cancel what is being committed
        entry = await asyncio.shield(asyncio.wrap_future(self._appender.submit(item)))
        settings = self._runtime.settings
        answer = answer_of(entry, language, base_currency=settings.base_currency, zone=settings.zone)
        DECISIONS.labels(entry.place, entry.outcome).inc()
        for missing in answer["degraded"]:
            DEGRADED.labels(missing).inc()
        return answer
