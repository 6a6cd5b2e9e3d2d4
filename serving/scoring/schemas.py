"""Requests and answers of score-before-approve, as callers write and read them."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from features.events.fields import AccountNumber, Amount, Currency, Day, Id, Ip, Time
from features.events.purchasing import PaymentKind
from features.events.sales import Checkpoint, Revision, Terms

ORDER_EXAMPLE: dict[str, Any] = {
    "order_id": "25SH00137",
    "customer_id": "C1042",
    "amount": "85000.00",
    "currency": "CNY",
    "occurred_at": "2026-11-20T22:14:05+08:00",
    "salesperson_id": "E77",
    "terms_days": 30,
    "ip": "10.1.2.3",
    "reserve": True,
}
PAYMENT_EXAMPLE: dict[str, Any] = {
    "payment_id": "P-2026-11-0042",
    "kind": "supplier",
    "payee_id": "S0031",
    "payee_account": "6222020200112233445",
    "amount": "49800.00",
    "currency": "CNY",
    "occurred_at": "2026-11-20T10:02:11+08:00",
    "requester_id": "E12",
    "approver_id": "E03",
    "invoice_no": "INV-88123",
}


# What a schema can tell of what is checked in full when the event is read: wide enough for all that is taken.
AmountText = Annotated[Amount, Field(json_schema_extra={"pattern": r"^(0|[1-9][0-9]*)(\.[0-9]+)?$"})]
CurrencyCode = Annotated[Currency, Field(json_schema_extra={"pattern": "^[A-Z]{3}$"})]
Moment = Annotated[
    Time,
    Field(
        json_schema_extra={
            "pattern": r"^(19|20)[0-9]{2}-[01][0-9]-[0-3][0-9][Tt ][0-2][0-9]:[0-5][0-9]"
            r"(:[0-5][0-9](\.[0-9]{1,9})?)?([Zz]|[+-][0-2][0-9]:?[0-5][0-9])$"
        }
    ),
]


class _Request(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class OrderToScore(_Request):
    """An order before it is approved."""

    model_config = ConfigDict(json_schema_extra={"examples": [ORDER_EXAMPLE]})

    order_id: Id
    customer_id: Id
    amount: Annotated[
        AmountText, Field(description="Decimal string in `currency`, at most 1e13 minor units.")
    ]
    currency: CurrencyCode
    occurred_at: Annotated[Moment, Field(description="ISO 8601 with its offset from UTC.")]
    salesperson_id: Id | None = None
    contract_id: Id | None = None
    terms_days: Terms | None = None
    delivery_date: Annotated[
        Day | None, Field(description="Day of the company's zone on which it is to be delivered.")
    ] = None
    ip: Ip | None = None
    reserve: Annotated[bool, Field(description="Hold the amount of the customer's limit.")] = True
    revision: Annotated[Revision, Field(description="Raise it to have a changed order decided anew.")] = 0
    checkpoint: Checkpoint = "order"
    special_approval_id: Id | None = None


class PaymentToScore(_Request):
    """A payment before it is approved."""

    model_config = ConfigDict(json_schema_extra={"examples": [PAYMENT_EXAMPLE]})

    payment_id: Id
    kind: PaymentKind
    payee_id: Id
    payee_account: AccountNumber
    amount: AmountText
    currency: CurrencyCode
    occurred_at: Moment
    requester_id: Id
    customer_id: Annotated[
        Id | None, Field(description="On whose account it is made, or to whom it is refunded.")
    ] = None
    approver_id: Id | None = None
    invoice_no: Id | None = None
    voucher_no: Id | None = None
    budget_id: Id | None = None
    contract_id: Id | None = None
    ip: Ip | None = None
    revision: Revision = 0
    special_approval_id: Annotated[
        Id | None, Field(description="A special approval that names this payment.")
    ] = None


class ReasonAnswer(BaseModel):
    """One reason that raised the risk."""

    code: str
    text: str
    contribution: Annotated[float, Field(description="Log-odds that its features added.")]
    value: str | None
    normal: str | None
    clears: Annotated[str | None, Field(description="What would clear it.")]
    evidence: Annotated[list[str], Field(description="Documents behind it, such as order:25SH00131.")]


class CreditPart(BaseModel):
    """What the customer is granted; amounts in base currency."""

    route: Literal["model", "application", "unavailable"]
    grade: Literal["A", "B", "C", "D"] | None
    pd: float | None
    points: int | None
    currency: str
    limit: str
    exposure: str | None
    headroom: str | None
    terms_days: int
    shipping: Literal["normal", "prepay", "hold"]
    approval_level: int
    pd_low: Annotated[
        float | None, Field(description="Ends of the 90 % interval of an application's `pd`.")
    ] = None
    pd_high: float | None = None


class AnomalyPart(BaseModel):
    """How unusual the document is."""

    probability: float | None
    percentile: float | None
    isolation_percentile: float | None
    typologies: list[str]


class ReservationPart(BaseModel):
    """What is held of the customer's limit."""

    id: str
    amount: str
    expires_at: str


class BudgetPart(BaseModel):
    """The budget that a payment names, without this payment; amounts in base currency."""

    id: str
    amount: Annotated[str | None, Field(description="What it holds; null where nobody has set it.")]
    used: Annotated[str, Field(description="Taken by payments that stand, those under review included.")]
    left: Annotated[str | None, Field(description="Amount less used; negative when over.")]
    currency: str


class Contributions(BaseModel):
    """One model's exact contributions: `bias` and `values` sum to the log-odds of the probability."""

    log_odds: float
    probability: float
    bias: float
    values: dict[str, float]


class ReviewPart(BaseModel):
    """The latest verdict of a reviewer; a later one takes its place."""

    verdict: Literal["confirmed", "cleared"]
    action: Annotated[Literal["release", "block", "none"], Field(description="What to do with the document.")]
    recorded_at: str


class DecisionAnswer(BaseModel):
    """The answer, as it was given and as it can be read again."""

    decision_id: str
    subject: str
    revision: int
    checkpoint: str
    outcome: Literal["approve", "review", "block"]
    reasons: list[ReasonAnswer]
    credit: CreditPart | None
    anomaly: AnomalyPart
    reservation: ReservationPart | None
    contributions: dict[str, Contributions]
    versions: dict[str, str]
    as_of_seq: int
    decided_at: str
    degraded: list[str]
    budget: BudgetPart | None = None
    review: Annotated[
        ReviewPart | None, Field(description="Null until a reviewer has judged the decision.")
    ] = None


class Problem(BaseModel):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    field: str | None = None
    fields: list[str] | None = None
    request_id: str | None = None
