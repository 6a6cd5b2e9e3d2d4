"""The Python client that order and payment systems use: typed calls, retries that never decide twice, webhooks.

It stands alone: nothing here imports another part of riskdesk, so that this folder, `httpx2` and `msgspec` are all
that a caller needs. `requests` is what is sent, `answers` what comes back, `errors` what else may, `fallback` what
holds where no answer came, `retries` when to ask again, `protocol` is shared by `sync` and `aio`, and `webhooks`
checks notices.
"""

from riskdesk.client.aio import AsyncClient
from riskdesk.client.answers import Credit, CreditAnswer, Decision, EventsAnswer, Reason, Reservation, Review
from riskdesk.client.errors import (
    AnswerUnreadable,
    ApprovalRefused,
    Busy,
    ContentConflict,
    Denied,
    InputRefused,
    NotFound,
    Refused,
    ServiceError,
    SignatureInvalid,
    Unavailable,
)
from riskdesk.client.fallback import Fallback, review_when_unavailable
from riskdesk.client.requests import Order, Payment, Verdict
from riskdesk.client.retries import Retries
from riskdesk.client.sync import Client
from riskdesk.client.webhooks import Notice, read_webhook

__all__ = [
    "AnswerUnreadable",
    "ApprovalRefused",
    "AsyncClient",
    "Busy",
    "Client",
    "ContentConflict",
    "Credit",
    "CreditAnswer",
    "Decision",
    "Denied",
    "EventsAnswer",
    "Fallback",
    "InputRefused",
    "NotFound",
    "Notice",
    "Order",
    "Payment",
    "Reason",
    "Refused",
    "Reservation",
    "Retries",
    "Review",
    "ServiceError",
    "SignatureInvalid",
    "Unavailable",
    "Verdict",
    "read_webhook",
    "review_when_unavailable",
]
