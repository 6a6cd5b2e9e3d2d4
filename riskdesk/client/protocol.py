"""Calls and their answers as bytes; both clients send the one and read the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar
from urllib.parse import quote

import msgspec

from riskdesk.client.errors import (
    AnswerUnreadable,
    Busy,
    ContentConflict,
    Denied,
    InputRefused,
    NotFound,
    Refused,
)
from riskdesk.client.requests import Order, Payment, Verdict

Answer = TypeVar("Answer")

_BUSY: Final = frozenset({429, 502, 503, 504})
_REFUSED: Final[Mapping[int, type[Refused]]] = {
    400: InputRefused,
    401: Denied,
    403: Denied,
    404: NotFound,
    409: ContentConflict,
    413: InputRefused,
    422: InputRefused,
}
_LONGEST_WAIT_SECONDS: Final = 3_600.0
_MOST_DEADLINE_MS: Final = 60_000
"""More the service refuses."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call, the same in every try.

    Parameters
    ----------
    method, path
        Of the HTTP request.
    body
        JSON, or None; not shown, for it may name an account.
    subject
        What it is about, such as `order:25SH00137`.
    waits
        Whether the service has it wait for its turn, and drops it undecided where that lasts too long.
    """

    method: str
    path: str
    body: bytes | None = field(default=None, repr=False)
    subject: str = ""
    waits: bool = False


class _Problem(msgspec.Struct, frozen=True):
    type: str = ""
    detail: str = ""
    field: str | None = None
    fields: tuple[str, ...] = ()


def order(body: Order) -> Call:
    """Return the call that decides an order."""
    subject = f"order:{body.order_id}"
    return Call("POST", "/v1/orders/score", msgspec.json.encode(body), subject, waits=True)


def payment(body: Payment) -> Call:
    """Return the call that decides a payment."""
    subject = f"payment:{body.payment_id}"
    return Call("POST", "/v1/payments/score", msgspec.json.encode(body), subject, waits=True)


def decision(decision_id: str) -> Call:
    """Return the call that reads a decision again."""
    return Call("GET", f"/v1/decisions/{_part(decision_id)}", subject=f"decision:{decision_id}")


def verdict(decision_id: str, body: Verdict) -> Call:
    """Return the call that records a verdict."""
    path = f"/v1/decisions/{_part(decision_id)}/verdict"
    return Call("POST", path, msgspec.json.encode(body), f"decision:{decision_id}")


def credit(customer_id: str) -> Call:
    """Return the call that reads a customer's credit."""
    return Call("GET", f"/v1/customers/{_part(customer_id)}/credit", subject=f"customer:{customer_id}")


def release(reservation_id: str) -> Call:
    """Return the call that gives a reservation back."""
    path = f"/v1/reservations/{_part(reservation_id)}"
    return Call("DELETE", path, subject=f"reservation:{reservation_id}")


def events(rows: Sequence[Mapping[str, Any]]) -> Call:
    """Return the call that writes events."""
    return Call("POST", "/v1/events", msgspec.json.encode(list(rows)), "events")


def headers(key: str, language: str) -> dict[str, str]:
    """Return the headers of every call."""
    return {
        "Authorization": f"Bearer {key}",
        "Accept": "application/json",
        "Accept-Language": language,
        "User-Agent": "riskdesk-client",
    }


def headers_of_try(call: Call, seconds: float) -> dict[str, str]:
    """Return the headers that one try of a call adds.

    Parameters
    ----------
    call
        What is asked.
    seconds
        How long the client waits for this try; the service need not decide what nobody waits for, and is given
        nine tenths of it, so that its word comes in time.
    """
    added = {"Content-Type": "application/json"} if call.body is not None else {}
    if call.waits:
        added["X-Deadline-Ms"] = str(min(max(int(seconds * 900), 1), _MOST_DEADLINE_MS))
    return added


def read(kind: type[Answer] | None, status: int, said: Mapping[str, str], content: bytes) -> Answer:
    """Return the answer in a response.

    Parameters
    ----------
    kind
        What the answer is, or None where there is nothing to read.
    status, said, content
        Status, headers (found whatever their case) and body.

    Raises
    ------
    Busy
        Ask again later.
    Refused
        Asking again changes nothing.
    AnswerUnreadable
        Neither an answer nor a problem that the interface names.
    """
    if 200 <= status < 300:
        try:
            return msgspec.json.decode(content, type=kind) if kind is not None else None  # type: ignore[return-value] # nothing to read
        except msgspec.MsgspecError as error:
            raise AnswerUnreadable(f"{status}: {error}") from error
    problem = _problem(content)
    code = problem.type.rpartition(":")[2]
    if status in _BUSY:
        raise Busy(status, code, _seconds(said.get("Retry-After", "")))
    if 400 <= status < 500:
        raise _REFUSED.get(status, Refused)(
            status,
            code,
            problem.detail,
            field=problem.field,
            fields=problem.fields,
            request_id=said.get("X-Request-Id"),
        )
    raise AnswerUnreadable(f"{status} {code}".rstrip())


def _problem(content: bytes) -> _Problem:
    try:
        return msgspec.json.decode(content, type=_Problem)
    except msgspec.MsgspecError:
        return _Problem()  # a gateway's page


def _seconds(text: str) -> float:
    return min(float(text), _LONGEST_WAIT_SECONDS) if text.isascii() and text.isdecimal() else 0.0


def _part(text: str) -> str:
    return quote(text, safe="")
