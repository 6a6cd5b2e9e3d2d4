"""Where the party of an item stands: exposure, limits, budget."""

from collections.abc import Sequence
from dataclasses import replace

from features.booking.document import FLAG_REFUSED, Document
from features.history.books import OpenBooks
from features.history.earlier import Earlier, earlier_of
from features.history.exposure import Exposure
from features.history.parties import approval_of, approval_of_payment
from models.decision.inputs import NO_STANDING, Standing
from riskdesk.core.database.handles import Connection
from serving.scoring.item import Item
from serving.scoring.unreleased import unreleased


def standing_of(
    books: OpenBooks, connection: Connection, item: Item, now_us: int, group: Sequence[Earlier] = ()
) -> Standing:
    """Return the standing of an order's customer, or of a payment's budget, without the document itself.

    Parameters
    ----------
    group
        What earlier members of the group decided about the same order or payment: the ledger has it not yet.
    """
    known = books.document(item.event.document)
    document = known or Document(item.event.document)
    if item.place == "payment":
        standing = _of_budget(books, item, document)
    else:
        standing = _of_customer(books, books.customer(item.event.parties["customer"]), document, now_us)
    if known is not None:
        standing = _bound(standing, known, books, connection, item, group)
    approval = (
        None if item.special_approval_id is None else _approval(connection, item, item.special_approval_id)
    )
    if approval is None:
        return standing
    return replace(standing, special_approval_cap_minor=approval[0], special_approval_expires_us=approval[1])


def _bound(
    standing: Standing,
    document: Document,
    books: OpenBooks,
    connection: Connection,
    item: Item,
    group: Sequence[Earlier],
) -> Standing:
    """Add what was decided before, by people and by riskdesk, about a document that the log has heard of."""
    caller, place, subject_id, revision, _ = item.identity
    before = [*earlier_of(connection, caller, place, subject_id), *group]
    held = unreleased(before, revision, books)
    return replace(
        standing,
        refused=document.flags & FLAG_REFUSED != 0,
        held_at=None if held is None else held.checkpoint,
        held_by_lot=held is not None and held.sampled,
    )


def _approval(connection: Connection, item: Item, approval_id: str) -> tuple[int, int] | None:
    if item.place == "order":
        customer = item.event.parties["customer"]
        return approval_of(connection, approval_id, customer, item.event.document)
    requester = item.event.body["requester_id"]
    return approval_of_payment(connection, approval_id, item.identity[2], requester)


def _of_budget(books: OpenBooks, item: Item, payment: Document) -> Standing:
    budget_id = item.event.body.get("budget_id")
    if budget_id is None:
        return NO_STANDING
    budget = books.budgets.of(budget_id)
    was_set = books.document(f"budget:{budget_id}") is not None
    own = payment.reserved_minor if payment.budget_id == budget_id else 0
    return replace(
        NO_STANDING,
        budget_id=budget_id,
        budget_amount_minor=budget.amount_minor if budget is not None and was_set else None,
        budget_used_minor=(budget.used_minor if budget is not None else 0) - own,
    )


def _of_customer(books: OpenBooks, held: Exposure, order: Document, now_us: int) -> Standing:
    own = order.held_minor + order.delivered_minor
    group = held.group_id
    in_force = held.limit_expires_at_us is None or held.limit_expires_at_us > now_us
    return Standing(
        exposure_minor=held.total_minor - own,
        group_exposure_minor=None if group is None else books.group_total_minor(group) - own,
        override_limit_minor=held.limit_minor if in_force else None,
        strategic=held.strategic,
        group_limit_minor=None if group is None else books.group_limits.in_force(group, now_us),
        billed_minor=order.fulfilled_minor - order.delivered_minor,
    )
