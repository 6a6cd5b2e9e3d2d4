"""Both clients behave alike: each test runs over the one that waits and the one on a loop."""

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import httpx2
import pytest

from riskdesk.client import (
    AnswerUnreadable,
    ApprovalRefused,
    AsyncClient,
    Busy,
    Client,
    ContentConflict,
    Decision,
    Denied,
    Fallback,
    InputRefused,
    NotFound,
    Order,
    Payment,
    Refused,
    Retries,
    Unavailable,
    Verdict,
    protocol,
    review_when_unavailable,
)

Ask = Callable[..., Any]
HASTY = Retries(deadline_seconds=2.0, try_seconds=0.5, first_wait_seconds=0.001, longest_wait_seconds=0.01)


@pytest.fixture(params=["sync", "async"])
def ask(request: pytest.FixtureRequest) -> Ask:
    """Make one call of a client on a service: `ask(service, name, *arguments, **of_the_client)`."""

    def waiting(service: Any, name: str, *arguments: Any, **options: Any) -> Any:
        chosen = {"retries": HASTY} | options
        with Client(
            "https://risk.example", "rd_key", transport=httpx2.MockTransport(service), **chosen
        ) as client:
            return getattr(client, name)(*arguments)

    async def on_a_loop(service: Any, name: str, arguments: Any, options: Any) -> Any:
        transport = httpx2.MockTransport(service)
        chosen = {"retries": HASTY} | options
        async with AsyncClient("https://risk.example", "rd_key", transport=transport, **chosen) as client:
            return await getattr(client, name)(*arguments)

    def looping(service: Any, name: str, *arguments: Any, **options: Any) -> Any:
        return asyncio.run(on_a_loop(service, name, arguments, options))

    return waiting if request.param == "sync" else looping


def test_a_decision_is_typed(ask: Ask, script: Any, answer: dict[str, Any], order: Order) -> None:
    """Amounts are decimals, times are times, and what the service adds later is passed over."""
    service = script((200, answer | {"new_member": 1}))
    decision = ask(service, "score_order", order)
    assert isinstance(decision, Decision)
    assert ("review", "split_order") == (decision.outcome, decision.reasons[0].code)
    assert decision.credit is not None
    assert (Decimal("500000.00"), None) == (decision.credit.limit, decision.credit.headroom)
    assert decision.reservation is not None
    assert 7 == decision.reservation.expires_at.utcoffset().total_seconds() / 3600 - 1  # type: ignore[union-attr]


def test_what_is_sent(ask: Ask, script: Any, answer: dict[str, Any], order: Order) -> None:
    """One POST with the key, the language and the fields that were given, amounts as text."""
    service = script((200, answer))
    ask(service, "score_order", order, language="en")
    (sent,) = service.asked
    assert ("POST", "https://risk.example/v1/orders/score") == (sent.method, str(sent.url))
    assert "Bearer rd_key" == sent.headers["Authorization"]
    assert ("en", "application/json") == (sent.headers["Accept-Language"], sent.headers["Content-Type"])
    assert {
        "order_id": "25SH00137",
        "customer_id": "C1042",
        "amount": "85000.00",
        "currency": "CNY",
        "occurred_at": "2026-11-20T22:14:05+08:00",
        "terms_days": 30,
    } == json.loads(sent.content)


def test_a_retry_repeats_the_body_to_the_byte(
    ask: Ask, script: Any, answer: dict[str, Any], busy: Any, payment: Payment
) -> None:
    """Whatever failed, the same payment is sent again, and decided once by its id."""
    failures = [
        httpx2.ConnectError("refused"),
        busy,
        httpx2.ReadTimeout("slow"),
        (502, b"<html>"),
        (504, b""),
    ]
    service = script(*failures, (200, answer))
    decision = ask(service, "score_payment", payment)
    assert isinstance(decision, Decision)
    assert 6 == len(service.asked)
    assert 1 == len({(sent.method, str(sent.url), sent.content) for sent in service.asked})


def test_the_service_is_told_how_long_each_try_may_wait(
    ask: Ask, script: Any, answer: dict[str, Any], busy: Any, order: Order
) -> None:
    """Nine tenths of one try, in whole milliseconds: its full time first, then what is left of the deadline."""
    patience = Retries(deadline_seconds=1.5, try_seconds=0.8, first_wait_seconds=0.0)
    service = script(busy, (503, {}, {"Retry-After": "1"}), (200, answer))
    ask(service, "score_order", order, retries=patience)
    told = [int(sent.headers["X-Deadline-Ms"]) for sent in service.asked]
    assert [720, 720] == told[:2]
    assert 1 <= told[2] <= 450


@pytest.mark.parametrize(("seconds", "told"), [(0.0004, "1"), (2.0, "1800"), (90.0, "60000")])
def test_the_deadline_told_is_one_the_service_takes(payment: Payment, seconds: float, told: str) -> None:
    """At least a millisecond and at most a minute, however patient the client is."""
    assert told == protocol.headers_of_try(protocol.payment(payment), seconds)["X-Deadline-Ms"]


def test_calls_that_wait_for_no_turn_name_no_deadline(ask: Ask, script: Any, answer: dict[str, Any]) -> None:
    """Reading a decision is answered at once."""
    service = script((200, answer))
    ask(service, "decision", "d")
    assert "X-Deadline-Ms" not in service.asked[0].headers


def test_retry_after_is_honoured(ask: Ask, script: Any, answer: dict[str, Any], order: Order) -> None:
    """A service that names a time is not asked before."""
    service = script((503, {}, {"Retry-After": "1"}), (200, answer))
    begun = time.monotonic()
    ask(service, "score_order", order)
    assert time.monotonic() - begun >= 1.0


def test_the_deadline_ends_it(ask: Ask, script: Any, busy: Any, order: Order) -> None:
    """No answer in time is an error with its cause, soon after the deadline."""
    patience = Retries(deadline_seconds=0.2, first_wait_seconds=0.01, longest_wait_seconds=0.02)
    service = script(busy)
    begun = time.monotonic()
    with pytest.raises(Unavailable) as raised:
        ask(service, "score_order", order, retries=patience)
    assert time.monotonic() - begun < 2.0
    assert isinstance(raised.value.__cause__, Busy)
    assert (503, "queue_full") == (raised.value.__cause__.status, raised.value.__cause__.code)
    assert raised.value.tries == len(service.asked) > 2


def test_a_wait_beyond_the_deadline_is_not_begun(ask: Ask, script: Any, order: Order) -> None:
    """Asked for a minute with two seconds left, the caller is told at once."""
    service = script((503, {}, {"Retry-After": "60"}))
    begun = time.monotonic()
    with pytest.raises(Unavailable):
        ask(service, "score_order", order)
    assert time.monotonic() - begun < 1.0
    assert 1 == len(service.asked)


def test_silence_may_become_a_review(ask: Ask, script: Any, order: Order) -> None:
    """A hook says what holds instead, and is given what was asked and why there is no answer."""
    service = script(httpx2.ConnectError("refused"))
    seen: list[Any] = []

    def block(call: Any, cause: Exception) -> str:
        seen.append((call.subject, type(cause)))
        return "block"

    quick = Retries(deadline_seconds=0.05, first_wait_seconds=0.01)
    found = ask(service, "score_order", order, retries=quick, on_unavailable=block)
    assert isinstance(found, Fallback)
    assert ("block", [("order:25SH00137", Unavailable)]) == (found.outcome, seen)
    found = ask(service, "score_order", order, retries=quick, on_unavailable=review_when_unavailable)
    assert "review" == found.outcome


@pytest.mark.parametrize("said", ["approve", "", None, "Review"])
def test_silence_never_becomes_approval(ask: Ask, script: Any, order: Order, said: Any) -> None:
    """A hook that answers anything but review or block is a bug that is raised."""
    quick = Retries(deadline_seconds=0.02, first_wait_seconds=0.01)
    with pytest.raises(ApprovalRefused):
        ask(script((503, {})), "score_order", order, retries=quick, on_unavailable=lambda *_: said)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b"not json"),
        (200, b"{}"),
        (200, b'{"outcome": "approve"}'),
        (204, b""),
        (302, b""),
        (500, b'{"type": "urn:riskdesk:internal_error", "detail": "x"}'),
    ],
)
def test_an_answer_that_cannot_be_read_is_no_approval(
    ask: Ask, script: Any, order: Order, status: int, body: bytes
) -> None:
    """It is raised without another try, and a hook may hold the order instead."""
    service = script((status, body, {"Location": "https://elsewhere.example/"}))
    with pytest.raises(AnswerUnreadable):
        ask(service, "score_order", order)
    assert 1 == len(service.asked)
    held = ask(service, "score_order", order, on_unavailable=review_when_unavailable)
    assert ("review", AnswerUnreadable) == (held.outcome, type(held.cause))


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, InputRefused),
        (401, Denied),
        (403, Denied),
        (404, NotFound),
        (409, ContentConflict),
        (413, InputRefused),
        (422, InputRefused),
        (405, Refused),
    ],
)
def test_problems_are_errors_that_name_the_field(
    ask: Ask, script: Any, order: Order, status: int, kind: type[Refused]
) -> None:
    """What the service refuses is not asked again, and no hook speaks for it."""
    said = {
        "type": "urn:riskdesk:conflict",
        "detail": "this differs",
        "field": "amount",
        "fields": ["amount", "ip"],
    }
    service = script((status, said, {"X-Request-Id": "q1"}))
    with pytest.raises(kind) as raised:
        ask(service, "score_order", order, on_unavailable=review_when_unavailable)
    error = raised.value
    assert kind is type(error)
    assert (status, "conflict", "amount", ("amount", "ip"), "q1") == (
        error.status,
        error.code,
        error.field,
        error.fields,
        error.request_id,
    )
    assert f"{status} conflict: amount: this differs" == str(error)
    assert 1 == len(service.asked)


def other_calls() -> Iterator[tuple[str, tuple[Any, ...], str, Any, Any]]:
    """Yield name, arguments, method and address, reply, and what of the answer is expected."""
    yield "decision", ("a/../b",), "GET /v1/decisions/a%2F..%2Fb", None, lambda found: found.as_of_seq == 7
    verdict = Verdict(verdict="cleared", action="release")
    said = {"decision_id": "d", "seq": 9}
    yield "record_verdict", ("d", verdict), "POST /v1/decisions/d/verdict", said, lambda found: found.seq == 9
    rows = [{"kind": "order_cancelled", "order_id": "O1"}]
    fate = {"index": 0, "status": "refused", "seq": None, "field": "occurred_at", "detail": "missing"}
    result = {"taken": 0, "repeated": 0, "refused": 1, "results": [fate]}
    yield (
        "send_events",
        (rows,),
        "POST /v1/events",
        result,
        lambda found: found.results[0].field == "occurred_at",
    )
    yield "release_reservation", ("r1",), "DELETE /v1/reservations/r1", b"", lambda found: found is None


@pytest.mark.parametrize("case", list(other_calls()), ids=lambda case: case[0])
def test_other_calls(ask: Ask, script: Any, answer: dict[str, Any], busy: Any, case: Any) -> None:
    """Each goes to its address, is tried again, and is read; ids cannot leave their place in the path."""
    name, arguments, address, reply, expected = case
    service = script(busy, (204 if reply == b"" else 200, answer if reply is None else reply))
    assert expected(ask(service, name, *arguments))
    sent = service.asked[-1]
    assert address == f"{sent.method} {sent.url.raw_path.decode()}"
    assert 2 == len(service.asked)


def test_other_calls_raise_where_no_answer_comes(ask: Ask, script: Any, busy: Any) -> None:
    """A hook holds orders and payments; nothing is made up for what is read."""
    quick = Retries(deadline_seconds=0.05, first_wait_seconds=0.01)
    with pytest.raises(Unavailable):
        ask(script(busy), "decision", "d", retries=quick, on_unavailable=review_when_unavailable)
