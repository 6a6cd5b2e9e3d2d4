"""Events of riskdesk's own are what the parser makes of the same fields."""

from zoneinfo import ZoneInfo

import pytest

from features.events.event import Event
from features.events.kinds import BY_NAME
from features.events.own import budget_released, reservation_made, reservation_released
from features.events.parse import EventParser, read_body
from riskdesk.core.clock import from_us
from riskdesk.core.crypto import Vault
from riskdesk.core.keys import Keys

NOW_US = 1_790_000_000_123_456


@pytest.fixture
def parser() -> EventParser:
    """A parser of a company in Shanghai."""
    return EventParser(Vault(Keys(encryption=b"e" * 32, matching=b"m" * 32)), ZoneInfo("Asia/Shanghai"))


def parsed(parser: EventParser, kind: str, event_id: str, **fields: object) -> Event:
    """Return the event by way of the schema."""
    of = BY_NAME[kind]
    return parser.build(
        of,
        read_body(of, fields),
        source="riskdesk",
        event_id=event_id,
        occurred_at_us=NOW_US,
        known_at_us=NOW_US,
    )


@pytest.mark.parametrize(("amount", "currency"), [("85000", "CNY"), ("7", "JPY"), ("0.5", "USD")])
def test_a_reservation_that_is_made(parser: EventParser, amount: str, currency: str) -> None:
    """Field by field the same, the hash included."""
    fields = {"order_id": "订单-1", "customer_id": "C1", "amount": amount, "currency": currency}
    order = parsed(parser, "order_submitted", "订单-1/0/order", **fields)
    own = reservation_made(
        reservation_id="R1", decision_id="D1", order=order, expires_us=NOW_US + 5, at_us=NOW_US
    )
    expires = from_us(NOW_US + 5).isoformat()
    more = {"reservation_id": "R1", "decision_id": "D1", "expires_at": expires}
    assert parsed(parser, "reservation_made", "R1", **fields, **more) == own


@pytest.mark.parametrize("cause", ["caller", "expired", "replaced", "blocked"])
def test_a_reservation_that_is_given_back(parser: EventParser, cause: str) -> None:
    """Field by field the same, the hash included."""
    fields = {"reservation_id": "R1", "order_id": "O1", "customer_id": "C1", "cause": cause}
    own = reservation_released(
        reservation_id="R1", document="order:O1", customer="C1", cause=cause, at_us=NOW_US
    )
    assert parsed(parser, "reservation_released", "R1/released", **fields) == own


def test_a_budget_that_is_given_back(parser: EventParser) -> None:
    """Field by field the same, the hash included."""
    own = budget_released(decision_id="D1", payment="payment:付款:1", budget_id="B1", at_us=NOW_US)
    fields = {"payment_id": "付款:1", "budget_id": "B1", "cause": "blocked"}
    assert parsed(parser, "budget_released", "D1/budget", **fields) == own
