"""Where the party of an item stands, as the appending transaction has it: exposure, limits, budget."""

from dataclasses import replace

from features.booking.document import Document
from features.history.exposure import Exposure
from features.history.log import Log
from features.history.parties import approval_of
from models.decision.inputs import NO_STANDING, Standing
from serving.scoring.item import Item


def standing_of(log: Log, item: Item, now_us: int) -> Standing:
    """Return the standing of an order's customer, or of a payment's budget, without the document itself."""
    document = log.books.document(item.event.document) or Document(item.event.document)
    if item.place == "payment":
        return _of_budget(log, item, document)
    customer = item.event.parties["customer"]
    standing = _of_customer(log, log.books.customer(customer), document, now_us)
    if item.special_approval_id is None:
        return standing
    approval = approval_of(log.connection, item.special_approval_id, customer, document.document)
    if approval is None:
        return standing
    return replace(standing, special_approval_cap_minor=approval[0], special_approval_expires_us=approval[1])


def _of_budget(log: Log, item: Item, payment: Document) -> Standing:
    budget_id = item.event.body.get("budget_id")
    if budget_id is None:
        return NO_STANDING
    budget = log.books.budgets.of(budget_id)
    was_set = log.books.document(f"budget:{budget_id}") is not None
    own = payment.reserved_minor if payment.budget_id == budget_id else 0
    return replace(
        NO_STANDING,
        budget_id=budget_id,
        budget_amount_minor=budget.amount_minor if budget is not None and was_set else None,
        budget_used_minor=(budget.used_minor if budget is not None else 0) - own,
    )


def _of_customer(log: Log, held: Exposure, order: Document, now_us: int) -> Standing:
    own = order.held_minor + order.delivered_minor
    group = held.group_id
    in_force = held.limit_expires_at_us is None or held.limit_expires_at_us > now_us
    return Standing(
        exposure_minor=held.total_minor - own,
        group_exposure_minor=None if group is None else log.books.group_total_minor(group) - own,
        override_limit_minor=held.limit_minor if in_force else None,
        strategic=held.strategic,
        group_limit_minor=None if group is None else log.books.group_limits.in_force(group, now_us),
        billed_minor=order.fulfilled_minor - order.delivered_minor,
    )
