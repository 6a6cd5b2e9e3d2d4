from datetime import datetime
from decimal import Decimal
from typing import Any, get_args, get_type_hints

import msgspec
import pytest
from pydantic import BaseModel

from riskdesk.client import answers, requests
from riskdesk.client.requests import Order, Payment
from riskdesk.client.webhooks import Notice
from serving.credit.schemas import CustomerCredit, GroupPart
from serving.ingest.schemas import IngestAnswer, RowResult
from serving.ledger.routes import VerdictAnswer, VerdictToRecord
from serving.scoring import schemas
from serving.webhooks.notices import KINDS

SENT: list[tuple[type[msgspec.Struct], type[BaseModel]]] = [
    (requests.Order, schemas.OrderToScore),
    (requests.Payment, schemas.PaymentToScore),
    (requests.Verdict, VerdictToRecord),
]
READ: list[tuple[type[msgspec.Struct], type[BaseModel]]] = [
    (answers.Decision, schemas.DecisionAnswer),
    (answers.Reason, schemas.ReasonAnswer),
    (answers.Credit, schemas.CreditPart),
    (answers.Anomaly, schemas.AnomalyPart),
    (answers.Reservation, schemas.ReservationPart),
    (answers.Budget, schemas.BudgetPart),
    (answers.Review, schemas.ReviewPart),
    (answers.Contributions, schemas.Contributions),
    (answers.CreditAnswer, CustomerCredit),
    (answers.Group, GroupPart),
    (answers.VerdictAnswer, VerdictAnswer),
    (answers.EventsAnswer, IngestAnswer),
    (answers.EventResult, RowResult),
]


@pytest.mark.parametrize(("ours", "theirs"), SENT, ids=lambda kind: kind.__name__)
def test_what_is_sent_is_what_the_service_takes(ours: type[msgspec.Struct], theirs: type[BaseModel]) -> None:
    """The same fields, the same of them needed, the same defaults."""
    fields = {field.encode_name: field for field in msgspec.structs.fields(ours)}
    assert set(theirs.model_fields) == set(fields)
    for name, info in theirs.model_fields.items():
        assert info.is_required() == (fields[name].default is msgspec.NODEFAULT), name
        if not info.is_required():
            assert info.default == fields[name].default, name


@pytest.mark.parametrize(("ours", "theirs"), READ, ids=lambda kind: kind.__name__)
def test_what_is_read_is_what_the_service_gives(ours: type[msgspec.Struct], theirs: type[BaseModel]) -> None:
    """Every member of an answer can be read, and none is expected that does not come."""
    assert set(theirs.model_fields) == set(ours.__struct_fields__)


def test_choices_are_those_of_the_service() -> None:
    """Outcomes, kinds of payments and checkpoints are the same words."""
    assert get_args(answers.Outcome) == get_args(schemas.DecisionAnswer.model_fields["outcome"].annotation)
    assert get_args(requests.PaymentKind) == get_args(schemas.PaymentToScore.model_fields["kind"].annotation)
    ours = get_type_hints(requests.Verdict)
    for name in ("verdict", "action"):
        assert get_args(ours[name]) == get_args(VerdictToRecord.model_fields[name].annotation)
    assert get_args(requests.Checkpoint) == get_args(
        schemas.OrderToScore.model_fields["checkpoint"].annotation
    )


def test_examples_of_the_service_can_be_sent() -> None:
    """What the interface shows as an order and a payment goes in, comes out the same, and is accepted."""
    shown: list[tuple[dict[str, Any], type[msgspec.Struct], type[BaseModel]]] = [
        (schemas.ORDER_EXAMPLE, Order, schemas.OrderToScore),
        (schemas.PAYMENT_EXAMPLE, Payment, schemas.PaymentToScore),
    ]
    for example, ours, theirs in shown:
        sent = msgspec.json.decode(msgspec.json.encode(msgspec.convert(example, ours)))
        assert {name: value for name, value in example.items() if name != "reserve"} == sent
        theirs.model_validate(sent)


@pytest.mark.parametrize("amount", [85000.0, "85000.00", 85000, None])
def test_an_amount_that_is_no_decimal_is_refused(amount: Any) -> None:
    """A float has lost the amount before it is sent."""
    with pytest.raises(TypeError, match="amount"):
        order(amount=amount)


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity", "sNaN"])
def test_an_amount_that_is_no_number_is_refused(amount: str) -> None:
    """Decimal knows values that are no amounts."""
    with pytest.raises(ValueError, match="amount"):
        order(amount=Decimal(amount))


def test_amounts_are_written_out() -> None:
    """No exponent reaches the service, and no place of the amount is lost."""
    assert b'"amount":"120000"' in msgspec.json.encode(order(amount=Decimal("1.2E+5")))
    assert b'"amount":"0.10"' in msgspec.json.encode(order(amount=Decimal("0.10")))


def test_a_time_without_offset_is_refused() -> None:
    """The service would not know which moment is meant."""
    with pytest.raises(ValueError, match="occurred_at"):
        order(occurred_at=datetime(2026, 11, 20, 22, 14))  # noqa: DTZ001 - the point


def test_an_account_is_not_shown(payment: Payment) -> None:
    """What a program prints or logs of a payment and its call names no account."""
    from riskdesk.client import protocol

    assert "6222" not in repr(payment)
    assert "6222" not in repr(protocol.payment(payment))


def test_notices_are_read_by_the_members_that_are_told() -> None:
    """Kinds are words of the service, and a notice of a decision needs no verdict."""
    needed = {field.name for field in msgspec.structs.fields(Notice) if field.default is msgspec.NODEFAULT}
    head = {"event_id", "kind", "created_at", "decision_id"}
    assert head | {"subject", "revision", "checkpoint", "outcome", "seq"} == needed
    assert {"decision_recorded", "verdict_recorded"} == set(KINDS)


def order(**changes: Any) -> Order:
    """Return an order."""
    fields: dict[str, Any] = {
        "order_id": "O1",
        "customer_id": "C1",
        "amount": Decimal("1.00"),
        "currency": "CNY",
        "occurred_at": datetime.fromisoformat("2026-11-20T22:14:05+08:00"),
    }
    return Order(**(fields | changes))
