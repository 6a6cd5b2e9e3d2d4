"""The state of documents and exposures while one transaction appends.

Loaded for a batch in one query a table, changed in memory while the batch is booked, written
back in one statement a table. Whoever appends keeps the projections, so that they can never
say anything else than the log.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from features.booking.document import Document
from features.history.exposure import Exposure
from riskdesk.core.database.tables import PARTY_COLUMNS, customers, documents, rates, reservations

_MOST_PARAMETERS: Final = 500
_PLAIN: Final = (
    "document",
    "status",
    "currency",
    "amount_minor",
    "open_minor",
    "delivered_minor",
    "reserved_minor",
    "fulfilled_minor",
    "owed_minor",
    "rate_micro",
    "budget_id",
    "opened_at_us",
    "due_at_us",
    "known_at_us",
    "seq",
    "tag",
    "flags",
)


class OpenBooks:
    """Documents, customers and rates of one appending transaction.

    Parameters
    ----------
    connection
        In the transaction that appends.
    base_currency
        Currency of all `_minor` values that features see.
    """

    def __init__(self, connection: sa.Connection, base_currency: str) -> None:
        self.base_currency = base_currency
        self._connection = connection
        self._documents: dict[str, Document | None] = {}
        self._before: dict[str, tuple[str | None, int, int, int]] = {}
        self._customers: dict[str, Exposure | None] = {}
        self._changed_customers: set[str] = set()
        self._changed_documents: set[str] = set()

    # -- documents ------------------------------------------------------------------------
    def load(self, wanted: Iterable[str]) -> None:
        """Fetch these documents in few queries."""
        missing = [name for name in dict.fromkeys(wanted) if name not in self._documents]
        for name in missing:
            self._documents[name] = None
        for part in _parts(missing):
            for row in self._connection.execute(
                sa.select(documents).where(documents.c.document.in_(part))
            ).mappings():
                document = _document(dict(row))
                self._documents[document.document] = document
                self._before[document.document] = _held(document)

    def document(self, document: str) -> Document | None:
        """Return the document, or None; see `features.booking.book.Books`."""
        if document not in self._documents:
            self.load([document])
        return self._documents[document]

    def open(self, document: Document) -> None:
        """Take in a new document."""
        self._documents[document.document] = document
        self._before.setdefault(document.document, (None, 0, 0, 0))

    def touch(self, document: str, seq: int) -> None:
        """Note that the event `seq` changed a document, and carry the change to its customer."""
        changed = self._documents[document]
        if changed is None:  # an event may name a document that the log has not heard of
            return
        changed.seq = seq
        self._changed_documents.add(document)
        _, open_before, delivered_before, invoiced_before = self._before[document]
        now = _held(changed)
        self._before[document] = now
        if now[0] is not None and (open_before, delivered_before, invoiced_before) != now[1:]:
            held = self.customer(now[0])
            held.open_minor += now[1] - open_before
            held.delivered_minor += now[2] - delivered_before
            held.invoiced_minor += now[3] - invoiced_before
            self.change(now[0], seq)

    # -- customers ------------------------------------------------------------------------
    def load_customers(self, wanted: Iterable[str]) -> None:
        """Fetch the exposures of these customers in few queries."""
        missing = [name for name in dict.fromkeys(wanted) if name not in self._customers]
        for name in missing:
            self._customers[name] = None
        for part in _parts(missing):
            for row in self._connection.execute(
                sa.select(customers).where(customers.c.customer.in_(part))
            ).mappings():
                self._customers[row["customer"]] = Exposure(
                    open_minor=row["open_minor"],
                    delivered_minor=row["delivered_minor"],
                    invoiced_minor=row["invoiced_minor"],
                    group_id=row["group_id"],
                    limit_minor=row["limit_minor"],
                    limit_expires_at_us=row["limit_expires_at_us"],
                    strategic=row["strategic"],
                    seq=row["seq"],
                )

    def customer(self, customer: str) -> Exposure:
        """Return the customer's exposure as it stands in this transaction."""
        if customer not in self._customers:
            self.load_customers([customer])
        found = self._customers[customer]
        if found is None:
            found = Exposure()
            self._customers[customer] = found
        return found

    def known_customer(self, customer: str) -> bool:
        """Tell whether the log has heard of this customer."""
        self.load_customers([customer])
        found = self._customers[customer]
        return found is not None and found.seq > 0

    def change(self, customer: str, seq: int) -> None:
        """Note that the event `seq` changed a customer."""
        self.customer(customer).seq = seq
        self._changed_customers.add(customer)

    def group_total_minor(self, group_id: str) -> int:
        """Return the exposure of a group of companies, this transaction's changes included."""
        query = sa.select(customers.c.customer).where(customers.c.group_id == group_id)
        members = [str(name) for name in self._connection.execute(query).scalars()]
        self.load_customers(members)
        inside = {
            name for name, held in self._customers.items() if held is not None and held.group_id == group_id
        }
        return sum(self.customer(name).total_minor for name in inside)

    # -- rates ----------------------------------------------------------------------------
    def rate_micro(self, currency: str, at_us: int) -> int | None:
        """Return base units for one unit of `currency`, times 10**6, as booked at a moment."""
        query = (
            sa.select(rates.c.rate_micro)
            .where(rates.c.currency == currency, rates.c.from_us <= at_us)
            .order_by(rates.c.from_us.desc())
            .limit(1)
        )
        found = self._connection.execute(query).scalar_one_or_none()
        return None if found is None else int(found)

    # -- reservations ---------------------------------------------------------------------
    def holds(self, document: str, reservation_id: str) -> bool:
        """Tell whether this reservation is the one that holds exposure for a document."""
        query = sa.select(reservations.c.state).where(
            reservations.c.reservation_id == reservation_id, reservations.c.document == document
        )
        return self._connection.execute(query).scalar_one_or_none() == "held"

    # -- writing back ---------------------------------------------------------------------
    def write_back(self) -> None:
        """Write what was changed; one statement a table."""
        if self._changed_documents:
            changed = (self._documents[name] for name in sorted(self._changed_documents))
            rows = [_document_row(document) for document in changed if document is not None]
            upsert(self._connection, documents, rows, key=("document",))
            self._changed_documents.clear()
        if self._changed_customers:
            rows = [_customer_row(name, self.customer(name)) for name in sorted(self._changed_customers)]
            upsert(self._connection, customers, rows, key=("customer",))
            self._changed_customers.clear()


def upsert(
    connection: sa.Connection, table: sa.Table, rows: list[dict[str, Any]], *, key: tuple[str, ...]
) -> None:
    """Insert rows, or replace those whose key stands already."""
    insert = sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)
    others = {c.name: insert.excluded[c.name] for c in table.columns if c.name not in key}
    connection.execute(insert.on_conflict_do_update(index_elements=list(key), set_=others), rows)


def _held(document: Document) -> tuple[str | None, int, int, int]:
    """Return customer, and what the document adds to open, delivered and invoiced exposure."""
    customer = document.parties.get("customer")
    if document.document.startswith("order:"):
        return customer, document.held_minor, document.delivered_minor, 0
    if document.document.startswith("invoice:"):
        return customer, 0, 0, document.open_minor
    return customer, 0, 0, 0


def _document(row: Mapping[str, Any]) -> Document:
    parties = {name: row[name] for name in PARTY_COLUMNS if row[name] is not None}
    return Document(parties=parties, **{name: row[name] for name in _PLAIN})


def _document_row(document: Document) -> dict[str, Any]:
    row = {name: getattr(document, name) for name in _PLAIN}
    return row | {name: document.parties.get(name) for name in PARTY_COLUMNS}


def _customer_row(name: str, held: Exposure) -> dict[str, Any]:
    return {
        "customer": name,
        "group_id": held.group_id,
        "strategic": held.strategic,
        "open_minor": held.open_minor,
        "delivered_minor": held.delivered_minor,
        "invoiced_minor": held.invoiced_minor,
        "limit_minor": held.limit_minor,
        "limit_expires_at_us": held.limit_expires_at_us,
        "seq": held.seq,
    }


def _parts(names: list[str]) -> Iterator[list[str]]:
    rest = iter(names)
    while part := list(islice(rest, _MOST_PARAMETERS)):
        yield part
