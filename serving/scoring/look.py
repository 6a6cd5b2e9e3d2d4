"""What an item is decided on: its query, and the vector of it on history as it stands."""

from features.booking.book import base_amount, normalise_number
from features.booking.document import Document
from features.booking.enrich import enrich
from features.booking.payments import kind_flags
from features.history.books import OpenBooks
from features.history.encode import moment_class_one
from features.history.log import Log
from features.online import OnlineHistory
from features.query import query_row
from riskdesk.core.database.handles import Connection
from serving.runtime import Runtime
from serving.scoring.item import Item


def look(
    runtime: Runtime,
    online: OnlineHistory,
    connection: Connection,
    item: Item,
    books: OpenBooks,
    log: Log | None = None,
) -> None:
    """Compute the item's query and vector on history as it stands on this connection.

    Inside the transaction that appends to `log`, a key that is loaded finds what it appended.

    Raises
    ------
    EventInvalid
        The amount's currency has no rate, or is not that of the document.
    """
    event = item.event
    document = books.document(event.document)
    contract = books.document(event.reference) if event.reference else None
    item.base_minor = base_amount(event, document or Document(event.document, status="new"), books)
    item.parties = parties = enrich(event, books)
    online.ensure(connection, parties, before_loading=None if log is None else log.flush)
    item.query = query_row(
        item.place,
        as_of_us=event.occurred_at_us,
        moment_class=moment_class_one(event.occurred_at_us, runtime.calendar),
        document=event.document,
        amount_minor=item.base_minor,
        parties=parties,
        tag=normalise_number(event.body.get("invoice_no")) or (document.tag if document else None),
        voucher=event.body.get("voucher_no") or (document.voucher if document else None),
        flags=(contract.flags if contract is not None else 0) | _kind_flags(item),
        terms_days=item.terms_days,
        again=document is not None,
    )
    item.vector = online.vector(item.query)
    item.concluded = None


def _kind_flags(item: Item) -> int:
    return kind_flags(item.event) if item.place == "payment" else 0
