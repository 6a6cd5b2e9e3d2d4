"""From a checked request to an item: sealed, hashed, its moment compared with the clock."""

from features.events.kinds import BY_NAME
from features.events.parse import read_body
from models.role import Place
from riskdesk.core.clock import parse_time
from riskdesk.core.errors import TimeInvalid
from serving.runtime import Runtime
from serving.scoring.item import Item
from serving.scoring.schemas import OrderToScore, PaymentToScore


def prepare_order(runtime: Runtime, order: OrderToScore, caller: str) -> Item:
    """Return the item of an order.

    Raises
    ------
    InputInvalid
        Naming the field.
    """
    fields = order.model_dump(exclude_none=True, exclude={"occurred_at", "reserve"})
    item = _prepare(runtime, "order_submitted", fields, order.occurred_at, caller, order.order_id)
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
    return _prepare(runtime, "payment_submitted", fields, payment.occurred_at, caller, payment.payment_id)


def _prepare(
    runtime: Runtime,
    kind_name: str,
    fields: dict[str, object],
    occurred_at: str,
    caller: str,
    subject_id: str,
) -> Item:
    occurred_at_us = parse_time(occurred_at, field="occurred_at")
    ahead_us = occurred_at_us - runtime.clock.now_us()
    if ahead_us > runtime.settings.caller_clock_skew.total_seconds() * 1_000_000:
        raise TimeInvalid(
            "expected a time that has come; it lies ahead of the server's clock", field="occurred_at"
        )
    kind = BY_NAME[kind_name]
    body = read_body(kind, fields)
    revision = getattr(body, "revision", 0)
    checkpoint = getattr(body, "checkpoint", kind.document)
    event = runtime.parser.build(
        kind,
        body,
        source=caller,
        event_id=f"{subject_id}/{revision}/{checkpoint}",
        occurred_at_us=occurred_at_us,
        known_at_us=max(occurred_at_us, runtime.clock.now_us()),
    )
    place: Place = "order" if kind_name == "order_submitted" else "payment"
    return Item(place=place, identity=(caller, place, subject_id, revision, checkpoint), event=event)
