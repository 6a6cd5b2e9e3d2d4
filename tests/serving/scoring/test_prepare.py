from types import ModuleType
from typing import Any

import pytest
from pydantic import BaseModel

from features.events.kinds import BY_NAME
from features.events.parse import read_body
from serving.scoring.prepare import prepare_order, prepare_payment
from serving.scoring.schemas import OrderToScore, PaymentToScore

SAME = [
    (OrderToScore, "order_submitted", {"occurred_at", "reserve"}, {}),
    (PaymentToScore, "payment_submitted", {"occurred_at"}, {"kind": "kind_of_payment"}),
]


def rules_of(model: type[BaseModel], name: str) -> tuple[Any, ...]:
    """Return what a field demands and stands for where nothing is said; how it is described is left out."""
    schema = model.model_json_schema()["properties"][name]
    kept = {key: value for key, value in schema.items() if key not in ("description", "title")}
    if name in ("amount", "currency"):
        kept.pop("pattern", None)  # what the document adds for its readers
    field = model.model_fields[name]
    return kept, field.is_required(), field.default


@pytest.mark.parametrize(("request_", "kind", "apart", "renamed"), SAME)
def test_a_request_is_checked_as_its_event_would_be(
    request_: type[BaseModel], kind: str, apart: set[str], renamed: dict[str, str]
) -> None:
    """What a request takes its event takes too, so that it need not be checked a second time."""
    schema = BY_NAME[kind].schema
    for name in request_.model_fields.keys() - apart:
        assert rules_of(schema, renamed.get(name, name)) == rules_of(request_, name)
    asked = {renamed.get(name, name) for name in request_.model_fields}
    assert [] == [
        name for name, field in schema.model_fields.items() if field.is_required() and name not in asked
    ]


@pytest.mark.parametrize(
    "more", [{}, {"delivery_date": "2026-12-24", "revision": 2, "checkpoint": "delivery"}]
)
def test_an_order_becomes_the_event_that_its_body_would(
    house: Any, world: ModuleType, more: dict[str, Any]
) -> None:
    """The event is the one that the log's own parser makes of the same fields; ciphers are drawn by lot."""
    asked = world.order("O-1", "C-1") | {"ip": "10.1.2.3", "terms_days": 30} | more
    with house.open() as client:
        runtime = client.app.state.runtime
        item = prepare_order(runtime, OrderToScore.model_validate(asked), "erp")
    assert same_as(runtime, item, {k: v for k, v in asked.items() if k not in ("occurred_at", "reserve")})


def test_a_payment_becomes_the_event_that_its_body_would(house: Any, world: ModuleType) -> None:
    """As for an order; its kind goes by another name in the log."""
    asked = world.payment("P-1")
    with house.open() as client:
        runtime = client.app.state.runtime
        item = prepare_payment(runtime, PaymentToScore.model_validate(asked), "erp")
    fields = {k: v for k, v in asked.items() if k not in ("occurred_at", "kind")}
    assert same_as(runtime, item, fields | {"kind_of_payment": asked["kind"]})


def same_as(runtime: Any, item: Any, fields: dict[str, Any]) -> bool:
    """Tell whether an item's event is the one that the parser makes of these fields."""
    event = item.event
    expected = runtime.parser.build(
        event.kind,
        read_body(event.kind, fields),
        source="erp",
        event_id=f"{item.identity[2]}/{item.identity[3]}/{item.identity[4]}",
        occurred_at_us=event.occurred_at_us,
        known_at_us=event.known_at_us,
    )

    def bare(body: dict[str, Any]) -> dict[str, Any]:
        return {k: v["digest"] if isinstance(v, dict) else v for k, v in body.items()}

    names = [name for name in event.__slots__ if name != "body"]
    assert bare(expected.body) == bare(event.body)
    return all(getattr(expected, name) == getattr(event, name) for name in names)
