"""The client for programs that wait."""

import time
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


class Client:
    """Calls the service; one for a program, shared by its threads, closed at its end.

    Parameters
    ----------
    base_url
        Where the service is, such as `https://risk.example`.
    key
        An API key made by `riskdesk keys create`.
    retries
        How patient to be.
    on_unavailable
        Says what holds for an order or payment that got no answer: `review` or `block`; raises by default.
    language
        Of texts: `zh-CN` or `en`.
    transport
        Of the HTTP library, for proxies, certificates and tests.

    Raises
    ------
    Refused
        By every call: the service says no.
    Unavailable, AnswerUnreadable
        By every call: no answer came, or none that is understood. Scoring asks `on_unavailable` first.
    """

    def __init__(
        self,
        base_url: str,
        key: str,
        *,
        retries: Retries | None = None,
        on_unavailable: OnUnavailable = raise_when_unavailable,
        language: Literal["zh-CN", "en"] = "zh-CN",
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        self._retries = retries or Retries()
        self._on_unavailable = on_unavailable
        self._http = httpx2.Client(
            base_url=base_url, headers=protocol.headers(key, language), transport=transport
        )

    def __enter__(self) -> Self:
        """Return the client."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the client."""
        self.close()

    def close(self) -> None:
        """Hang up."""
        self._http.close()

    def score_order(self, order: Order) -> Decision | Fallback:
        """Return what is decided of an order; the same order again gets the same decision."""
        return self._decide(protocol.order(order))

    def score_payment(self, payment: Payment) -> Decision | Fallback:
        """Return what is decided of a payment; the same payment again gets the same decision."""
        return self._decide(protocol.payment(payment))

    def decision(self, decision_id: str) -> Decision:
        """Return a decision as it was answered."""
        return self._ask(protocol.decision(decision_id), Decision)

    def record_verdict(self, decision_id: str, verdict: Verdict) -> VerdictAnswer:
        """Record what a reviewer concluded; the same verdict again changes nothing."""
        return self._ask(protocol.verdict(decision_id, verdict), VerdictAnswer)

    def credit(self, customer_id: str) -> CreditAnswer:
        """Return a customer's grade, limit and exposure."""
        return self._ask(protocol.credit(customer_id), CreditAnswer)

    def release_reservation(self, reservation_id: str) -> None:
        """Give a reservation back; a second time changes nothing."""
        self._ask(protocol.release(reservation_id), None)

    def send_events(self, rows: Sequence[Mapping[str, Any]]) -> EventsAnswer:
        """Write what happened; the same rows again change nothing. Rows are refused one by one."""
        return self._ask(protocol.events(rows), EventsAnswer)

    def _decide(self, call: Call) -> Decision | Fallback:
        try:
            return self._ask(call, Decision)
        except (Unavailable, AnswerUnreadable) as cause:
            return fall_back(self._on_unavailable, call, cause)

    def _ask(self, call: Call, kind: type[Answer] | None) -> Answer:
        course = Course(self._retries)
        while True:
            try:
                return self._try(call, kind, course.begin())
            except (httpx2.RequestError, Busy) as failure:
                wait = course.wait_after(failure)
            time.sleep(wait)

    def _try(self, call: Call, kind: type[Answer] | None, seconds: float) -> Answer:
        ends = time.monotonic() + seconds
        sent = protocol.headers_of_try(call, seconds)
        request = self._http.build_request(
            call.method, call.path, content=call.body, headers=sent, timeout=seconds
        )
        response = self._http.send(request, stream=True)
        try:
            content = bytearray()
            for part in response.iter_bytes():
                content += part
                if time.monotonic() > ends:  # a peer that drips never times out by itself
                    raise httpx2.ReadTimeout("the answer did not end in time", request=request)
        finally:
            response.close()
        return protocol.read(kind, response.status_code, response.headers, bytes(content))
