"""What comes back. Members that a newer service adds are passed over; one that is missing is an error."""

from datetime import datetime
from decimal import Decimal
from typing import Literal

import msgspec

Outcome = Literal["approve", "review", "block"]


class Reason(msgspec.Struct, frozen=True):
    """One reason that raised the risk; `contribution` in log-odds."""

    code: str
    text: str
    contribution: float
    value: str | None
    normal: str | None
    clears: str | None
    evidence: tuple[str, ...]


class Credit(msgspec.Struct, frozen=True):
    """What the customer is granted; amounts in `currency`. `pd_low` and `pd_high`: 90 % interval of an application."""

    route: str
    grade: str | None
    pd: float | None
    points: int | None
    currency: str
    limit: Decimal
    exposure: Decimal | None
    headroom: Decimal | None
    terms_days: int
    shipping: str
    approval_level: int
    pd_low: float | None = None
    pd_high: float | None = None


class Anomaly(msgspec.Struct, frozen=True):
    """How unusual the document is: a calibrated probability, and percentiles within 0 to 100."""

    probability: float | None
    percentile: float | None
    isolation_percentile: float | None
    typologies: tuple[str, ...]


class Reservation(msgspec.Struct, frozen=True):
    """What is held of the customer's limit, until when."""

    id: str
    amount: Decimal
    expires_at: datetime


class Budget(msgspec.Struct, frozen=True):
    """The budget that a payment names, without this payment; amounts in `currency`."""

    id: str
    amount: Decimal | None
    used: Decimal
    left: Decimal | None
    currency: str


class Contributions(msgspec.Struct, frozen=True):
    """One model's contributions: `bias` and `values` sum to `log_odds`."""

    log_odds: float
    probability: float
    bias: float
    values: dict[str, float]


class Review(msgspec.Struct, frozen=True):
    """The latest verdict of a reviewer; `action` says what to do with the document."""

    verdict: Literal["confirmed", "cleared"]
    action: Literal["release", "block", "none"]
    recorded_at: datetime


class Decision(msgspec.Struct, frozen=True):
    """The answer, as it was given and as it can be read again; `review` is None until somebody has judged it."""

    decision_id: str
    subject: str
    revision: int
    checkpoint: str
    outcome: Outcome
    reasons: tuple[Reason, ...]
    credit: Credit | None
    anomaly: Anomaly
    reservation: Reservation | None
    contributions: dict[str, Contributions]
    versions: dict[str, str]
    as_of_seq: int
    decided_at: datetime
    degraded: tuple[str, ...]
    budget: Budget | None = None
    review: Review | None = None


class Group(msgspec.Struct, frozen=True):
    """A customer's group of companies: what all its members stand for together; `headroom` is negative when over."""

    id: str
    limit: Decimal
    exposure: Decimal
    headroom: Decimal


class CreditAnswer(msgspec.Struct, frozen=True):
    """A customer's standing: what is granted, the parts of the exposure, its group, what moved the grade."""

    customer_id: str
    credit: Credit
    open: Decimal
    delivered: Decimal
    invoiced: Decimal
    group: Group | None
    contributions: dict[str, float]
    bias: float | None
    versions: dict[str, str]
    as_of_seq: int


class VerdictAnswer(msgspec.Struct, frozen=True):
    """Where a verdict stands in the log."""

    decision_id: str
    seq: int


class EventResult(msgspec.Struct, frozen=True):
    """What became of one row; `field` and `detail` say why it was refused."""

    index: int
    status: Literal["taken", "repeated", "refused"]
    seq: int | None
    field: str | None
    detail: str | None


class EventsAnswer(msgspec.Struct, frozen=True):
    """What became of rows."""

    taken: int
    repeated: int
    refused: int
    results: tuple[EventResult, ...]
