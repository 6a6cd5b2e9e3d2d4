"""From a checked request to an item: sealed, hashed, its moment compared with the clock."""

from typing import Any, Final

from features.events.kinds import BY_NAME, EventKind
from models.role import Place
from riskdesk.core.clock import parse_time
from riskdesk.core.errors import TimeInvalid
from serving.runtime import Runtime
from serving.scoring.item import Item
from serving.scoring.schemas import OrderToScore, PaymentToScore

_ORDER: Final = BY_NAME["order_submitted"]
_PAYMENT: Final = BY_NAME["payment_submitted"]
_DEFAULTS: Final = {
    kind.name: {
        name: field.default
        for name, field in kind.schema.model_fields.items()
        if not field.is_required() and field.default is not None
    }
    for kind in (_ORDER, _PAYMENT)
}
"""What a body says where its caller leaves it open. A request has the types of its event, so it is checked once."""


def prepare_order(runtime: Runtime, order: OrderToScore, caller: str) -> Item:
    """Return the item of an order.

    Raises
    ------
    InputInvalid
        Naming the field.
    """
    fields = order.model_dump(exclude_none=True, exclude={"occurred_at", "reserve"})
    item = _prepare(runtime, _ORDER, fields, order.occurred_at, caller, order.order_id)
    item.reserve = order.reserve
    item.terms_days = order.terms_days
    item.special_approval_id = order.special_approval_id
    return item


def prepare_payment(runtime: Runtime, payment: PaymentToScore, caller: str) -> Item:
    """Return the item of a payment.

    Raises
    ------
    InputInvalid
        Naming the field.
    """
    fields = payment.model_dump(exclude_none=True, exclude={"occurred_at", "kind"})
    fields["kind_of_payment"] = payment.kind
    item = _prepare(runtime, _PAYMENT, fields, payment.occurred_at, caller, payment.payment_id)
    item.special_approval_id = payment.special_approval_id
    return item


def _prepare(
    runtime: Runtime,
    kind: EventKind,
    fields: dict[str, Any],
    occurred_at: str,
    caller: str,
    subject_id: str,
) -> Item:
    occurred_at_us = parse_time(occurred_at, field="occurred_at")
    now_us = runtime.clock.now_us()
    if occurred_at_us - now_us > runtime.settings.caller_clock_skew.total_seconds() * 1_000_000:
        raise TimeInvalid(
            "expected a time that has come; it lies ahead of the server's clock", field="occurred_at"
        )
    said = _DEFAULTS[kind.name] | fields
    revision, checkpoint = said["revision"], said["checkpoint"]
    event = runtime.parser.build_said(
        kind,
        said,
        source=caller,
        event_id=f"{subject_id}/{revision}/{checkpoint}",
        occurred_at_us=occurred_at_us,
        known_at_us=max(occurred_at_us, now_us),
    )
    place: Place = "order" if kind is _ORDER else "payment"
    return Item(place=place, identity=(caller, place, subject_id, revision, checkpoint), event=event)
