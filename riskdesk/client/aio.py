"""The client for programs on an event loop; see `Client` for what its parameters and calls mean."""

import asyncio
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Literal, Self, TypeVar

import httpx2

from riskdesk.client import protocol
from riskdesk.client.answers import CreditAnswer, Decision, EventsAnswer, VerdictAnswer
from riskdesk.client.errors import AnswerUnreadable, Busy, Unavailable
from riskdesk.client.fallback import Fallback, OnUnavailable, fall_back, raise_when_unavailable
from riskdesk.client.protocol import Call
from riskdesk.client.requests import Order, Payment, Verdict
from riskdesk.client.retries import Course, Retries

Answer = TypeVar("Answer")


class AsyncClient:
    """As `Client`, with coroutines; `on_unavailable` is called on the loop and must not wait."""

    def __init__(
        self,
        base_url: str,
        key: str,
        *,
        retries: Retries | None = None,
        on_unavailable: OnUnavailable = raise_when_unavailable,
        language: Literal["zh-CN", "en"] = "zh-CN",
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self._retries = retries or Retries()
        self._on_unavailable = on_unavailable
        self._http = httpx2.AsyncClient(
            base_url=base_url, headers=protocol.headers(key, language), transport=transport
        )

    async def __aenter__(self) -> Self:
        """Return the client."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the client."""
        await self.close()

    async def close(self) -> None:
        """Hang up."""
        await self._http.aclose()

    async def score_order(self, order: Order) -> Decision | Fallback:
        """Return what is decided of an order; the same order again gets the same decision."""
        return await self._decide(protocol.order(order))

    async def score_payment(self, payment: Payment) -> Decision | Fallback:
        """Return what is decided of a payment; the same payment again gets the same decision."""
        return await self._decide(protocol.payment(payment))

    async def decision(self, decision_id: str) -> Decision:
        """Return a decision as it was answered."""
        return await self._ask(protocol.decision(decision_id), Decision)

    async def record_verdict(self, decision_id: str, verdict: Verdict) -> VerdictAnswer:
        """Record what a reviewer concluded; the same verdict again changes nothing."""
        return await self._ask(protocol.verdict(decision_id, verdict), VerdictAnswer)

    async def credit(self, customer_id: str) -> CreditAnswer:
        """Return a customer's grade, limit and exposure."""
        return await self._ask(protocol.credit(customer_id), CreditAnswer)

    async def release_reservation(self, reservation_id: str) -> None:
        """Give a reservation back; a second time changes nothing."""
        await self._ask(protocol.release(reservation_id), None)

    async def send_events(self, rows: Sequence[Mapping[str, Any]]) -> EventsAnswer:
        """Write what happened; the same rows again change nothing. Rows are refused one by one."""
        return await self._ask(protocol.events(rows), EventsAnswer)

    async def _decide(self, call: Call) -> Decision | Fallback:
        try:
            return await self._ask(call, Decision)
        except (Unavailable, AnswerUnreadable) as cause:
            return fall_back(self._on_unavailable, call, cause)

    async def _ask(self, call: Call, kind: type[Answer] | None) -> Answer:
        course = Course(self._retries)
        while True:
            try:
                return await self._try(call, kind, course.begin())
            except (httpx2.RequestError, TimeoutError, Busy) as failure:
                wait = course.wait_after(failure)
            await asyncio.sleep(wait)

    async def _try(self, call: Call, kind: type[Answer] | None, seconds: float) -> Answer:
        sent = protocol.headers_of_try(call, seconds)
        async with asyncio.timeout(seconds):
            response = await self._http.request(
                call.method, call.path, content=call.body, headers=sent, timeout=seconds
            )
        return protocol.read(kind, response.status_code, response.headers, response.content)
